"""Pictures that questions are about."""

from __future__ import annotations

from random import Random

import numpy as np

from cnn.network.spec import TEXTBOOK
from cnn.quiz.pictures import (
    centred,
    drawing,
    free_columns,
    inverted,
    only_shrunk,
    prepared,
    scaled_in_place,
    scribble,
    shifted,
)
from cnn.quiz.subject import Subject

IMAGE = Subject(TEXTBOOK, 5).image


def test_shifted_is_a_roll_where_nothing_leaves() -> None:
    left, right = free_columns(IMAGE)
    assert left > 0 and right > 0
    assert np.array_equal(shifted(IMAGE, right), np.roll(IMAGE, right, axis=1))
    assert np.array_equal(shifted(IMAGE, -left), np.roll(IMAGE, -left, axis=1))
    assert shifted(IMAGE, right + 1).sum() < IMAGE.sum()
    assert free_columns(np.zeros((28, 28), np.float32)) == (0, 0)


def test_scribbles_are_pictures_and_differ() -> None:
    one, two = scribble(Random(1)), scribble(Random(2))
    assert one.shape == (28, 28) and one.max() > 0.5 and not np.array_equal(one, two)
    assert np.array_equal(one, scribble(Random(1)))


def test_a_small_drawing_is_small_until_it_is_prepared() -> None:
    ink = drawing(Random(3), 4, 0.4, (0.0, 0.0))

    def height(image: np.ndarray) -> int:
        return int((image > 0.1).any(axis=1).sum())

    small, good = only_shrunk(ink), prepared(ink)
    assert height(small) < 14 < height(good) <= 20
    rows, columns = np.nonzero(ink > 0.1)
    assert rows.mean() < 140 and columns.mean() < 140, "in the upper left corner"


def test_inverted_twice_is_the_picture() -> None:
    assert np.allclose(inverted(inverted(IMAGE)), IMAGE, atol=1e-6)
    assert inverted(IMAGE).mean() > 0.5


def test_repairs_do_one_thing_each() -> None:
    small = only_shrunk(drawing(Random(3), 4, 0.4, (0.0, 0.0)))
    large = scaled_in_place(small)
    rows, columns = (np.flatnonzero((large > 0.1).any(axis=axis)) for axis in (1, 0))
    assert max(len(rows), len(columns)) in (19, 20) and rows[0] <= 1, "scaled, and still at the top"
    off = shifted(IMAGE, -4)
    assert np.isclose(centred(off).sum(), IMAGE.sum(), rtol=0.2)
    mass = centred(off).sum(axis=0) @ np.arange(28) / off.sum()
    assert abs(mass - 14) <= 0.5
