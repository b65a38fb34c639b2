"""The filters of a convolution, each beside the map that it makes of the digit."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.figures.montage import Grid, best_grid, montage
from cnn.figures.png import coloured, data_uri, gradient
from cnn.figures.theme import DIVERGING, WEIGHTS
from cnn.network.kernels import conv_of
from cnn.network.shapes import layer_shapes
from cnn.network.trace import Trace
from cnn.ui import linked, models, state
from cnn.ui.shown_digit import shown_trace
from cnn.weights.edited import base_of
from cnn.weights.load import LoadedModel


def filters_section() -> None:
    """Every filter of one convolution on the scale of weights, beside the map it makes of the digit."""
    now = state.session()
    layer = st.segmented_control(
        "convolution", ["conv1", "conv2"], default="conv1", key="filters_layer", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    loaded = models.current(now)
    trace, words = shown_trace(now)
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
            st.html(_legend(weight, trace[layer]) + _cards(layer, weight, trace, now.page.scope))
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
    tops = (("weights", WEIGHTS, np.abs(weight).max()), ("maps", DIVERGING, np.abs(maps).max()))
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
    return coloured(montage(kernels, grid), WEIGHTS, (-top, top))


def _numbers(kernels: np.ndarray) -> str:
    """The weights of a filter with one kernel, as lines of numbers."""
    if len(kernels) > 1:
        return f"{len(kernels)} kernels, input maps 0 to {len(kernels) - 1}, row by row"
    return "&#10;".join("  ".join(f"{value:+.2f}" for value in line) for line in kernels[0])
