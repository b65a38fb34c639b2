"""What a network gets wrong, in cells, words and pictures."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.training.records import Score, WrongDigits
from cnn.ui.training.mistakes import _in_the_box, _in_words, _tile, cells, confusion_table


def score(counts: dict[tuple[int, int], int]) -> Score:
    confusion = np.zeros((10, 10), np.int64)
    for cell, count in counts.items():
        confusion[cell] = count
    picture = np.arange(784, dtype=np.uint8).reshape(1, 28, 28)
    wrong = WrongDigits(picture, np.array([8]), np.array([3]), np.array([0.876], np.float32))
    return Score("test digits", confusion, 0.2, wrong)


SOME = score({(4, 4): 900, (1, 1): 1000, (4, 9): 7, (8, 3): 1, (2, 7): 7})


def test_mistakes_come_before_right_answers_and_the_most_frequent_first() -> None:
    assert cells(SOME) == [(2, 7), (4, 9), (8, 3), (1, 1), (4, 4)]


def test_a_cell_is_told_in_words() -> None:
    assert _in_the_box(SOME, (8, 3)) == "an 8 read as a 3: once"
    assert _in_the_box(SOME, (4, 9)) == "a 4 read as a 9: 7 times"
    assert _in_the_box(SOME, (1, 1)) == "a 1 read as a 1: 1,000 times, correctly"


def test_the_matrix_is_told_with_its_worst_cell() -> None:
    assert _in_words(SOME).startswith("Confusion matrix: 99.2 percent of 1915 digits were read correctly.")
    assert _in_words(SOME).endswith("The most frequent mistake: a 2 read as a 7, 7 times.")
    assert "mistake" not in _in_words(score({(3, 3): 5}))


def test_the_table_has_every_count_and_share() -> None:
    _, _, *rows = ([cell.strip() for cell in line.split("|")[1:-1]] for line in confusion_table(SOME).splitlines())
    assert [row[0] for row in rows] == [f"**{digit}**" for digit in range(10)]
    counts = np.array([[int(cell.replace(",", "")) for cell in row[1:11]] for row in rows])
    assert np.array_equal(counts, SOME.confusion)
    assert rows[4][11] == f"{100 * 900 / 907:.1f} %" and rows[0][11] == "none tested" and rows[8][11] == "0.0 %"


@pytest.mark.parametrize("words", ['alt="an 8 read as a 3"', "87.6 % sure", "data:image/png;base64,"])
def test_a_picture_says_what_it_was_taken_for(words: str) -> None:
    assert words in _tile(SOME.wrong, 0)
