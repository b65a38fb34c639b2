"""Generated strokes and digits, and the two ways of drawing them."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.digits.handwriting import example_drawing, example_strokes, generate_digits, generate_strokes
from cnn.digits.pendigits import PENDIGITS_VARIABLE, TEST_WRITERS, pendigits_file, read_pendigits, split_writers
from cnn.digits.prepare import prepare_digit
from cnn.digits.render import render
from cnn.network.spec import TEXTBOOK
from cnn.weights.load import load_model


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
