"""Digits as points: every one is there, and says what it is."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.figures import theme
from cnn.figures.digit_space import Scatter, scatter_figure


def scatter() -> Scatter:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 10, 200)
    read = np.where(rng.random(200) < 0.1, (labels + 1) % 10, labels)
    return Scatter(
        rng.normal(size=(200, 3)), labels, read, np.array([0.3, 0.2, 0.1]), np.array([9.0, -7, 0]), (4, 8, 15)
    )


@pytest.mark.parametrize("in_space", [False, True])
def test_every_digit_is_at_its_place_and_says_what_it_is(in_space: bool) -> None:
    given = scatter()
    figure = scatter_figure(given, in_space)
    for digit in range(10):
        trace = next(one for one in figure.data if one.name == f"digit {digit}")
        mine = given.labels == digit
        found = np.stack([trace.x, trace.y, *([trace.z] if in_space else [])], axis=1)
        np.testing.assert_allclose(found, given.places[mine][:, : 3 if in_space else 2], rtol=1e-6)
        wanted = [f"{digit}, read as {read}" + ("" if read == digit else ": wrong") for read in given.read[mine]]
        assert list(trace.hovertext) == wanted
        if not in_space:
            assert set(trace.text) == {str(digit)} and trace.mode == "text"
    assert len(set(theme.DIGITS)) == 10


@pytest.mark.parametrize("in_space", [False, True])
def test_drawing_and_neighbours_are_marked_and_within_sight(in_space: bool) -> None:
    given = scatter()
    figure = scatter_figure(given, in_space, theme.DARK)
    near = next(one for one in figure.data if one.name == "neighbours")
    np.testing.assert_allclose(near.x, given.places[[4, 8, 15], 0], rtol=1e-6)
    lines = next(one for one in figure.data if one.name == "near")
    assert len(lines.x) == 9 and np.isnan(lines.x[2::3]).all() and (lines.x[::3] == 9).all()
    drawing = next(one for one in figure.data if one.name == "your drawing")
    assert (drawing.x[0], drawing.y[0]) == (9, -7)
    if not in_space:
        (left, right), (bottom, top) = figure.layout.xaxis.range, figure.layout.yaxis.range
        assert left < min(given.places[:, 0]) and right > 9 and bottom < -7 and top > max(given.places[:, 1])
        assert "30" in figure.layout.xaxis.title.text and "20" in figure.layout.yaxis.title.text


def test_one_point_has_a_range() -> None:
    one = Scatter(np.zeros((10, 3)), np.arange(10), np.arange(10), np.zeros(3), np.zeros(3), (0,))
    left, right = scatter_figure(one, False).layout.xaxis.range
    assert left < 0 < right
