"""Parts of a picture: against slow and plain ways to find them, and on drawings of which the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.digits.handwriting import example_drawing
from cnn.digits.ink_parts import (
    at_most,
    can_be_digit,
    connected,
    digit_parts,
    in_corners,
    odd,
    resized,
    surroundings,
    thickness,
    touches_all_sides,
    widened,
)


def filled_from(marked: np.ndarray, start: tuple[int, int]) -> np.ndarray:
    """What can be reached from a place over marked neighbours, one step after the other."""
    reached, waiting = np.zeros_like(marked), [start]
    while waiting:
        row, column = waiting.pop()
        inside = 0 <= row < marked.shape[0] and 0 <= column < marked.shape[1]
        if inside and marked[row, column] and not reached[row, column]:
            reached[row, column] = True
            waiting += [(row + down, column + across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
    return reached


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.9])
def test_parts_are_those_that_a_flood_reaches(share: float) -> None:
    marked = np.random.default_rng(int(100 * share)).random((23, 17)) < share
    labels = connected(marked)
    assert np.array_equal(labels > 0, marked)
    for label in np.unique(labels[labels > 0]):
        row, column = np.argwhere(labels == label)[0]
        assert np.array_equal(labels == label, filled_from(marked, (row, column)))


@pytest.mark.parametrize("size", [1, 3, 5, 9])
@pytest.mark.parametrize("greatest", [True, False])
def test_widened_is_the_extreme_of_each_window(size: int, greatest: bool) -> None:
    values = np.random.default_rng(size).random((12, 19))
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(values, size // 2, mode="edge"), (size, size))
    expected = windows.max(axis=(2, 3)) if greatest else windows.min(axis=(2, 3))
    assert np.array_equal(widened(values, size, greatest), expected)


def test_sizes_keep_their_proportions_and_are_odd_where_they_must_be() -> None:
    assert at_most((400, 200), 160) == (160, 80)
    assert at_most((40, 20), 160) == (40, 20)
    assert at_most((1000, 1), 160) == (160, 1)
    assert [odd(size) for size in (0, 3, 4.4, 5.9, 6.1)] == [3, 3, 5, 5, 7]
    assert resized(np.full((40, 30), 0.25), (7, 5)) == pytest.approx(0.25)


def with_square(marked: np.ndarray, top: int, left: int, size: int) -> np.ndarray:
    marked = marked.copy()
    marked[top : top + size, left : left + size] = True
    return marked


EMPTY = np.zeros((100, 100), bool)


def test_what_is_joined_to_ink_stays_and_specks_and_shadows_go() -> None:
    strong = with_square(with_square(EMPTY, 40, 40, 20), 5, 5, 2)
    weak = with_square(with_square(strong, 60, 50, 15), 5, 80, 15)
    kept = digit_parts(strong, weak)
    assert kept[40:60, 40:60].all() and kept[60:75, 50:65].all()
    assert not kept[:30, :30].any()  # a speck of ink
    assert not kept[:30, 70:].any()  # large, but nowhere surely ink
    assert kept.sum() < 1.5 * (20 * 20 + 15 * 15)
    assert not digit_parts(EMPTY, EMPTY).any()


def test_a_frame_and_what_is_outside_it_are_no_digit() -> None:
    digit = example_drawing(5) > 127
    framed = digit.copy()
    framed[10:270, 10:270] |= ~np.pad(np.ones((250, 250), bool), 5)
    found = surroundings(framed)
    assert found[10:15].all() and found[:, 265:270].all() and not (found & digit).any()
    assert not surroundings(digit).any()
    assert not surroundings(np.zeros_like(digit)).any()


def test_a_table_around_the_paper_is_no_digit() -> None:
    digit = example_drawing(3) > 127
    table = np.ones_like(digit)
    table[16:-16, 16:-16] = False
    found = surroundings(digit | table)
    assert (found & table).sum() > 0.95 * table.sum() and not (found & digit).any()


def test_marks_that_are_too_small_are_no_digit() -> None:
    assert can_be_digit(example_drawing(1) > 127)
    assert not can_be_digit(with_square(EMPTY, 50, 50, 4))
    assert not can_be_digit(EMPTY)


def test_corners_sides_and_thickness_are_measured() -> None:
    whole = np.ones((100, 100), bool)
    assert in_corners(EMPTY) == 0
    corner = with_square(EMPTY, 0, 0, 10)
    assert in_corners(corner) == pytest.approx(1 / 4)
    assert in_corners(corner | corner[::-1]) == pytest.approx(1 / 2)
    ring = whole.copy()
    ring[8:-8, 8:-8] = False
    assert in_corners(ring) == 0  # it lines whole sides: a frame
    assert touches_all_sides(ring) and not touches_all_sides(ring & (np.arange(100) < 90))
    for size in (1, 2, 9, 10):
        assert thickness(with_square(EMPTY, 30, 30, size)) == (size + 1) // 2
