"""The Compare page without a browser: any setting, any board."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import ink_of, prepare_steps
from cnn.network.spec import TEXTBOOK, ConvSpec, NetworkSpec, PoolSpec
from cnn.ui.board import Canvas
from cnn.weights.load import LoadedModel, untrained
from tests.apps import IMPOSSIBLE, POSSIBLE, press, session_of, texts
from tests.ui.compare.page import compare, with_parts

SMALLEST = NetworkSpec(ConvSpec(1, 7, 3), PoolSpec("max", 2, 2), ConvSpec(1, 4), PoolSpec("none"), 16)
"""Its last map is 1×1."""

LARGEST = NetworkSpec(ConvSpec(32, 7, 1, 3), PoolSpec("none"), ConvSpec(64, 7, 1, 3), PoolSpec("none"), 256)


def test_the_page_opens_with_a_blank_board() -> None:
    at = compare()
    assert "A and B have the same settings" in texts(at) and 'class="digit"' not in texts(at)
    assert texts(at).count('class="letter"') == 2


@pytest.mark.parametrize("spec", [SMALLEST, LARGEST], ids=["smallest", "largest"])
def test_the_smallest_and_the_largest_network_on_both_sides(spec: NetworkSpec) -> None:
    at = press(compare(**spec.to_query()), "example3")
    assert texts(at).count('<span class="digit">') == 2
    press(at, "swap")
    assert session_of(at).pinned.spec == spec
    press(at, "clear")
    assert 'class="digit"' not in texts(at)


def test_the_server_too_says_when_there_is_more_than_one_digit() -> None:
    two = prepare_steps(ink_of(np.concatenate([example_drawing(3), example_drawing(4)], axis=1)))
    at = with_parts(press(compare(), "example3"), Canvas().drawn(two))
    assert texts(at).count("There seems to be more than one digit") == 2
    assert "more than one digit" not in texts(press(at, "example3"))


def test_an_impossible_setting_is_said_and_the_last_network_stays() -> None:
    at = compare(**POSSIBLE.to_query())
    press(at, "example3")
    at.slider("conv2_kernel_size").set_value(IMPOSSIBLE.conv2.kernel_size).run()
    assert not at.exception
    assert "pool2 cannot be built" in texts(at)
    assert session_of(at).network.spec == POSSIBLE
    press(at, "swap")
    assert (session_of(at).pinned.spec, session_of(at).network.spec) == (POSSIBLE, TEXTBOOK)
    assert "cannot be built" not in texts(at)


def test_own_weights_on_both_sides() -> None:
    at, mine = compare(), LoadedModel(untrained(TEXTBOOK, 4), "yours")
    with_parts(at, replace(session_of(at).network, own=mine))
    press(press(at, "pin"), "example2")
    assert texts(at).count(">textbook network, your own weights<") == 2
    assert session_of(at).pinned.own is mine
