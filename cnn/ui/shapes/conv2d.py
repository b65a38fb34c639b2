"""A calculator for nn.Conv2d: height and width with settings of their own, and dilation. Independent of the network."""

from __future__ import annotations

import streamlit as st

from cnn.figures.reads import reads_figure
from cnn.figures.theme import theme_named
from cnn.network.windows import Axis
from cnn.ui import chart, page
from cnn.ui.words import within

_SETTINGS = {
    "size": (1, 28, (14, 14), "Cells of the input in this direction."),
    "kernel_size": (1, 7, (3, 5), "Cells that a window reads in this direction."),
    "stride": (1, 4, (1, 2), "Cells from one window to the next."),
    "padding": (0, 6, (0, 1), "Zeros on each side."),
    "dilation": (
        1,
        4,
        (2, 1),
        "Distance between two cells of a window: 1 is without gaps, 2 leaves out every other cell.",
    ),
}
"""Lowest and highest value of the sliders, their first one for height and for width, and what they mean."""


def calculator() -> None:
    """Sliders for both directions, the formula of each, the line of code, and a drawing of what is read."""
    st.markdown(
        "Kernels need not be square, and dilation spreads a window out. The network of this app uses neither, but "
        "`nn.Conv2d` has both:  \n"
        "output size **⌊(size + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1**"
    )
    left, middle, right = st.columns([3, 3, 4], gap="medium")
    with left:
        rows = _axis("height")
    with middle:
        columns = _axis("width")
    with right:
        _answer(rows, columns)


def _axis(direction: str) -> Axis:
    with st.container(key=f"block_{direction}", gap=None):
        st.html(f'<div class="block-name"><b role="heading" aria-level="2">{direction}</b></div>')
        values = {
            name: int(
                st.slider(
                    within(direction, name),
                    low,
                    high,
                    first[direction == "width"],
                    key=f"calculator_{direction}_{name}",
                    help=words,
                )
            )
            for name, (low, high, first, words) in _SETTINGS.items()
        }
    return Axis(**values)


def _answer(rows: Axis, columns: Axis) -> None:
    lines = [f"{name} **{axis.formula}**" for name, axis in (("height", rows), ("width", columns))]
    st.markdown("  \n".join(lines))
    if min(rows.output, columns.output) < 1:
        st.error(
            f"It cannot be built: a window spans {rows.span}×{columns.span} cells, the padded input is "
            f"{rows.padded}×{columns.padded}. Make the kernel or its dilation smaller, or the padding larger."
        )
        return
    st.code(conv2d_line(rows, columns), language="python", wrap_lines=True)
    alt = (
        f"An input of {rows.size} by {columns.size} cells; windows of {rows.kernel_size} by {columns.kernel_size} "
        f"cells that span {rows.span} by {columns.span}; output {rows.output} by {columns.output}."
    )
    chart.figure(reads_figure(rows, columns, theme_named(page.theme()), 240), "calculator", alt)


def conv2d_line(rows: Axis, columns: Axis) -> str:
    """The call that makes this layer, for one channel."""
    names = ("kernel_size", "stride", "padding", "dilation")
    pairs = [f"{name}=({getattr(rows, name)}, {getattr(columns, name)})" for name in names]
    return f"nn.Conv2d(1, 1, {', '.join(pairs)})"
