"""Change the drawing: sliders, the curve of the one that was moved last, and its words."""

from __future__ import annotations

import pytest

from cnn.explain.curves import answer_curve
from cnn.explain.perturb import KINDS, Change
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.ui.reasons.robustness import in_words
from cnn.weights.load import load_model
from tests.apps import session_of
from tests.explain.networks import LARGEST, SMALLEST, digit
from tests.ui.reasons.trying import view, words


@pytest.mark.parametrize("spec", [SMALLEST, LARGEST])
def test_it_opens_for_the_smallest_and_the_largest_network(spec: NetworkSpec) -> None:
    assert "Over the whole range" in words(view("robustness", spec))


def test_an_empty_board_asks_for_a_digit() -> None:
    at = view("robustness", draw="")
    assert "Draw a digit" in words(at) and not at.slider


def test_a_moved_slider_is_kept_and_has_the_curve() -> None:
    at = view("robustness")
    assert "What a nudge does inside" in words(at)
    at.slider("change_turn").set_value(30).run()
    tried = session_of(at).experiments
    assert (tried.kind, tried.change) == ("turn", Change(turn=30))
    assert "At 30° the answer is" in words(at) and "What a nudge does inside" not in words(at)
    at.button("change_undo").click().run()
    assert session_of(at).experiments.change == Change() and at.slider("change_turn").value == 0


def test_every_curve_can_be_chosen_and_a_link_restores_all() -> None:
    at = view("robustness", change="noise~down_2~noise_0.3")
    assert at.slider("change_down").value == 2 and at.slider("change_noise").value == 0.3
    for kind in KINDS:
        at.segmented_control("change_kind").set_value(kind.name).run()
        assert not at.exception and f"“{kind.words}”" in words(at)


def test_words_say_the_answer_and_how_far_it_holds() -> None:
    curve = answer_curve(load_model(TEXTBOOK).model, digit(), Change(), "turn")
    first, last = curve.holds(0)
    assert in_words(curve, 0).startswith("At 0° the answer is 3 (over 99.9 %); it stays the same from")
    assert f"from −{-first:g} to {last:g}°." in in_words(curve, 0)
