"""The buttons that choose A and B."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnn.explain.ready_pairs import READY_PAIRS
from cnn.network.spec import TEXTBOOK
from cnn.ui.parts import SETTINGS_NAME, Teaching
from cnn.ui.pinned import Pinned
from cnn.weights.load import LoadedModel, untrained
from tests.apps import press, session_of, texts
from tests.ui.compare.page import compare, with_parts

STRIDE = TEXTBOOK.changed(conv1_stride=2)


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
    press(at, "swap")
    assert (session_of(at).pinned.spec, session_of(at).network.spec) == (STRIDE, TEXTBOOK)
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


def test_each_that_was_put_away_has_a_button_that_says_what_it_is() -> None:
    at, mine = compare(), LoadedModel(untrained(TEXTBOOK, 4), "yours")
    other = LoadedModel(untrained(STRIDE), "edited")
    with_parts(at, Pinned(put_away=(mine, other)))
    buttons = [at.button(key) for key in ("own_again", "own_again_1")]
    assert [one.help for one in buttons] == [
        "This makes B: textbook network, your own weights.",
        "This makes B: textbook, but conv1 stride 2, edited weights.",
    ]
    press(at, "own_again_1")
    assert session_of(at).network.own is other and session_of(at).network.spec == STRIDE
    assert session_of(at).pinned.put_away == (mine,)


def test_what_a_teacher_has_locked_no_pair_changes() -> None:
    at = with_parts(compare(), Teaching(locked=("hidden_units",)))
    assert at.button("swap").disabled and at.button("pair_large").disabled and not at.button("pin").disabled


@pytest.mark.parametrize("locked", [(), ("hidden_units",), (SETTINGS_NAME,)])
def test_own_weights_for_other_settings_are_locked_with_the_settings(locked: tuple[str, ...]) -> None:
    here, other = (LoadedModel(untrained(spec), "yours") for spec in (TEXTBOOK, STRIDE))
    at = with_parts(compare(), Teaching(locked=locked), Pinned(put_away=(other, here)))
    assert at.button("own_again").disabled is bool(locked)
    assert not at.button("own_again_1").disabled
