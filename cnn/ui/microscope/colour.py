"""A colour picture through one Conv2d: three kernels in each filter, one output map."""

from __future__ import annotations

import streamlit as st

from cnn.figures.colour import PIECES, colour_figures
from cnn.figures.numbers import number, places_that_add_up
from cnn.figures.theme import theme_named
from cnn.network.colour_conv import CHANNELS, COLOUR_LAYERS, COLOURS, PATTERNS, ColourPass, colour_pass
from cnn.ui import chart, linked, page, state
from cnn.ui.parts import CellAddress


def colour_section() -> None:
    """A picture in colour through Conv2d(3, 16, 5, padding=2): three products, one sum, one bias, one map."""
    st.markdown(
        "A colour picture has three channels, `[N, 3, 28, 28]`. `nn.Conv2d(3, 16, 5, padding=2)` has 16 filters, and "
        "**every filter has three kernels**: `weight` is `[16, 3, 5, 5]`, `bias` is `[16]`, 1,216 parameters, and 16 "
        "maps come out, not 48."
    )
    pattern_column, colour_column, row_column, place_column = st.columns(4, gap="medium")
    pattern = pattern_column.selectbox("pattern", PATTERNS, index=1, key="colour_pattern")
    colour = colour_column.selectbox("colour", list(COLOURS), index=1, key="colour_colour")
    row = row_column.slider("row of the cell", 0, 27, 18, key="colour_row")
    column = place_column.slider("column of the cell", 0, 27, 5, key="colour_column")
    index = list(COLOURS).index(colour or "brightness") * len(PATTERNS) + PATTERNS.index(pattern or "blur")
    passed = colour_pass(index)
    figures = colour_figures(passed, theme_named(page.theme()))
    alts = ("The picture.", _colour_words(passed, index), "The one map that comes out.")
    with st.container(key="colour_view", gap="xsmall"):
        chart.side_by_side(figures, PIECES, "colour", alts)
        st.markdown(colour_sum(passed, row, column))
        linked.linked_cells(COLOUR_LAYERS, "colour_view", ("map", 0, row, column), _take_colour_cell)


def _take_colour_cell(cell: CellAddress) -> None:
    state.seed("colour_row", cell[2])
    state.seed("colour_column", cell[3])


def colour_sum(passed: ColourPass, row: int, column: int) -> str:
    """One cell of the map as a sum in words."""
    values = [*passed.partial[:, row, column].astype(float).tolist(), passed.bias]
    places = places_that_add_up(values, 4)
    first, *others = (
        f"{'−' if value < 0 else '+'} {abs(value):.{places}f} ({name})"
        for name, value in zip((*CHANNELS, "bias"), values, strict=True)
    )
    total = number(sum(values), f".{places}f")
    return (
        f"Row {row}, column {column}: {first.removeprefix('+ ')} {' '.join(others)} = **{total}**. "
        "Each of the first three is the sum of 25 products; the bias is added once, last."
    )


def _colour_words(passed: ColourPass, index: int) -> str:
    return (
        f"Filter {index}: the red, green and blue channel of a small picture of a house, each with its own 5×5 kernel "
        f"and what that kernel makes of it, then their sum with the bias {passed.bias:.2f} as one map, from "
        f"{passed.output.min():.2f} to {passed.output.max():.2f}."
    )
