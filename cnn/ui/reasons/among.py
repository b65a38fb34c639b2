"""Where the drawing lies among the digits: a scatter of 1,000 generated digits by what fc1 makes of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from cnn.explain.digit_space import DigitSpace, Neighbour
from cnn.figures.digit_space import Scatter, scatter_figure
from cnn.figures.numbers import short
from cnn.figures.png import ink_uri
from cnn.figures.theme import theme_named
from cnn.training.accuracy_meter import generated_digits
from cnn.ui import chart, page, state
from cnn.ui.known_digits import Among, among, is_placed
from cnn.ui.reasons.about import Answered, answered
from cnn.ui.words import notice

FLAT, SPACE = "2-D", "3-D"

ABOUT = (
    "Every point is one of 1,000 computer-made digits, always the same ones. Its place comes from the values of `fc1` "
    "before ReLU, the vector that the last layer decides by. Each vector is scaled to length 1."
)

NO_CLAIM = (
    "Nothing is said here of how unlike a digit your drawing is: this network reads too few digits to know what they "
    "are like."
)


def among_section() -> None:
    """The view."""
    now = answered()
    if now is None:
        return
    with st.container(key="among_how", horizontal=True, vertical_alignment="center"):
        st.markdown(ABOUT)
        in_space = _dimensions()
    found = _found(now)
    near = found.space.nearest(now.trace["fc1"])
    figure, beside = st.columns([0.66, 0.34], gap="small")
    with figure:
        _scatter(found.space, now, near, in_space)
    with beside:
        st.html(neighbours_html(near))
        notice(distance_words(found, now))


def _dimensions() -> bool:
    """The switch between 2-D and 3-D; returns whether 3-D is chosen."""
    state.seed("among_dimensions", SPACE if state.session().explained.in_space else FLAT)
    chosen = st.segmented_control(
        "dimensions", (FLAT, SPACE), key="among_dimensions", required=True, label_visibility="collapsed",
        on_change=_take_dimensions,
    )  # fmt: skip
    return chosen == SPACE


def _take_dimensions() -> None:
    """Callback of the switch."""
    state.update(replace(state.session().explained, in_space=state.widget("among_dimensions") == SPACE))


def _found(now: Answered) -> Among:
    if is_placed(now.loaded):
        return among(now.loaded)
    with st.spinner("1,000 digits go through this network …"):
        return among(now.loaded)


def _scatter(space: DigitSpace, now: Answered, near: list[Neighbour], in_space: bool) -> None:
    fc1 = now.trace["fc1"]
    scatter = Scatter(
        space.places, space.digits.labels, space.digits.read, space.shares, space.place(fc1),
        tuple(one.index for one in near),
    )  # fmt: skip
    key = "among_space" if in_space else "among_flat"
    chart.figure(scatter_figure(scatter, in_space, theme_named(page.theme())), key, scatter_words(near))
    st.caption(shown_words(space, in_space))


def scatter_words(near: list[Neighbour]) -> str:
    """The figure in a sentence."""
    digits = ", ".join(str(one.label) for one in near)
    return (
        "1,000 computer-made digits as points, each digit in its colour, and your drawing among them. Its five nearest "
        f"neighbours are {digits}."
    )


def shown_words(space: DigitSpace, in_space: bool) -> str:
    """How much of the space is in the figure."""
    count = 3 if in_space else 2
    turn = " Drag to turn it. It needs WebGL: if it stays empty, take 2-D." if in_space else ""
    share = 100 * float(space.shares[:count].sum())
    return (
        f"{count} principal components of {space.vectors.shape[1]} dimensions: they hold {share:.0f} % of the "
        f"variance. So two points that are close here may be far "
        f"apart in the whole space; the five neighbours are the nearest in all of it.{turn}"
    )


def neighbours_html(near: list[Neighbour]) -> str:
    """The five neighbours: their pictures, what they are, what they are read as, and how far they are."""
    images = generated_digits().images
    rows = "".join(
        f'<tr><td><img src="{_picture(images[one.index].numpy())}" alt="a {one.label}"></td><td>{one.label}</td>'
        f"<td>{one.read}</td><td>{short(one.distance)}</td></tr>"
        for one in near
    )
    return (
        '<table class="neighbours"><caption>The five nearest of the 1,000 digits, in all dimensions of fc1</caption>'
        "<thead><tr><th>picture</th><th>digit</th><th>read as</th><th>distance</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _picture(pixels: np.ndarray) -> str:
    return ink_uri(pixels / 255)


def distance_words(found: Among, now: Answered) -> str:
    """How far the drawing is from every digit, and what that means."""
    if found.known is None:
        return NO_CLAIM
    distance, most = found.known.distance(now.trace["fc1"]), found.known.threshold
    told = f"Distance to the nearest kind of digit: {distance:.0f}. About 99 of 100 real digits are below {most:.0f}."
    if distance > most:
        return f"{told} So this drawing is unlike any digit I know, whatever the percentage says."
    return f"{told} So this drawing may be a digit. The distance does not say which one."
