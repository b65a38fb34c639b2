"""Changed pictures: nothing changes nothing, whole pixels are exact, directions are those of the words."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from cnn.explain.perturb import BY_NAME, KINDS, Change, changed, changed_batch
from tests.explain.networks import BLANK, digit


def test_the_values_that_change_nothing_give_the_very_picture() -> None:
    for kind in KINDS:
        assert kind.identity in kind.values
        assert np.array_equal(changed(digit(), Change().with_value(kind.name, kind.identity)), digit())


@pytest.mark.parametrize(("right", "down"), [(1, 0), (-8, 0), (0, 5), (3, -2), (8, 8)])
def test_whole_pixels_move_every_value_as_it_is(right: int, down: int) -> None:
    rolled = np.roll(digit(), (down, right), axis=(0, 1))
    rows, columns = np.indices(rolled.shape)
    came_from = (rows - down, columns - right)
    inside = np.all([(place >= 0) & (place < 28) for place in came_from], axis=0)
    assert np.array_equal(changed(digit(), Change(right, down)), np.where(inside, rolled, 0))


def test_half_a_pixel_is_the_mean_of_two() -> None:
    image = digit()
    before = np.pad(image, ((0, 0), (1, 0)))[:, :28]
    np.testing.assert_allclose(changed(image, Change(right=0.5)), (image + before) / 2, atol=1e-6)


def test_quarter_turns_are_exact_and_clockwise() -> None:
    assert np.array_equal(changed(digit(), Change(turn=90)), np.rot90(digit(), -1))
    assert np.array_equal(changed(digit(), Change(turn=-90)), np.rot90(digit()))
    assert np.array_equal(changed(digit(), Change(turn=180)), digit()[::-1, ::-1])
    assert np.array_equal(changed(digit(), Change(turn=-180)), changed(digit(), Change(turn=180)))


@pytest.mark.parametrize("scale", [0.4, 0.7, 1.3, 1.6])
def test_ink_grows_with_the_square_of_the_scale(scale: float) -> None:
    image = np.zeros((28, 28), np.float32)
    image[9:19, 10:18] = 1
    after = changed(image, Change(scale=scale))
    assert after.sum() == pytest.approx(image.sum() * scale**2, rel=0.05)
    np.testing.assert_allclose(middle_of(after), middle_of(image), atol=0.05)


def middle_of(image: np.ndarray) -> tuple[float, float]:
    rows, columns = np.indices(image.shape)
    return float((rows * image).sum() / image.sum()), float((columns * image).sum() / image.sum())


def test_thickness_is_the_maximum_or_minimum_of_nine() -> None:
    image = torch.from_numpy(digit())[None]
    assert np.array_equal(changed(digit(), Change(thick=1)), F.max_pool2d(image, 3, 1, 1)[0].numpy())
    assert np.array_equal(changed(digit(), Change(thick=-1)), -F.max_pool2d(-image, 3, 1, 1)[0].numpy())
    ink = [changed(digit(), Change(thick=value)).sum() for value in BY_NAME["thick"].values.tolist()]
    assert np.all(np.diff(ink) >= 0)


@pytest.mark.parametrize("blur", [0.5, 1.0, 3.0])
def test_blur_is_a_gaussian(blur: float) -> None:
    bell = torch.exp(-0.5 * (torch.arange(-12, 13).double() / blur) ** 2)
    kernel = torch.outer(bell, bell) / bell.sum() ** 2
    known = F.conv2d(torch.from_numpy(digit()).double()[None, None], kernel[None, None], padding=12)[0, 0]
    np.testing.assert_allclose(changed(digit(), Change(blur=blur)), known, atol=1e-6)


def test_noise_is_seeded_and_grows_in_place() -> None:
    grey = np.full((28, 28), 0.5, np.float32)
    weak, strong = (changed(grey, Change(noise=value, seed=3)) - 0.5 for value in (0.04, 0.08))
    np.testing.assert_allclose(2 * weak, strong, atol=1e-6)
    assert strong.std() == pytest.approx(0.08, rel=0.1)
    assert np.array_equal(changed(grey, Change(noise=0.04, seed=3)) - 0.5, weak)
    assert not np.array_equal(changed(grey, Change(noise=0.04, seed=4)) - 0.5, weak)


def test_a_batch_is_each_change_by_itself() -> None:
    changes = [Change(2.25, -1, 35, 0.7, 0.6, 0.8, 0.2, 5), Change(), Change(scale=1.4, blur=2), Change(thick=-1.5)]
    batch = changed_batch(digit(), changes)
    assert batch.dtype == np.float32 and batch.min() >= 0 and batch.max() <= 1
    for one, change in zip(batch, changes, strict=True):
        assert np.array_equal(one, changed(digit(), change))


def test_an_empty_picture_stays_empty_but_for_noise() -> None:
    assert not changed(BLANK, Change(3, 2, 50, 0.5, 2, 1)).any()
    assert changed(BLANK, Change(noise=0.1)).any()


@pytest.mark.parametrize(
    "change", [Change(), Change(2.25, -8, -35), Change(scale=0.4, blur=0.05, thick=-1.5), Change(noise=0.2, seed=12)]
)
def test_text_comes_back_as_the_change(change: Change) -> None:
    assert Change.from_text(change.to_text()) == change


def test_other_text_gives_values_of_the_sliders() -> None:
    assert Change.from_text("right_999~turn_-7~what_3~blur~scale_x~noise_1e9") == Change(right=8, turn=-5)
    assert Change.from_text("") == Change.from_text("~~_") == Change()
