"""Strokes become pixels: against geometry, and the fast way against the two real steps."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.digits.handwriting import generate_strokes
from cnn.digits.prepare import prepare_digit
from cnn.digits.render import draw_prepared, render, resample, sample_points
from cnn.digits.vary import batch_of


def test_a_line_covers_the_area_of_a_line() -> None:
    """Against geometry: a rectangle of length × brush and two half discs at its ends."""
    drawing = render([np.array([[0.2, 0.5], [0.8, 0.5]])], size=280, brush=20)
    assert drawing.shape == (280, 280)
    assert drawing.dtype == np.uint8
    area = 0.6 * 280 * 20 + np.pi * 10**2
    assert drawing.sum() / 255 == pytest.approx(area, rel=0.02)
    assert drawing[140, 140] == 255
    assert drawing[128, 140] == 0
    assert 0 < (drawing[:, 47] > 0).sum() < 20  # a round cap


def test_a_dot_is_a_disc() -> None:
    drawing = render([np.array([[0.5, 0.5]])], size=100, brush=30)
    assert drawing.sum() / 255 == pytest.approx(np.pi * 15**2, rel=0.03)


def test_resampled_points_are_evenly_spaced_and_keep_the_ends() -> None:
    corner = np.array([[0, 0], [3, 0], [3, 1]], np.float32)
    points = resample(corner, 9)
    assert np.allclose(points[[0, -1]], corner[[0, -1]])
    assert np.allclose(np.abs(np.diff(points, axis=0)).sum(axis=1), 0.5)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_pen_is_up_between_strokes(count: int) -> None:
    strokes = [np.array([[0, i], [4 + i, i]], np.float32) for i in range(count)]
    points, down = sample_points(strokes, 30)
    assert points.shape == (30, 2)
    assert down.shape == (29,)
    assert (~down).sum() == count - 1
    assert np.all(points[1:][~down][:, 0] == 0)  # each stroke begins at its first point


def test_drawing_at_once_agrees_with_canvas_and_preparation() -> None:
    """The fast way against the two real steps; half a pixel of rounding may move a picture by one pixel."""
    rng = np.random.default_rng(1)
    apart, ink = [], []
    for i in range(60):
        strokes = generate_strokes(i % 10, rng)
        slow = prepare_digit(render(strokes, 280, 20))
        batch = batch_of([strokes])
        fast = draw_prepared(batch.points, batch.down, torch.tensor([10 / 280]))[0].numpy() / 255
        moved = [np.roll(fast, (dy, dx), (0, 1)) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
        apart.append(min(float(np.abs(slow - picture).mean()) for picture in moved))
        ink.append(float(fast.sum() / slow.sum()))
    assert np.mean(apart) < 0.015
    assert max(apart) < 0.03
    assert np.mean(ink) == pytest.approx(1, abs=0.03)
    assert np.allclose(ink, 1, atol=0.15)  # `prepare_digit` rounds the width of a narrow 1 to whole pixels
