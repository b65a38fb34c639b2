"""What a trained network gets wrong: the confusion matrix, and the digits of the cell that is clicked."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.figures.confusion import confusion_figure
from cnn.figures.numbers import sure
from cnn.figures.png import data_uri
from cnn.figures.theme import theme_named
from cnn.training.records import Score, WrongDigits
from cnn.training.run import TrainingRun
from cnn.ui import chart, page, state

Pair = tuple[int, int]
"""The digit that was written and the one that was read."""


def mistakes(run: TrainingRun) -> None:
    """The matrix on the left, the digits of one of its cells on the right; both show the cell that was chosen last."""
    if run.finished is None:
        return
    score = run.finished.score
    box = f"training_cell_{run.job.name}"
    chosen = state.widget(box) or cells(score)[0]
    matrix, digits = st.columns([640, 592], gap="medium")
    with matrix:
        st.caption(
            f"{score.digits:,} {score.name}, none of them trained on. Click a cell to see its digits. The diagonal "
            "holds the right answers; the brighter another cell, the more often that mistake was made."
        )
        _matrix(score, chosen, box)
    with digits:
        state.seed(box, chosen)
        st.selectbox(
            "cell", cells(score), key=box, format_func=lambda cell: _in_the_box(score, cell),
            label_visibility="collapsed",
        )  # fmt: skip
        _digits_of(score, chosen)
    with st.expander("The same in numbers"):  # below both: its twelve columns need the width
        st.markdown(confusion_table(score))


def _matrix(score: Score, chosen: Pair, box: str) -> None:
    """A click puts its cell into the box with this key."""

    def take(point: int) -> None:
        clicked = divmod(point, 10)
        if clicked in cells(score):
            state.seed(box, clicked)

    figure = confusion_figure(score.confusion, score.by_digit, chosen, theme_named(page.theme()))
    chart.figure(figure, key="training_confusion", alt=_in_words(score), on_point=take)


def confusion_table(score: Score) -> str:
    """The text twin of the figure, in Markdown: a row for each written digit, a column for each digit that was read,
    and the share of each row that was read correctly."""
    shares = [f"{100 * share:.1f} %" if np.isfinite(share) else "none tested" for share in score.by_digit.tolist()]
    head = "| written | " + " | ".join(f"read as {digit}" for digit in range(10)) + " | read correctly |"
    rows = (
        f"| **{digit}** | " + " | ".join(f"{int(count):,}" for count in score.confusion[digit]) + f" | {share} |"
        for digit, share in enumerate(shares)
    )
    return "\n".join([head, "|:--|" + "--:|" * 11, *rows])


def cells(score: Score) -> list[Pair]:
    """The cells that are not empty: mistakes, the most frequent first, then right answers."""
    filled = [(row, column) for row in range(10) for column in range(10) if score.confusion[row, column]]
    return sorted(filled, key=lambda cell: (cell[0] == cell[1], -score.confusion[cell], cell))


def _digits_of(score: Score, cell: Pair) -> None:
    """The pictures of a cell's digits, or in the same place the reason why there are none."""
    written, read = cell
    shown = np.flatnonzero((score.wrong.written == written) & (score.wrong.read == read)).tolist()
    tiles = (
        "".join(_tile(score.wrong, i) for i in shown)
        or "These were read correctly. Only mistakes are kept as pictures."
    )
    st.html(f'<div class="wrong-digits">{tiles}</div>')
    if shown and score.confusion[cell] > len(shown):
        st.caption(f"The {len(shown)} mistakes that the network was most sure about.")


def _in_the_box(score: Score, cell: Pair) -> str:
    correctly = ", correctly" if cell[0] == cell[1] else ""
    return f"{_read_as(*cell)}: {_times(int(score.confusion[cell]))}{correctly}"


def _read_as(written: int, read: int) -> str:
    return f"{_a(written)} read as {_a(read)}"


def _a(digit: int) -> str:
    """The digit with its article."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _tile(wrong: WrongDigits, i: int) -> str:
    words = _read_as(int(wrong.written[i]), int(wrong.read[i]))
    said = sure(float(wrong.probability[i]))
    return f'<figure><img src="{data_uri(wrong.images[i])}" alt="{words}"><figcaption>{said}</figcaption></figure>'


def _in_words(score: Score) -> str:
    said = f"Confusion matrix: {100 * score.accuracy:.1f} percent of {score.digits} digits were read correctly."
    written, read = worst = cells(score)[0]
    if written != read:
        said += f" The most frequent mistake: {_read_as(written, read)}, {_times(int(score.confusion[worst]))}."
    return said
