"""What a learner tries, as texts of a link and back."""

from __future__ import annotations

import pytest

from cnn.explain.lesion import Lesion
from cnn.explain.perturb import Change
from cnn.explain.preparation_worth import Handling
from cnn.ui.experiments import Experiments


@pytest.mark.parametrize(
    ("text", "kind", "change"),
    [
        ("", "right", Change()), ("turn", "turn", Change()), ("right_2.5", "right", Change(right=2.5)),
        ("blur~turn_-30~scale_0.8", "blur", Change(turn=-30, scale=0.8)),
    ],
)  # fmt: skip
def test_the_change_and_its_curve_are_in_one_text(text: str, kind: str, change: Change) -> None:
    found = Experiments.of_link(text, "", "", "conv2")
    assert (found.kind, found.change) == (kind, change) and found.change_text == text
    assert found.layer == "conv2"


def test_nothing_is_tried_at_the_start_and_after_texts_that_say_nothing() -> None:
    texts = [("", "", ""), ("x", "yy", "zz_1")]
    for found in (Experiments(), *(Experiments.of_link(*each, layer="conv1") for each in texts)):
        assert (found.change, found.handling, found.lesion) == (Change(), Handling(), Lesion())
        assert (found.kind, found.layer) == ("right", "conv1")


def test_the_slider_that_was_moved_last_has_the_curve() -> None:
    found = Experiments().with_value("down", -1).with_value("noise", 0.2)
    assert found.kind == "noise" and found.change == Change(down=-1, noise=0.2)
