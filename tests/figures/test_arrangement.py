"""Where the layers are in the figure of the whole network: all of them, apart from each other, with room for words."""

from __future__ import annotations

from itertools import combinations

import pytest

from cnn.figures.arrangement import NARROW, WIDE, Arrangement, Panel
from cnn.network.spec import LAYER_NAMES


def _with_words(places: Arrangement, panel: Panel) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    return panel.left, panel.top - places.above, panel.right, panel.bottom + places.below


@pytest.mark.parametrize("places", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_layer_has_a_place_of_its_own_within_the_figure(places: Arrangement) -> None:
    assert tuple(places.panels) == LAYER_NAMES
    boxes = [_with_words(places, panel) for panel in places.panels.values()]
    for left, top, right, bottom in boxes:
        assert 0 <= left < right <= places.width and 0 <= top < bottom <= places.height
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    assert places.strip + 5 + places.sizes[2] <= places.below


@pytest.mark.parametrize("places", [WIDE, NARROW], ids=["wide", "narrow"])
def test_domains_are_the_panels_as_shares_of_the_figure(places: Arrangement) -> None:
    for name, panel in places.panels.items():
        (left, right), (bottom, top) = places.across(name), places.up(name)
        assert right * places.width == pytest.approx(panel.right)
        assert left * places.width == pytest.approx(panel.left + (places.digits if name == "softmax" else 0))
        assert (1 - top) * places.height == pytest.approx(panel.top)
        assert (1 - bottom) * places.height == pytest.approx(panel.bottom)


def test_the_digits_of_a_phone_fit_beside_each_other() -> None:
    """Ten rows for the numbers of fc2 and the digits of softmax."""
    for places in (WIDE, NARROW):
        height = places.panels["fc2"].size[1] / 10
        assert max(places.sizes[3:]) <= height + 1  # a digit is lower than its font
