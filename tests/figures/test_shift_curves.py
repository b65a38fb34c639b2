"""The figure of a nudge: every layer's line in both diagrams, with a name beside it."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.figures.shift_curves import STYLES, shift_figure
from cnn.figures.theme import DARK, LIGHT, Theme
from tests.figures.plain import plain

PIXELS = np.arange(-8, 8.25, 0.25)
AS_IS = {name: np.abs(PIXELS) / (9 + number) for number, name in enumerate([*STYLES, "fc2"])}
BACK = {name: np.where(np.abs(PIXELS) < 6, 0.1, np.nan) for name in list(STYLES)[:4]}


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_all_lines_are_there(theme: Theme) -> None:
    drawn = plain(shift_figure(PIXELS, AS_IS, BACK, 2.0, theme))
    found = [(trace["xaxis"], trace["name"]) for trace in drawn["data"]]
    assert found == [("x", name) for name in STYLES] + [("x2", name) for name in BACK]
    for trace in drawn["data"]:
        known = (AS_IS if trace["xaxis"] == "x" else BACK)[trace["name"]]
        assert np.array_equal(trace["y"], known, equal_nan=True)
    assert {shape["x0"] for shape in drawn["layout"]["shapes"]} == {2.0}


def test_names_stand_apart_and_in_the_order_of_their_lines() -> None:
    notes = plain(shift_figure(PIXELS, AS_IS, BACK, 0.0))["layout"]["annotations"]
    left = sorted(note["y"] for note in notes if note.get("xshift") and note["x"] < 0.5)
    right = sorted(note["y"] for note in notes if note.get("xshift") and note["x"] > 0.5)
    order = [
        note["text"] for note in sorted(notes, key=lambda note: note["y"]) if note.get("xshift") and note["x"] < 0.5
    ]
    assert order == ["fc1", "pool2 = flatten", "conv2", "pool1", "conv1"]
    assert len(left) == 5 and len(right) == 4
    assert min(np.diff(left)) > 0.05 and min(np.diff(right)) > 0.05


def test_a_layer_without_numbers_has_no_name() -> None:
    nothing = {name: np.full(len(PIXELS), np.nan) for name in BACK}
    notes = plain(shift_figure(PIXELS, nothing, nothing, 0.0))["layout"]["annotations"]
    assert not [note for note in notes if note.get("xshift")]
