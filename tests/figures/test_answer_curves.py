"""The figure of a curve: ten lines, the strip of answers, labels, the value of the drawing."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest

from cnn.figures.answer_curves import Range, answer_figure, runs
from cnn.figures.theme import DARK, DIGIT_LINES, LIGHT, Theme
from tests.figures.plain import plain


def example(digits: list[int]) -> Range:
    values = np.linspace(-4, 4, len(digits))
    shares = np.full((len(digits), 10), 0.01, np.float32)
    shares[np.arange(len(digits)), digits] = 0.91
    return Range(values, shares, 1.0, "pixels", (-4, 0, 4), ("−4", "0", "4"))


def test_runs_cover_the_range() -> None:
    assert runs(np.array([3, 3, 5, 3])) == [(0, 1, 3), (2, 2, 5), (3, 3, 3)]
    assert runs(np.array([7])) == [(0, 0, 7)]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_ten_lines_with_the_very_numbers(theme: Theme) -> None:
    along = example([3] * 10 + [8] * 7)
    drawn = plain(answer_figure(along, theme))
    lines = {trace["name"]: trace for trace in drawn["data"]}
    assert set(lines) == set(map(str, range(10)))
    for digit in range(10):
        assert np.array_equal(lines[str(digit)]["y"], along.probabilities[:, digit])
        thick = lines[str(digit)]["line"]["width"] == 3
        assert thick == (digit in (3, 8)) and (not thick or lines[str(digit)]["line"]["color"] == DIGIT_LINES[digit])
    names = [note["text"] for note in drawn["layout"]["annotations"] if note.get("yref") == "y"]
    assert names == ["<b>3</b>", "<b>8</b>"]
    json.dumps(drawn["layout"])


def test_the_strip_has_a_segment_for_each_answer_and_no_gap() -> None:
    along = example([3] * 10 + [8] * 7 + [3] * 3)
    *strip, now = plain(answer_figure(along))["layout"]["shapes"]
    assert [one["fillcolor"] for one in strip] == [DIGIT_LINES[3], DIGIT_LINES[8], DIGIT_LINES[3]]
    assert (strip[0]["x0"], strip[-1]["x1"]) == (-4, 4)
    assert all(left["x1"] == pytest.approx(right["x0"]) for left, right in pairwise(strip))
    assert now["x0"] == now["x1"] == 1.0


def test_names_do_not_lie_on_each_other() -> None:
    along = example([0, 1, 2, 3, 4, 5, 6, 7, 8, 9] * 4)
    notes = [one for one in plain(answer_figure(along))["layout"]["annotations"] if one.get("yref") == "y"]
    places = [(one["x"], one["y"]) for one in notes]
    assert len(places) == 10
    for number, (x, y) in enumerate(places):
        assert all(abs(x - other) >= 0.3 or abs(y - high) >= 0.1 for other, high in places[:number])
