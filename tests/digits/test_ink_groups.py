"""One digit or several: false alarms on digits by many hands, detection on drawings made of two and three."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from PIL import Image

from cnn.digits.handwriting import generate_strokes
from cnn.digits.ink_groups import judge_ink
from cnn.digits.pendigits import PENDIGITS_VARIABLE, TEST_WRITERS, pendigits_file, read_pendigits
from cnn.digits.render import render
from cnn.digits.upload import read_picture
from tests.conftest import SHARED

Strokes = Sequence[np.ndarray]


def on_board(strokes: Strokes, size: float = 0.7, brush: float = 20.0) -> np.ndarray:
    """The strokes in the middle of the board, their longer side `size` of its side: float32 (140, 140)."""
    points = np.concatenate(list(strokes))
    low, high = points.min(axis=0), points.max(axis=0)
    scale = size / max(float((high - low).max()), 1e-6)
    placed = [(stroke - (low + high) / 2) * scale + 0.5 for stroke in strokes]
    return render(placed, 140, brush / 2).astype(np.float32) / 255


def generated(count: int, seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [on_board(generate_strokes(index % 10, rng), brush=rng.uniform(12, 26)) for index in range(count)]


def cropped(ink: np.ndarray) -> np.ndarray:
    rows, columns = np.flatnonzero((ink > 0.1).any(axis=1)), np.flatnonzero((ink > 0.1).any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def in_a_row(inks: Sequence[np.ndarray], gap: float, rng: np.random.Generator) -> np.ndarray:
    """Digits beside each other, each at a height of its own; gap: share of the tallest one's height."""
    parts = [cropped(ink) for ink in inks]
    height = max(part.shape[0] for part in parts)
    space = np.zeros((height, max(1, round(gap * height))), np.float32)
    columns: list[np.ndarray] = []
    for part in parts:
        free = height - part.shape[0]
        above = int(rng.integers(0, free + 1))
        columns += [np.pad(part, ((above, free - above), (0, 0))), space]
    return np.concatenate(columns[:-1], axis=1)


def share(inks: Sequence[np.ndarray], finding: str) -> float:
    return float(np.mean([judge_ink(ink) == finding for ink in inks]))


def test_generated_digits_are_one_digit_each() -> None:
    assert share(generated(1000, 1), "one") >= 0.995


def test_mnists_digits_are_one_digit_each(mnist_test_images: np.ndarray) -> None:
    assert share(mnist_test_images.astype(np.float32) / 255, "one") >= 0.995


@pytest.mark.skipif(pendigits_file() is None, reason=f"{PENDIGITS_VARIABLE} names no file of pen strokes")
def test_pen_digits_of_unseen_writers_are_one_digit_each() -> None:
    inks = [on_board(digit.strokes) for digit in read_pendigits()[::4] if digit.writer in TEST_WRITERS]
    assert len(inks) > 300 and share(inks, "one") >= 0.995


@pytest.mark.parametrize(("gap", "least"), [(0.02, 0.9), (0.05, 0.98), (0.1, 0.98), (0.4, 0.98)])
def test_two_digits_side_by_side_are_several(gap: float, least: float) -> None:
    rng = np.random.default_rng(2)
    inks = generated(400, 3)
    pairs = [in_a_row([inks[i], inks[j]], gap, rng) for i, j in rng.integers(0, len(inks), (300, 2))]
    assert share(pairs, "several") >= least


def test_three_digits_and_digits_of_other_sizes_are_several() -> None:
    rng = np.random.default_rng(4)
    inks = generated(300, 5)
    small = [np.asarray(Image.fromarray(ink).resize((84, 84))) for ink in inks]
    assert share([in_a_row(inks[i : i + 3], 0.15, rng) for i in range(0, 300, 3)], "several") >= 0.98
    assert share([in_a_row([inks[i], small[i + 1]], 0.15, rng) for i in range(0, 300, 2)], "several") >= 0.85


def test_digits_one_above_the_other_are_mostly_several() -> None:
    rng = np.random.default_rng(6)
    inks = generated(300, 7)
    stacked = [in_a_row([inks[i].T, inks[i + 1].T], 0.2, rng).T for i in range(0, 300, 2)]
    assert share(stacked, "several") >= 0.65  # wide ones may be the circles of an 8


def ring(x: float, y: float, radius: float, stretch: float) -> np.ndarray:
    turn = np.linspace(0, 2 * np.pi, 40)
    return np.stack([x + stretch * radius * np.cos(turn), y + radius * np.sin(turn)], axis=1)


def eight_of_two_circles(rng: np.random.Generator) -> Strokes:
    upper, lower = rng.uniform(0.12, 0.18, 2)
    gap = rng.uniform(0.02, 0.07)
    middle = 0.15 + 2 * upper + gap
    return [ring(0.5, 0.15 + upper, upper, rng.uniform(0.95, 1.3)), ring(0.5, middle + lower, lower, 1.0)]


def five_with_a_loose_bar(rng: np.random.Generator) -> Strokes:
    gap = rng.uniform(0.04, 0.1)
    body = np.array([[0.35, 0.2], [0.33, 0.45], [0.5, 0.42], [0.62, 0.55], [0.6, 0.72], [0.45, 0.82], [0.3, 0.75]])
    return [body, np.array([[0.37 + gap, 0.2 - gap / 2], [0.7 + gap, 0.17]])]


def open_four(rng: np.random.Generator) -> Strokes:
    left, height, width = rng.uniform(0.15, 0.3), rng.uniform(0.33, 0.45), rng.uniform(0.25, 0.4)
    upright = left + width + rng.uniform(0.06, 0.12)
    corner = np.array([[left + 0.05, 0.15], [left, 0.15 + height], [left + width, 0.15 + height]])
    return [corner, np.array([[upright, 0.12], [upright - 0.02, 0.88]])]


def seven_with_a_loose_bar(rng: np.random.Generator) -> Strokes:
    top = np.array([[0.3, 0.2], [0.7, 0.2], [0.45, 0.85]])
    return [top, np.array([[0.25, 0.5], [0.36 + rng.uniform(0, 0.03), 0.5]])]


@pytest.mark.parametrize("draw", [eight_of_two_circles, five_with_a_loose_bar, open_four, seven_with_a_loose_bar])
def test_a_digit_of_loose_strokes_is_one(draw: Callable[[np.random.Generator], Strokes]) -> None:
    rng = np.random.default_rng(8)
    inks = [render(draw(rng), 140, 9).astype(np.float32) / 255 for _ in range(100)]
    assert share(inks, "one") >= 0.98


def test_a_dot_is_little_and_nothing_is_nothing() -> None:
    for size in (2, 10, 30):
        ink = np.zeros((140, 140), np.float32)
        ink[50 : 50 + size, 60 : 60 + size] = 1
        assert judge_ink(ink) == "little"
    assert judge_ink(np.zeros((140, 140), np.float32)) == "one"
    assert judge_ink(np.zeros((1, 1), np.float32)) == "one"


def test_a_picture_of_a_1_and_a_0_is_several() -> None:
    path = SHARED / "cases" / "two_digits_10.png"
    if not path.exists():
        pytest.skip(f"needs {path.name} in ../shared/cases")
    assert judge_ink(read_picture(path.read_bytes())) == "several"
