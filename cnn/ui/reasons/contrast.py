"""Why this class and not that one: what each pixel adds to the difference of two logits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from cnn.explain.attribution import Integrated
from cnn.figures.attribution import attribution_figure
from cnn.figures.numbers import number
from cnn.figures.theme import theme_named
from cnn.network.spec import CLASSES
from cnn.ui import chart, page, state
from cnn.ui.reasons.about import Answered

HEIGHT = 236


def other_class(now: Answered, target: int) -> int:
    """The class that `target` is contrasted with: the one that was chosen, else the likeliest of the others."""
    chosen = state.session().explained.against
    if chosen is not None and chosen != target:
        return chosen
    return next(int(digit) for digit in np.argsort(-now.trace.logits, kind="stable") if digit != target)


def contrast(now: Answered, target: int, other: int, found: Integrated) -> None:
    """The picture on the left; the choice of the other class and the words beside it."""
    with st.container(key="contrast", horizontal=True, gap="medium"):
        with st.container(key="contrast_picture", width=HEIGHT):
            figure = attribution_figure(
                found.values, now.image, "part of the difference", HEIGHT, theme_named(page.theme())
            )
            chart.figure(figure, key="contrast_map", alt=f"What speaks for {target} and against {other}, as a map.")
        with st.container(key="contrast_words", gap="xsmall"):
            st.html(f'<h2 class="section">What speaks for {target} and against {other}</h2>')
            _choice(target, other)
            top = number(float(np.abs(found.values).max()), ".3g")
            st.html(
                f'<p class="method">Ink on an orange pixel lifts the logit of {target} above that of {other}; ink on a '
                f"blue one brings {other} nearer. (Integrated gradients of the difference of the two logits, scale "
                f"±{top}.) <span>It does not say what makes a {target} or a {other}: ink that counts alike for both is "
                "black here.</span></p>"
                f'<p class="adds-up">{difference_words(found, target, other)}</p>'
            )


def _choice(target: int, other: int) -> None:
    """The nine other classes."""
    key = f"contrast_class_{target}"
    state.seed(key, other)
    st.segmented_control(
        "against", [digit for digit in range(CLASSES) if digit != target], key=key, required=True,
        label_visibility="collapsed", on_change=_take, args=(key,),
    )  # fmt: skip


def _take(key: str) -> None:
    """Callback: the class that was chosen."""
    if "drawing" not in state.widget("ink", {}):  # see `attribution._take_target`
        state.update(replace(state.session().explained, against=state.widget(key)))


def difference_words(found: Integrated, target: int, other: int) -> str:
    """What the picture adds up to, in numbers."""
    gain, loss = float(found.values.clip(0).sum()), float(found.values.clip(None, 0).sum())
    plus, minus, total, drawn, empty, moved = (
        number(value, ".2f")
        for value in (gain, abs(loss), found.total, found.drawn, found.empty, found.drawn - found.empty)
    )
    way = f"from {empty} without any ink to {drawn} with your drawing"
    aim = f"{plus} for {target} and {minus} against it: together <b>{total}</b>."
    if total == moved:
        return f"{aim} So far has the lead of {target} over {other} moved: {way}."
    return f"{aim} The lead of {target} over {other} has moved by <b>{moved}</b>: {way}."
