"""From a drawing to 28×28: invariances, and MNIST's own digits."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cnn.digits.prepare import INK_THRESHOLD, Preparation, cropped_ink, ink_box, ink_of, prepare_digit, prepare_steps


def blob(height: int, width: int, seed: int) -> np.ndarray:
    """A random scribble that touches all four sides of its box: uint8 (height, width)."""
    generator = np.random.default_rng(seed)
    drawing = (generator.random((height, width)) < 0.4).astype(np.uint8) * 255
    drawing[[0, -1]] |= 255 * (generator.random((2, width)) < 0.3).astype(np.uint8)
    drawing[0, width // 2] = drawing[-1, width // 3] = drawing[height // 2, 0] = drawing[height // 3, -1] = 255
    return drawing


def mass_centre(image: np.ndarray) -> tuple[float, float]:
    """(row, column), counted from 0."""
    rows, columns = np.arange(image.shape[0]), np.arange(image.shape[1])
    return float(image.sum(axis=1) @ rows / image.sum()), float(image.sum(axis=0) @ columns / image.sum())


def test_an_empty_drawing_has_no_digit() -> None:
    for pixels in (np.zeros((280, 280), np.uint8), np.zeros((5, 9, 4), np.uint8), np.zeros((0, 0), np.uint8)):
        assert not prepare_digit(pixels).any() and prepare_digit(pixels).shape == (28, 28)
        assert prepare_steps(ink_of(pixels)).is_empty
    faint = np.full((50, 50), int(255 * INK_THRESHOLD), np.uint8)
    assert not prepare_digit(faint).any()


@pytest.mark.parametrize("shape", [(28, 28), (280, 280), (40, 300), (300, 40)])
def test_one_pixel_becomes_a_square_in_the_middle(shape: tuple[int, int]) -> None:
    pixels = np.zeros(shape, np.uint8)
    pixels[shape[0] // 3, shape[1] // 4] = 255
    image = prepare_digit(pixels)
    assert image.max() == 1 and int((image > 0).sum()) == 400
    assert ink_box(image) == (4, 4, 24, 24)


@given(st.integers(1, 120), st.integers(1, 120), st.integers(0, 10**6))
def test_any_proportions_fit_the_box_and_are_centred_by_mass(height: int, width: int, seed: int) -> None:
    pixels = np.zeros((140, 140), np.uint8)
    pixels[7 : 7 + height, 11 : 11 + width] = blob(height, width, seed)
    prepared = prepare_steps(ink_of(pixels))
    image = prepared.image
    assert image.shape == (28, 28) and image.dtype == np.float32 and image.min() >= 0 and image.max() <= 1
    assert prepared.box == (7, 11, 7 + height, 11 + width)
    assert max(prepared.scaled.shape) == 20
    assert min(prepared.scaled.shape) == max(1, round(20 * min(height, width) / max(height, width)))
    assert image.sum() == pytest.approx(prepared.scaled.sum(), rel=1e-5)  # nothing is cut off
    for centre in mass_centre(image):
        assert abs(centre - 14) <= 0.5 + 1e-3


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 10**6))
def test_where_it_is_drawn_makes_no_difference(top: int, left: int, seed: int) -> None:
    digit = blob(60, 40, seed)
    pixels = np.zeros((160, 160), np.uint8)
    pixels[top : top + 60, left : left + 40] = digit
    assert np.array_equal(prepare_digit(pixels), prepare_digit(digit))


@given(st.integers(2, 6), st.integers(0, 10**6))
@example(5, 28881)
def test_how_large_it_is_drawn_makes_little_difference(factor: int, seed: int) -> None:
    digit = np.kron(blob(12, 9, seed), np.ones((8, 8), np.uint8))  # strokes of 8 pixels, as a brush has
    larger = np.kron(digit, np.ones((factor, factor), np.uint8))
    small, large = prepare_digit(digit), prepare_digit(larger)
    moved = [np.roll(large, (down, right), (0, 1)) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    # whole pixels bring the centre of mass to the middle: one that is halfway between two goes to either
    assert min(np.abs(small - one).max() for one in moved) < 0.1


@given(st.integers(0, 10**6))
def test_grey_and_rgba_agree(seed: int) -> None:
    grey = blob(50, 50, seed)
    rgba = np.dstack([grey, grey, grey, np.full_like(grey, 255)])
    clear = np.dstack([np.full_like(grey, 255)] * 3 + [grey])  # the same ink as white on nothing
    assert np.allclose(ink_of(rgba), ink_of(grey), atol=1e-6) and np.allclose(ink_of(clear), ink_of(grey), atol=1e-6)
    assert np.allclose(prepare_digit(rgba), prepare_digit(grey), atol=1e-5)


@pytest.mark.parametrize(
    "pixels",
    [np.zeros((9, 9)), np.zeros((9, 9, 3), np.uint8), np.zeros((9,), np.uint8), np.zeros((1, 9, 9, 4), np.uint8)],
    ids=["float", "rgb", "line", "batch"],
)
def test_what_is_no_drawing_is_refused(pixels: np.ndarray) -> None:
    with pytest.raises(ValueError, match="A drawing is uint8"):
        prepare_digit(pixels)


def test_the_steps_can_be_switched_off() -> None:
    pixels = np.zeros((280, 280), np.uint8)
    pixels[20:60, 200:260] = blob(40, 60, 1)
    ink = ink_of(pixels)
    unscaled = prepare_steps(ink, Preparation(crop=False, scale=False)).image
    top, left, bottom, right = ink_box(unscaled)
    assert (
        (top, left) == (2, 20) and bottom - top <= 5 and right - left <= 7
    )  # as it lies on the canvas, ten times smaller
    centred, boxed = prepare_steps(ink).image, prepare_steps(ink, Preparation(centre=False)).image
    top, left, bottom, right = ink_box(boxed)
    assert abs((top + bottom) / 2 - 14) <= 0.5 and abs((left + right) / 2 - 14) <= 0.5
    assert centred.sum() == pytest.approx(boxed.sum(), rel=1e-5)


def test_mnists_digits_stay_as_they_are(mnist_test_images: np.ndarray) -> None:
    drawn = np.ones((10, 10), np.uint8)
    differences, offsets = [], []
    for image in mnist_test_images[:200]:
        prepared = prepare_digit(np.kron(image, drawn))
        differences.append(np.abs(prepared - image / 255).mean())
        offsets.append(np.subtract(mass_centre(prepared), mass_centre(image)))
    assert np.mean(differences) < 0.03  # of full ink, over all pixels
    assert np.abs(offsets).max() < 1
    assert np.abs(np.mean(offsets, axis=0)).max() < 0.1  # no drift to one side


SENT = {"size": 140, "top": 3, "left": 5, "height": 2, "width": 3, "ink": base64.b64encode(bytes(range(6))).decode()}


def test_a_drawing_comes_back_in_its_place() -> None:
    ink = cropped_ink(SENT)
    np.testing.assert_allclose(ink[3:5, 5:8] * 255, np.arange(6).reshape(2, 3), rtol=1e-6)
    assert ink.shape == (140, 140) and ink.sum() * 255 == pytest.approx(15)


def test_a_drawing_in_runs_is_the_same_drawing() -> None:
    runs = base64.b64encode(bytes([1, 0, 1, 1, 1, 2, 1, 3, 1, 4, 1, 5])).decode()
    np.testing.assert_array_equal(cropped_ink(SENT | {"ink": runs, "runs": True}), cropped_ink(SENT))
    long = {"top": 0, "left": 0, "height": 2, "width": 140, "ink": base64.b64encode(bytes([255, 9, 25, 7])).decode()}
    ink = cropped_ink(SENT | long | {"runs": True}) * 255
    assert np.bincount(ink.round().astype(int).ravel())[[7, 9]].tolist() == [25, 255]


@pytest.mark.parametrize(
    "change",
    [
        {"size": 12_000}, {"size": 0}, {"top": 139}, {"left": -1}, {"width": 4}, {"ink": "%"},
        {"runs": True, "ink": base64.b64encode(bytes([255, 1]) * 9).decode()},
        {"runs": True, "ink": base64.b64encode(bytes([6, 1, 0])).decode()},
    ],
)  # fmt: skip
def test_a_drawing_that_cannot_be_one_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        cropped_ink(SENT | change)
