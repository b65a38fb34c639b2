"""The filters beside the maps they make, a kernel of your own, and a picture in colour. Sections for a page's tabs."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.figures import theme as look
from cnn.figures.colour import PIECES, colour_figures
from cnn.figures.montage import Grid, best_grid, montage
from cnn.figures.numbers import places_that_add_up
from cnn.figures.png import coloured, data_uri, gradient
from cnn.network.colour_conv import CHANNELS, COLOUR_LAYERS, COLOURS, PATTERNS, ColourPass, colour_pass
from cnn.network.kernels import conv_of
from cnn.network.shapes import layer_shapes
from cnn.network.trace import Trace
from cnn.ui import chart, linked, page, state
from cnn.ui import models as network
from cnn.ui.microscope.own_kernel import own_kernel_section
from cnn.ui.session import Address
from cnn.ui.shown_digit import specimen_trace
from cnn.weights.edited import base_of
from cnn.weights.load import LoadedModel

__all__ = ["colour_section", "filters_section", "own_kernel_section"]


def filters_section() -> None:
    """Every filter of one convolution on the scale of weights, beside the map it makes of the digit."""
    now = state.session()
    layer = st.segmented_control(
        "convolution", ["conv1", "conv2"], default="conv1", key="filters_layer", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    loaded = network.current(now)
    trace, words = specimen_trace(now)
    weight = conv_of(loaded.model, layer).weight.detach().numpy()  # (out_channels, in_channels, k, k)
    count, inputs, size, _ = weight.shape
    filters = "**1 filter**, with" if count == 1 else f"**{count} filters**, each with"
    kernels = f"one kernel of {size}×{size}"
    if inputs > 1:
        kernels = f"{inputs} kernels of {size}×{size}: one kernel for each map of pool1"
    st.markdown(
        f"`{layer}.weight` has the shape `{list(weight.shape)}`: {filters} {kernels}. "
        f"**Point at a filter and its map lights up**; the maps are those of {words}."
    )
    with st.container(key="filters_view", gap="xsmall"):
        source, cards = st.columns([220, 1012], gap="medium")
        with source, st.container(key="filters_source", gap=None):
            st.html(_sources(layer, trace))
            linked.linked_here(layer_shapes(loaded.model.spec), "filters_view")
        with cards:
            st.html(_legend(weight, trace[layer]) + _cards(layer, weight, trace, now.scope))
            st.caption(_note(loaded, layer))


def _sources(layer: str, trace: Trace) -> str:
    """The layers that the filters read, from the input on."""
    pictures = []
    for name in ("input",) if layer == "conv1" else ("input", "pool1"):
        maps = trace[name]
        shape = "×".join(map(str, maps.shape))
        top = 1.0 if name == "input" else float(maps.max()) or 1.0
        picture = linked.cells_picture(name, maps, top, f"{name}, {shape}; its cells can be pointed at")
        pictures.append(f"<figure><figcaption><b>{name}</b> {shape}</figcaption>{picture}</figure>")
    return f'<div class="sources">{"".join(pictures)}</div>'


def _note(loaded: LoadedModel, layer: str) -> str:
    begin = "random: they have not been trained" if base_of(loaded).origin == "untrained" else "trained"
    words = f"{begin.partition(':')[0]}, and then changed by you" if loaded.origin == "edited" else begin
    source = "Ink" if layer == "conv1" else "What pool1 found"
    return (
        f"These weights are {words}. {source} under a green (positive) weight raises the cell’s value; under a purple "
        "(negative) weight it lowers it. PyTorch does not flip the kernel, so strictly this is a cross-correlation. "
        "For learned weights that makes no difference."
    )


def _legend(weight: np.ndarray, maps: np.ndarray) -> str:
    tops = (("weights", look.WEIGHTS, np.abs(weight).max()), ("maps", look.DIVERGING, np.abs(maps).max()))
    strips = "".join(
        f'<span>{name} −{top:.3g}<i style="background:{gradient(scale)}"></i>{top:.3g}</span>'
        for name, scale, top in tops
    )
    return f'<div class="scales">{strips}</div>'


def _cards(layer: str, weight: np.ndarray, trace: Trace, scope: str) -> str:
    """A card for each filter: its kernels as one picture, and its map."""
    top, highest = float(np.abs(weight).max()), float(np.abs(trace[layer]).max())
    cards = []
    for index, (kernels, output) in enumerate(zip(weight, trace[layer], strict=True)):
        own = float(np.abs(output).max()) if scope == "map" else highest
        cards.append(
            f'<figure class="filter"><img class="kernel" title="{_numbers(kernels)}" '
            f'alt="filter {index} of {layer}, weights from {kernels.min():.3g} to {kernels.max():.3g}" '
            f'src="{data_uri(_kernels_picture(kernels, top))}">'
            + linked.cells_picture(layer, output[None], own or 1.0, _map_words(index, output), first=index)
            + f"<figcaption>{index}</figcaption></figure>"
        )
    return f'<div class="filters {layer}">{"".join(cards)}</div>'


def _map_words(index: int, output: np.ndarray) -> str:
    return f"map of filter {index}, values from {output.min():.3g} to {output.max():.3g}; its cells can be pointed at"


def _kernels_picture(kernels: np.ndarray, top: float) -> np.ndarray:
    """All kernels of a filter, (C, k, k), in a square of tiles."""
    grid: Grid = best_grid(kernels.shape, (1.0, 1.0))
    return coloured(montage(kernels, grid), look.WEIGHTS, (-top, top))


def _numbers(kernels: np.ndarray) -> str:
    """The weights of a filter with one kernel, as lines of numbers."""
    if len(kernels) > 1:
        return f"{len(kernels)} kernels, input maps 0 to {len(kernels) - 1}, row by row"
    return "&#10;".join("  ".join(f"{value:+.2f}" for value in line) for line in kernels[0])


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
    figures = colour_figures(passed, look.theme_named(page.theme()))
    alts = ("The picture.", _colour_words(passed, index), "The one map that comes out.")
    with st.container(key="colour_view", gap="xsmall"):
        chart.side_by_side(figures, PIECES, "colour", alts)
        st.markdown(colour_sum(passed, row, column))
        linked.linked_cells(COLOUR_LAYERS, "colour_view", ("map", 0, row, column), _take_colour_cell)


def _take_colour_cell(cell: Address) -> None:
    state.seed("colour_row", cell[2])
    state.seed("colour_column", cell[3])


def colour_sum(passed: ColourPass, row: int, column: int) -> str:
    """One cell of the map as a sum in words."""
    values = [*passed.partial[:, row, column].astype(float).tolist(), passed.bias]
    places = places_that_add_up(values, 4)
    first, *others = (
        f"{'-' if value < 0 else '+'} {abs(value):.{places}f} ({name})"
        for name, value in zip((*CHANNELS, "bias"), values, strict=True)
    )
    return (
        f"Row {row}, column {column}: {first.removeprefix('+ ')} {' '.join(others)} = **{sum(values):.{places}f}**. "
        "Each of the first three is the sum of 25 products; the bias is added once, last."
    ).replace("-", "−")


def _colour_words(passed: ColourPass, index: int) -> str:
    return (
        f"Filter {index}: the red, green and blue channel of a small picture of a house, each with its own 5×5 kernel "
        f"and what that kernel makes of it, then their sum with the bias {passed.bias:.2f} as one map, from "
        f"{passed.output.min():.2f} to {passed.output.max():.2f}."
    )
