"""Pictures that the questions are about: digits moved, drawn small or in a corner, inverted, and scribbles."""

from __future__ import annotations

from random import Random

import numpy as np

from cnn.digits.handwriting import generate_strokes, render
from cnn.digits.prepare import Preparation, ink_box, ink_of, levels_of, prepare_digit, prepare_steps
from cnn.network.spec import INPUT_SIZE

SCRIBBLE_POINTS = 24


def shifted(image: np.ndarray, columns: int) -> np.ndarray:
    """`image` (28, 28) moved to the right, or to the left if `columns` is below 0; what is left free is 0."""
    moved = np.zeros_like(image)
    if columns >= 0:
        moved[:, columns:] = image[:, : image.shape[1] - columns]
    else:
        moved[:, :columns] = image[:, -columns:]
    return moved


def free_columns(image: np.ndarray) -> tuple[int, int]:
    """Columns without ink on the left and on the right."""
    inked = np.flatnonzero((image > 0).any(axis=0))
    return (int(inked[0]), image.shape[1] - 1 - int(inked[-1])) if len(inked) else (0, 0)


def inverted(image: np.ndarray) -> np.ndarray:
    """Black ink on white: 1 − x."""
    return (1 - image).astype(np.float32)


def scribble(rng: Random) -> np.ndarray:
    """Two or three smooth lines at random, prepared as a digit is: float32 (28, 28)."""
    generator = np.random.default_rng(rng.randrange(2**32))
    strokes = []
    for _ in range(rng.randint(2, 3)):
        turns = np.cumsum(generator.normal(0, 0.9, SCRIBBLE_POINTS)) + generator.uniform(0, 2 * np.pi)
        steps = np.stack([np.cos(turns), np.sin(turns)], axis=1) * 0.06
        points = np.cumsum(steps, axis=0) + generator.uniform(0.3, 0.7, 2)
        strokes.append(points.clip(0.06, 0.94).astype(np.float32))
    return prepare_digit(render(strokes))


def drawing(rng: Random, digit: int, scale: float, place: tuple[float, float]) -> np.ndarray:
    """A digit as drawn on the canvas: ink, float32 (280, 280) in [0, 1].

    scale: 1 is the usual size. place: where its middle is, as shares of the free way from left and from top.
    """
    strokes = generate_strokes(digit, np.random.default_rng(rng.randrange(2**32)))
    points = np.concatenate(strokes)
    middle, half = (points.min(axis=0) + points.max(axis=0)) / 2, (points.max(axis=0) - points.min(axis=0)) / 2 * scale
    low = half + 0.05
    target = low + np.array(place, np.float32) * (1 - 2 * low)
    return ink_of(render([(stroke - middle) * scale + target for stroke in strokes], brush=20 * max(scale, 0.5)))


def prepared(ink: np.ndarray) -> np.ndarray:
    """Ink as the app prepares it: float32 (28, 28)."""
    return prepare_steps(ink_of(levels_of(ink))).image


def only_shrunk(ink: np.ndarray) -> np.ndarray:
    """The whole canvas shrunk to 28×28, nothing cropped, scaled or centred: float32 (28, 28)."""
    image = prepare_steps(ink, Preparation(crop=False, scale=False, centre=False)).image
    assert image.shape == (INPUT_SIZE, INPUT_SIZE)
    return image


def centred(image: np.ndarray) -> np.ndarray:
    """The picture moved, as it is, until its centre of mass is in the middle."""
    total, index = float(image.sum()) or 1.0, np.arange(INPUT_SIZE)
    row, column = float(image.sum(axis=1) @ index) / total, float(image.sum(axis=0) @ index) / total
    return np.roll(image, (round(INPUT_SIZE / 2 - row), round(INPUT_SIZE / 2 - column)), axis=(0, 1))


def scaled_in_place(image: np.ndarray) -> np.ndarray:
    """The ink of a picture (28, 28) scaled to 20 pixels, its middle left where it is as far as it fits."""
    top, left, bottom, right = ink_box(image)
    scaled = prepare_steps(image).scaled
    moved = np.zeros_like(image)
    starts = [
        min(max((first + end - size) // 2, 0), INPUT_SIZE - size)
        for first, end, size in ((top, bottom, scaled.shape[0]), (left, right, scaled.shape[1]))
    ]
    moved[starts[0] : starts[0] + scaled.shape[0], starts[1] : starts[1] + scaled.shape[1]] = scaled
    return moved
