"""Generated digits with steps of the preparation left out, against drawing each on a board and preparing it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.digits.handwriting import written_digits
from cnn.digits.prepare import Preparation, ink_of, prepare_steps
from cnn.digits.render import render
from cnn.digits.sets import load_generated
from cnn.digits.unprepared import LARGEST, SMALLEST, generated_without

COUNT, SEED = 24, 6


def on_the_board() -> list[np.ndarray]:
    """Every digit drawn on a board of 560 pixels, with the size and the place that its seed gives."""
    parts, _ = written_digits(COUNT, SEED)
    board = torch.rand(COUNT, 3, generator=torch.Generator().manual_seed(SEED)).numpy()
    drawn: list[np.ndarray] = [np.zeros(0)] * COUNT
    for part in parts:
        for row, number in enumerate(part.where.tolist()):
            points, radius = part.points[row].numpy(), float(part.radius[row])
            low = points.min(axis=0) - radius
            size = points.max(axis=0) + radius - low
            share = (SMALLEST + (LARGEST - SMALLEST) * board[number, 0]) / size.max()
            points = (points - low) * share + board[number, 1:] * (1 - size * share)
            ends = np.flatnonzero(~part.down[row].numpy()) + 1
            drawn[number] = ink_of(render(np.split(points, ends), 560, 2 * radius * share * 560))
    return drawn


@pytest.mark.parametrize("crop", [True, False])
@pytest.mark.parametrize("scale", [True, False])
@pytest.mark.parametrize("centre", [True, False])
def test_against_preparing_a_drawing_of_each(crop: bool, scale: bool, centre: bool) -> None:
    steps = Preparation(crop, scale, centre)
    found = generated_without(COUNT, SEED, steps).images.numpy() / 255
    apart = []
    for image, ink in zip(found, on_the_board(), strict=True):
        known = prepare_steps(ink, steps).image
        moved = [np.roll(known, (down, right), (0, 1)) for down in (-1, 0, 1) for right in (-1, 0, 1)]
        apart.append(min(np.abs(image - one).mean() for one in moved))  # a middle between two pixels may go either way
    assert np.median(apart) < 0.02 and max(apart) < 0.06


def test_with_all_steps_they_are_the_generated_digits() -> None:
    found, known = generated_without(COUNT, SEED, Preparation()), load_generated(COUNT, SEED)
    assert torch.equal(found.images, known.images) and torch.equal(found.labels, known.labels)


def test_the_same_for_a_seed() -> None:
    steps = Preparation(crop=False)
    one, same = (generated_without(COUNT, SEED, steps).images for _ in range(2))
    assert torch.equal(one, same) and not torch.equal(one, generated_without(COUNT, SEED + 1, steps).images)
