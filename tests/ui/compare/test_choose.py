"""The buttons that choose A and B."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnn.explain.ready_pairs import READY_PAIRS
from cnn.network.spec import TEXTBOOK
from cnn.ui.parts import Teaching
from cnn.weights.load import LoadedModel, untrained
from tests.apps import press, session_of, texts
from tests.ui.compare.page import compare, with_parts


@pytest.mark.parametrize("key", ["stride", "random"])
def test_one_press_sets_both_and_says_what_to_look_at(key: str) -> None:
    pair, at = READY_PAIRS[key], compare()
    assert pair.look not in texts(at)
    press(at, f"pair_{key}")
    now = session_of(at)
    assert (now.pinned.spec, now.network.spec) == (pair.one, pair.other)
    assert pair.look in texts(at)


def test_pin_and_swap() -> None:
    at = compare(conv1_stride="2")
    spec = TEXTBOOK.changed(conv1_stride=2)
    press(at, "swap")
    assert (session_of(at).pinned.spec, session_of(at).network.spec) == (spec, TEXTBOOK)
    press(at, "pin")
    assert session_of(at).pinned.spec == TEXTBOOK


def test_ways_back_from_own_weights() -> None:
    at, mine = compare(), LoadedModel(untrained(TEXTBOOK, 4), "yours")
    with_parts(at, replace(session_of(at).network, own=mine))
    press(at, "pair_random")
    assert session_of(at).network.own is None
    press(at, "own_again")
    assert session_of(at).network.own is mine
    press(at, "own_off_b")
    assert session_of(at).network.own is None


def test_what_a_teacher_has_locked_no_pair_changes() -> None:
    at = with_parts(compare(), Teaching(locked=("hidden_units",)))
    assert at.button("swap").disabled and at.button("pair_large").disabled and not at.button("pin").disabled
