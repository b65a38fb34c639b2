"""The Microscope page without a browser: its controls reach every cell, and it says the value of each."""

from __future__ import annotations

import pytest

from tests.apps import opened, run

_HEADLINE = '<div class="cell-value"'


@pytest.mark.parametrize("view", ["Sliding kernel", "Filters", "A kernel of your own", "Colour input"])
def test_the_other_views_open(view: str) -> None:
    at = opened("pages/microscope.py")
    at.segmented_control("microscope_view").set_value(view)
    run(at)
    assert not any(_HEADLINE in element.proto.body for element in at.get("html"))
