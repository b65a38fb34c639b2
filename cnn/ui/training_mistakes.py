"""What a trained network gets wrong: the confusion matrix, whose cells open the digits, and the digits themselves."""

from __future__ import annotations

import base64
import io

import numpy as np
import streamlit as st
from PIL import Image

from cnn.figures.confusion import confusion_figure
from cnn.figures.theme import theme_named
from cnn.training_records import Score, WrongDigits
from cnn.training_run import TrainingRun
from cnn.ui import page

Pair = tuple[int, int]
"""The digit that was written and the one that was read."""


def mistakes(run: TrainingRun) -> None:
    """The matrix on the left, the wrong digits of one of its cells on the right."""
    if run.finished is None:
        return
    score = run.finished.score
    matrix, digits = st.columns([640, 592], gap="medium")
    with matrix:
        st.caption(
            f"{score.digits:,} {score.name}, none of them trained on. Click a cell to see its digits. The framed cells "
            "are the right answers; the brighter another cell, the more often that mistake was made."
        )
        with st.container(key="training_confusion"):
            event = st.plotly_chart(
                confusion_figure(score.confusion, score.by_digit, theme_named(page.theme())), theme=None,
                key=f"confusion_{run.job.name}", on_select="rerun", selection_mode="points", config=page.PLOT_SETTINGS,
                alt=_in_words(score), width="stretch",
            )  # fmt: skip
    with digits:
        _wrong_digits(score, _clicked(event))


def _clicked(event: object) -> Pair | None:
    """Row and column of the cell that was clicked."""
    points = getattr(getattr(event, "selection", None), "points", None) or []
    index = points[0].get("point_index") if points else None
    return divmod(index, 10) if isinstance(index, int) and 0 <= index < 100 else None


def kinds_of_mistakes(score: Score) -> dict[Pair, int]:
    """How often each mistake was made, the most frequent first."""
    found = {(row, column): int(score.confusion[row, column]) for row in range(10) for column in range(10)}
    wrong = {pair: count for pair, count in found.items() if count and pair[0] != pair[1]}
    return dict(sorted(wrong.items(), key=lambda item: -item[1]))


def _wrong_digits(score: Score, clicked: Pair | None) -> None:
    pairs = kinds_of_mistakes(score)
    if not pairs:
        st.markdown("**Not one mistake** on these digits.")
        return
    options = list(pairs)
    pair = st.selectbox(
        "mistake", options, index=options.index(clicked) if clicked in options else 0, key=f"training_pair_{clicked}",
        format_func=lambda one: f"a {one[0]} read as a {one[1]}: {_times(pairs.get(one, 0))}",
        label_visibility="collapsed",
    ) or options[0]  # fmt: skip
    if clicked is not None and clicked not in pairs:
        st.caption(_not_a_mistake(score, clicked))
    shown = np.flatnonzero((score.wrong.written == pair[0]) & (score.wrong.read == pair[1]))
    st.html(f'<div class="wrong-digits">{"".join(_tile(score.wrong, i) for i in shown.tolist())}</div>')
    if pairs[pair] > len(shown):
        st.caption(f"The {len(shown)} of which the network was surest.")


def _not_a_mistake(score: Score, cell: Pair) -> str:
    if cell[0] == cell[1]:
        return f"{score.confusion[cell]:,} times a {cell[0]} was read rightly. Click a cell beside the frames."
    return f"No {cell[0]} was read as a {cell[1]}."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _tile(wrong: WrongDigits, i: int) -> str:
    buffer = io.BytesIO()
    Image.fromarray(wrong.images[i]).save(buffer, "PNG")
    source = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
    words = f"a {wrong.written[i]} read as a {wrong.read[i]}"
    return (
        f'<figure><img src="{source}" alt="{words}"><figcaption>{100 * wrong.probability[i]:.0f} % sure</figcaption>'
        "</figure>"
    )


def _in_words(score: Score) -> str:
    said = f"Confusion matrix: {100 * score.accuracy:.1f} percent of {score.digits} digits were read rightly."
    for (written, read), count in list(kinds_of_mistakes(score).items())[:1]:
        said += f" The most frequent mistake: a {written} read as a {read}, {_times(count)}."
    return said
