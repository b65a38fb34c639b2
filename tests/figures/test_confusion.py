"""The confusion matrix by its numbers."""

from __future__ import annotations

import numpy as np

from cnn.figures.confusion import confusion_figure
from cnn.figures.png import text_colours
from cnn.figures.theme import DARK, ON_TILES, SEQUENTIAL
from cnn.training.records import Score, WrongDigits
from cnn.ui.training.mistakes import confusion_table


def test_a_click_on_a_cell_names_its_row_and_column() -> None:
    confusion = np.arange(100).reshape(10, 10)
    cells, *others, bars = confusion_figure(confusion, np.linspace(0.1, 1, 10), (9, 8), DARK).data
    for index in (0, 7, 42, 99):
        assert (cells.y[index], cells.x[index]) == divmod(index, 10)
        assert cells.customdata[index] == confusion[divmod(index, 10)]
    assert {trace.hoverinfo for trace in (*others, bars)} == {"skip"}  # a click on one would be taken for a cell
    assert bars.marker.color[0] == DARK.accent


def test_every_count_is_on_its_cell_once_in_a_colour_that_can_be_read() -> None:
    confusion = np.arange(100).reshape(10, 10)
    cells, *numbers, _ = confusion_figure(confusion, np.full(10, 0.5), (0, 1)).data
    said = {(y, x): text for trace in numbers for y, x, text in zip(trace.y, trace.x, trace.text, strict=True)}
    assert said == {cell: str(count) for cell, count in np.ndenumerate(confusion) if count}
    assert sum(len(trace.text) for trace in numbers) == 99
    assert cells.marker.opacity == 1
    (words,) = numbers
    by_cell = dict(zip(zip(words.y, words.x, strict=True), words.textfont.color, strict=True))
    expected = text_colours(cells.marker.color, SEQUENTIAL, (0, 1)).reshape(10, 10)
    assert by_cell == {cell: expected[cell] for cell in by_cell} and set(by_cell.values()) == set(ON_TILES)


def test_the_chosen_cell_has_the_thickest_frame() -> None:
    for chosen in ((3, 5), (4, 4)):
        frame = confusion_figure(np.ones((10, 10), int), np.full(10, 0.5), chosen).data[0].marker.line
        assert divmod(int(np.argmax(frame.width)), 10) == chosen
        assert (frame.width == frame.width.max()).sum() == 1


def test_a_share_that_does_not_fit_into_its_bar_is_beside_it() -> None:
    shares = np.linspace(0, 0.9, 10)
    bars = confusion_figure(np.zeros((10, 10), int), shares, (0, 0), DARK).data[-1]
    assert bars.textposition == ("outside",) * 3 + ("inside",) * 7
    assert set(bars.textfont.color) == {DARK.text}  # the lowest is on the page, not on its bar
    low = confusion_figure(np.zeros((10, 10), int), 0.5 + shares / 2, (0, 0), DARK).data[-1]
    assert low.textfont.color[0] == DARK.page


def test_a_digit_that_was_not_tested_says_so() -> None:
    shares = np.full(10, 0.5)
    shares[3] = np.nan
    bars = confusion_figure(np.zeros((10, 10), int), shares, (0, 0)).data[-1]
    assert bars.text[3] == "none tested" and bars.textposition[3] == "outside"
    confusion_figure(np.zeros((10, 10), int), np.full(10, np.nan), (0, 0))


def test_the_confusion_matrix_has_a_table_with_every_number() -> None:
    confusion = np.arange(100).reshape(10, 10) * 37
    confusion[4] = 0
    nothing = WrongDigits(np.zeros((0, 28, 28), np.uint8), *(np.zeros(0, int),) * 2, np.zeros(0, np.float32))
    score = Score("digits", confusion, 1.0, nothing)
    head, _, *rows = ([cell.strip() for cell in row.split("|")[1:-1]] for row in confusion_table(score).splitlines())
    assert head == ["written", *(f"read as {digit}" for digit in range(10)), "read correctly"]
    assert [row[0] for row in rows] == [f"**{digit}**" for digit in range(10)]
    assert [[int(cell.replace(",", "")) for cell in row[1:-1]] for row in rows] == confusion.tolist()
    drawn = confusion_figure(confusion, score.by_digit, (0, 0)).data[-1].text
    assert [row[-1] for row in rows] == list(drawn) and rows[4][-1] == "none tested"
