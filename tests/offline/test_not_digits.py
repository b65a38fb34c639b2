"""Drawings that are no digits: as many as are asked for, always the same, and each as it is called."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.digits.ink_groups import judge_ink
from cnn.digits.sets import network_input
from cnn.network.spec import TEXTBOOK
from cnn.offline import not_digits
from cnn.offline.not_digits import NOT_DIGITS, children, pair_canvases
from cnn.weights.load import load_model


@pytest.mark.parametrize("name", list(NOT_DIGITS))
def test_drawings_are_as_the_network_sees_them(name: str) -> None:
    found = NOT_DIGITS[name](12, 3)
    assert found.shape == (12, 28, 28) and found.dtype == np.uint8
    assert (found.reshape(12, -1).max(axis=1) > 120).all()
    assert np.array_equal(found, NOT_DIGITS[name](12, 3))
    assert not np.array_equal(found, NOT_DIGITS[name](12, 4))


def test_pairs_apart_fall_into_two_and_those_that_touch_into_fewer() -> None:
    apart = [judge_ink(board / np.float32(255)) for board in pair_canvases(12, 5, touching=False)]
    touching = [judge_ink(board / np.float32(255)) for board in pair_canvases(12, 5, touching=True)]
    assert apart.count("several") >= 11 and touching.count("several") < 6


def _read(images: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        read: np.ndarray = load_model(TEXTBOOK).model(network_input(torch.from_numpy(images))).argmax(1).numpy()
    return read


def test_childrens_digits_can_be_read() -> None:
    images, labels = children(120, 1)
    assert set(labels) == set(range(10))
    assert (_read(images) == labels).mean() > 0.88


def test_every_shape_is_within_its_square() -> None:
    for shapes in (not_digits.LETTERS, not_digits.LIKE_DIGITS, not_digits.PICTURES):
        for strokes in shapes.values():
            points = np.concatenate([np.array(stroke) for stroke in strokes])
            assert points.min() >= 0 and points.max() <= 1
