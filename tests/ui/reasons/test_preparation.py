"""Preparation: switches, the strip, and the cards of what each step is worth."""

from __future__ import annotations

import pytest

from cnn.digits.prepare import Preparation
from cnn.explain.preparation_worth import VARIANTS, Handling
from cnn.network.spec import NetworkSpec
from tests.apps import session_of
from tests.explain.networks import LARGEST, SMALLEST
from tests.ui.reasons.trying import view, words


def test_every_way_has_a_card_and_switches_are_kept() -> None:
    at = view("preparation")
    for name in VARIANTS:
        assert f"<b>{name}</b>" in words(at)
    at.toggle("prepare_crop").set_value(False).run()
    at.segmented_control("prepare_pixels").set_value("bytes").run()
    assert not at.exception and "not cropped" in words(at)
    assert session_of(at).experiments.handling == Handling(Preparation(crop=False), pixels="bytes")


def test_a_link_sets_the_switches() -> None:
    at = view("preparation", prep="centre.inverted")
    assert not at.toggle("prepare_centre").value and at.toggle("prepare_inverted").value
    assert at.toggle("prepare_crop").value and "box in the middle" in words(at)


@pytest.mark.parametrize("spec", [SMALLEST, LARGEST])
def test_it_opens_for_the_smallest_and_the_largest_network(spec: NetworkSpec) -> None:
    assert "prepare-strip" in words(view("preparation", spec))


def test_an_empty_board_asks_for_a_digit() -> None:
    assert "Draw a digit" in words(view("preparation", draw=""))
