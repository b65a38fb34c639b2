"""Generated strokes and digits, and the two ways of drawing them."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.digits.handwriting import example_drawing, example_strokes, generate_digits, generate_strokes, letterforms
from cnn.digits.letterforms import SKELETONS, skeleton_strokes, smooth
from cnn.digits.pendigits import PENDIGITS_VARIABLE, TEST_WRITERS, pendigits_file, read_pendigits, split_writers
from cnn.digits.prepare import prepare_digit
from cnn.digits.render import draw_prepared, render, resample, sample_points
from cnn.digits.vary import Variation, batch_of, draw_varied
from cnn.network.spec import TEXTBOOK
from cnn.weights.load import load_model


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


def test_a_smooth_line_goes_through_all_points() -> None:
    points = np.random.default_rng(0).random((3, 7, 2)).astype(np.float32)
    curve = smooth(points, 4)
    assert curve.shape == (3, 25, 2)
    assert np.allclose(curve[:, ::4], points, atol=1e-6)


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


def test_generated_strokes_fit_the_canvas_and_follow_the_seed() -> None:
    for digit in range(10):
        strokes = generate_strokes(digit, np.random.default_rng(digit))
        again = generate_strokes(digit, np.random.default_rng(digit))
        assert all(np.array_equal(a, b) for a, b in zip(strokes, again, strict=True))
        assert all(stroke.ndim == 2 and stroke.shape[1] == 2 and len(stroke) > 10 for stroke in strokes)
        points = np.concatenate(strokes)
        assert points.min() > 0.1
        assert points.max() < 0.9
        assert (np.ptp(points, axis=0)).max() > 0.65


def test_generated_digits_follow_the_seed_and_are_balanced() -> None:
    images, labels = generate_digits(2000, 5)
    again, same = generate_digits(2000, 5)
    other, _ = generate_digits(2000, 6)
    assert (images.shape, images.dtype, labels.dtype) == ((2000, 28, 28), np.uint8, np.int64)
    assert np.array_equal(images, again)
    assert np.array_equal(labels, same)
    assert not np.array_equal(images, other)
    assert np.bincount(labels, minlength=10).min() > 140
    rows, columns = (images.sum(axis=axis, dtype=np.int64) @ np.arange(28) / images.sum((1, 2)) for axis in (2, 1))
    assert np.abs(rows - 14).max() < 1.6  # centred as MNIST is, unless the digit would leave the picture
    assert np.abs(np.median(rows) - 14) < 0.1
    assert np.abs(np.median(columns) - 14) < 0.1


def test_every_digit_has_several_letterforms() -> None:
    for digit in range(10):
        forms = [form for form in letterforms() if form.label == digit]
        assert len(forms) >= 3
        assert sum(form.weight for form in forms) == pytest.approx(1, abs=0.05)
    assert {form.strokes for form in letterforms()} == {1, 2}
    assert {label for label, _ in SKELETONS.values()} == set(range(10))


def test_examples_are_read_as_what_they_are() -> None:
    model = load_model(TEXTBOOK).model
    for digit in range(10):
        drawing = example_drawing(digit)
        assert drawing.shape == (280, 280)
        assert np.array_equal(drawing, render(example_strokes(digit)))
        with torch.inference_mode():
            probabilities = model(torch.from_numpy(prepare_digit(drawing))[None, None]).softmax(1)[0]
        assert int(probabilities.argmax()) == digit
        assert probabilities.max() > 0.95


def test_thicker_brushes_leave_more_ink() -> None:
    batch = batch_of([skeleton_strokes("3 round")])
    still = {"degrees": 0.0, "aspect": 0.0, "shear": 0.0, "tremble": 0.0}
    ink = [
        int(draw_varied(batch, torch.Generator().manual_seed(0), Variation(**still, brush=(width, width))).sum())
        for width in (0.05, 0.1, 0.2)
    ]
    assert ink == sorted(ink)
    assert ink[2] > 2 * ink[0]


@pytest.mark.skipif(pendigits_file() is None, reason=f"{PENDIGITS_VARIABLE} names no file of pen strokes")
def test_pen_strokes_are_read_whole() -> None:
    digits = read_pendigits()
    known, unseen = split_writers(digits)
    assert len(digits) == 7494  # as counted by the set's authors
    assert {digit.writer for digit in digits} == set(range(1, 31))
    assert {digit.writer for digit in unseen} == TEST_WRITERS
    assert len(known) + len(unseen) == len(digits)
    first = digits[0]
    assert (first.label, first.writer) == (8, 12)
    assert first.strokes[0][0].tolist() == [267, -333]
    sevens = [np.concatenate(digit.strokes) for digit in known if digit.label == 7]
    assert (
        np.mean([points[0, 1] < points[:, 1].mean() for points in sevens]) > 0.95
    )  # written from the top: y is downward
