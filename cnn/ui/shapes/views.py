"""The views of the Shapes page. Each shows the session's network; nothing is computed here."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import streamlit as st

from cnn.figures.flow import flow_figure
from cnn.figures.maps_in_space import slabs_figure
from cnn.figures.reads import reads_figure
from cnn.figures.shares import shares_figure
from cnn.figures.theme import theme_named
from cnn.network.shapes import LayerShape, totals
from cnn.network.windows import axis_of, unread_of
from cnn.ui import chart, page, state
from cnn.ui.shown_digit import shown_trace

Layers = tuple[LayerShape, ...]


def batch_size() -> int:
    """The slider for N, the batch dimension."""
    if state.widget("batch") is None:  # not every view has the slider, but it keeps its value
        state.seed("batch", state.session().page.batch)
    batch = st.slider(
        "N, the batch dimension", 1, 64, key="batch",
        help="How many pictures go through at once. N is the first number of every shape, and no layer changes it.",
    )  # fmt: skip
    state.update(replace(state.session().page, batch=batch))
    return int(batch)


def flow(layers: Layers, batch: int) -> None:
    """The tensors as blocks, drawn to scale."""
    first, last = (str([batch, *layers[index].output_shape]) for index in (0, -1))
    st.markdown(
        f"**{first} → {last}.** In each block, width on the screen is the number of channels; the two other edges are "
        f"height and width of a map. {growth_words(layers)} ReLU and softmax change values, never the shape."
    )
    chart.figure(flow_figure(layers, batch, theme_named(page.theme())), "flow", _flow_words(layers, batch))


def growth_words(layers: Layers) -> str:
    """How channels and size change from the input to pool2, with the numbers of this network."""
    shapes = [layer.output_shape for layer in layers if len(layer.output_shape) == 3]
    channels, sizes = ([shape[axis] for shape in shapes] for axis in (0, 1))
    return (
        f"From input to pool2 the number of channels {_course(channels, 's')}, and height and width "
        f"{_course(sizes, '')}."
    )


def _course(numbers: list[int], ending: str) -> str:
    """How a list of numbers changes, in words. ending of the verb: "s" after a singular, "" after a plural."""
    first, last = numbers[0], numbers[-1]
    if len(set(numbers)) == 1:
        return f"stay{ending} at {first}"
    if numbers == sorted(numbers):
        return f"grow{ending} from {first} to {last}"
    if numbers == sorted(numbers, reverse=True):
        return f"shrink{ending} from {first} to {last}"
    return f"go{ending and 'es'} " + " → ".join(str(number) for number, _ in groupby(numbers))


def _flow_words(layers: Layers, batch: int) -> str:
    shapes = ", then ".join(f"{layer.name} {[batch, *layer.output_shape]}" for layer in layers)
    return f"The shapes of the tensors as blocks to scale: {shapes}."


def maps_in_space() -> None:
    """The feature maps in a 3D view, with the activations."""
    trace, words = shown_trace(state.session())
    st.markdown(f"**Turn it:** drag with the mouse or a finger. Every slab is one feature map of {words}.")
    alt = "The feature maps of every layer as slabs in a 3D view: " + ", ".join(
        f"{name} {'×'.join(map(str, trace[name].shape))}" for name in ("input", "conv1", "pool1", "conv2", "pool2")
    )
    chart.figure(slabs_figure(trace, theme_named(page.theme())), "slabs", alt)


def line_by_line(layers: Layers, batch: int) -> None:
    """Every layer with its formula filled in, and a drawing of the cells that are read."""
    st.markdown(
        "Output size **⌊(size + 2·padding − kernel_size) / stride⌋ + 1**. ⌊ ⌋ means “round down”; the cells left over "
        "are never read. Height and width are equal here, so one formula is enough."
    )
    head = "| layer | output `[N, C, H, W]` | formula | remainder | never read |\n|:--|:--|:--|:--|:--|\n"
    table, drawings = st.columns([13, 7], gap="medium")
    table.markdown(head + "\n".join(_line(layer, batch) for layer in layers))
    windowed = [layer for layer in layers if layer.kind in ("conv", "pool")]
    with drawings:
        for pair in (windowed[:2], windowed[2:]):
            for column, layer in zip(st.columns(2, gap="small"), pair, strict=True):
                with column:
                    _drawing(layer)
    st.caption(
        "Each drawing is the input of that layer, one square for each cell, darker where more windows read it. Dotted: "
        "the edge of the maps, and around it the ring of zeros that padding adds. Outlined: the first window and the "
        "last one. Hatched: cells that no window reads, in grey where they are zeros of the padding."
    )


def _line(layer: LayerShape, batch: int) -> str:
    shape = f"`{[batch, *layer.output_shape]}`"
    if layer.kind in ("conv", "pool"):
        unread = str(unread_of(axis_of(layer))) or "nothing"
        return f"| **{layer.name}** | {shape} | {layer.formula} | {_remainder(layer)} | {unread} |"
    words = {
        "input": "grey pictures of 28 × 28 pixels",
        "relu": "max(0, x): the shape stays",
        "flatten": " · ".join(map(str, layer.input_shape)) + f" = {layer.output_shape[0]}: one long row",
        "linear": f"{layer.input_shape[0]} in_features → {layer.output_shape[0]} out_features",
        "softmax": "ten probabilities whose sum is 1",
    }[layer.kind]
    return f"| **{layer.name}** | {shape} | {words} | | |"


def _remainder(layer: LayerShape) -> str:
    """The remainder that rounding down drops, in numbers."""
    inside = layer.input_shape[1] + 2 * layer.padding - layer.kernel_size
    if not layer.lost:
        return f"{inside} / {layer.stride} leaves 0"
    return f"{inside} / {layer.stride} leaves {layer.lost}"


def _drawing(layer: LayerShape) -> None:
    axis = axis_of(layer)
    unread = str(unread_of(axis))
    lost = f"never read: {unread}" if unread else "every cell is read"
    st.markdown(f"**{layer.name}** {axis.size} → {axis.output}")
    alt = (
        f"The input of {layer.name}, {axis.size} by {axis.size} cells with a padding of {axis.padding}: {lost}. "
        f"{axis.output} by {axis.output} windows of {layer.kernel_size} by {layer.kernel_size}, stride {layer.stride}."
    )
    chart.figure(reads_figure(axis, axis, theme_named(page.theme()), 145), f"reads_{layer.name}", alt)


def parameters_and_work(layers: Layers) -> None:
    """Parameters and work of every layer, and the two main facts about them."""
    parameters, macs = totals(layers)
    convolutions = [layer for layer in layers if layer.kind == "conv"]
    fc1 = next(layer for layer in layers if layer.name == "fc1")
    held, done = fc1.parameters / parameters, sum(layer.macs for layer in convolutions) / macs
    words = f"fc1 holds {held:.0%} of the parameters; the convolutions do {done:.0%} of the work".replace("%", " %")
    st.html(f'<h2 class="section">{words}</h2>')
    alt = ", ".join(
        f"{layer.name} {layer.parameters / parameters:.1%} of the parameters and {layer.macs / macs:.1%} of the work"
        for layer in layers
        if layer.parameters
    )
    chart.figure(shares_figure(layers, theme_named(page.theme())), "shares", alt)
    st.caption(
        "The same kernel is used at every position of the map: few parameters, a lot of work. A weight of fc1 is used "
        "once. Parameters of a convolution do not depend on the size of the picture; those of fc1 do."
    )
    st.markdown(_shares_table(layers))


def _shares_table(layers: Layers) -> str:
    parameters, macs = totals(layers)
    head = (
        "| layer | parameters | counted as | share | multiply-accumulates | counted as | share | receptive field |\n"
        "|:--|--:|:--|--:|--:|:--|--:|--:|\n"
    )
    rows = [
        f"| **{layer.name}** | {layer.parameters:,} | {_parameters(layer)} | {layer.parameters / parameters:.1%} "
        f"| {layer.macs:,} | {_macs(layer)} | {layer.macs / macs:.1%} "
        f"| {layer.receptive_field}×{layer.receptive_field} |"
        for layer in layers
        if layer.kind not in ("flatten", "softmax", "relu", "input")
    ]
    return head + "\n".join(rows) + f"\n| **sum** | **{parameters:,}** | | 100 % | **{macs:,}** | | 100 % | |"


def _parameters(layer: LayerShape) -> str:
    if layer.kind == "conv":
        return f"{layer.output_shape[0]} · ({layer.input_shape[0]} · {layer.kernel_size} · {layer.kernel_size} + 1)"
    return f"{layer.output_shape[0]} · ({layer.input_shape[0]} + 1)" if layer.kind == "linear" else "no weights"


def _macs(layer: LayerShape) -> str:
    if layer.kind == "conv":
        weights = f"{layer.input_shape[0]} · {layer.kernel_size} · {layer.kernel_size}"
        return " · ".join(map(str, layer.output_shape)) + f" · {weights}"
    return f"{layer.output_shape[0]} · {layer.input_shape[0]}" if layer.kind == "linear" else "no multiplication"
