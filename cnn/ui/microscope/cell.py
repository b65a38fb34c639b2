"""The cell in the microscope: which one, where it is, and every number that goes into it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from cnn.figures import cell as cell_figures
from cnn.figures import contributions
from cnn.figures.context import context_figure, context_layers
from cnn.figures.numbers import exact, limit, percent, sum_with_bias
from cnn.figures.theme import Theme, theme_named
from cnn.network.cell import Cell, explain_cell, unflattened
from cnn.network.shapes import LayerShapes, layer_shapes
from cnn.network.spec import LAYER_NAMES, NetworkSpec
from cnn.network.trace import Trace
from cnn.network.windows import axis_of
from cnn.ui import chart, linked, models, page, state
from cnn.ui.parts import CellAddress
from cnn.ui.shown_digit import shown_trace

_PLACES = ("channel", "row", "column")
_LARGEST = 14
"""Contributions of a fully connected layer that get a bar of their own."""


def cell_section() -> None:
    """Controls, the cell among its neighbours, and its numbers."""
    now = state.session()
    trace, words = shown_trace(now)
    layers = layer_shapes(trace.spec)
    address = valid_address(now.microscope.cell, layers) or strongest_cell(trace)
    with st.container(key="cell_address", horizontal=True, vertical_alignment="bottom", gap="small"):
        address = _controls(address, layers)
        cell = explain_cell(models.current(now).model, trace, *address)
        st.html(_headline(cell, trace, words))
    theme = theme_named(page.theme())
    alt = f"{', '.join(context_layers(cell.layer))}, with the cell and what it reads marked when pointed at."
    ring = layers.conv1.padding if cell.layer == "conv1" else 0
    chart.figure(context_figure(trace, cell.layer, theme, ring), key="context", alt=alt)
    linked.linked_here(layers, "context", address)
    with st.container(key="cell_numbers"):
        _numbers(cell, trace, layers, theme)


def valid_address(wanted: CellAddress | None, layers: LayerShapes) -> CellAddress | None:
    """The cell nearest to `wanted` that this network has; None if none is wanted."""
    if wanted is None or wanted[0] not in LAYER_NAMES:
        return None
    sizes = (*layers.named(wanted[0]).output_shape, 1, 1)[:3]
    channel, row, column = (min(max(0, at), size - 1) for at, size in zip(wanted[1:], sizes, strict=True))
    return wanted[0], channel, row, column


def strongest_cell(trace: Trace) -> CellAddress:
    """The cell of conv2 with the largest value: what the microscope shows before a cell is chosen."""
    channel, row, column = np.unravel_index(int(trace["conv2"].argmax()), trace["conv2"].shape)
    return "conv2", int(channel), int(row), int(column)


def _controls(address: CellAddress, layers: LayerShapes) -> CellAddress:
    """The widgets for layer and position."""
    state.seed("cell_layer", address[0])
    index = LAYER_NAMES.index(address[0])
    st.selectbox("layer", LAYER_NAMES, index, key="cell_layer", on_change=_take_address, width=120)
    shape = layers[index].output_shape
    names = _PLACES if len(shape) == 3 else ("digit",) if len(shape) == 1 and shape[0] == 10 else ("unit",)
    for name, place, value, size in zip(names, _PLACES, address[1:], shape, strict=False):
        key = f"cell_{place}"
        state.seed(key, value)
        st.number_input(f"{name}, 0–{size - 1}", 0, size - 1, value, key=key, on_change=_take_address, width=112)
    return address


def _take_address() -> None:
    if linked.is_opened("context"):  # the widgets still show the previous cell; they are set after this
        return
    channel, row, column = (int(state.widget(f"cell_{place}") or 0) for place in _PLACES)
    cell = (str(state.widget("cell_layer")), channel, row, column)
    state.update(replace(state.session().microscope, cell=cell))


def _headline(cell: Cell, trace: Trace, words: str) -> str:
    """The value, and the sentence that says how it is computed."""
    value = percent(cell.value) if cell.kind == "softmax" else exact(cell.value)
    return (
        f'<div class="cell-value" data-spoken="cell"><b>{cell.layer}</b> of {words}: <span class="number">'
        f"{value}</span><span class='how'>{_how(cell, trace)}</span></div>"
    )


def _how(cell: Cell, trace: Trace) -> str:
    value = exact(cell.value)
    if cell.kind in ("conv", "linear"):
        count = f"{cell.window.size:,} products"
        if cell.kind == "conv":
            channels, size, _ = cell.window.shape
            count = f"{channels} channels × {size}×{size} = {count}" if channels > 1 else f"{size}×{size} = {count}"
        return f"{count}. Sum of the products + bias: {sum_with_bias(float(cell.products.sum()), cell.bias)}"
    if cell.kind == "pool":
        return _how_pooled(cell, trace.spec, value)
    return _how_unchanged(cell, trace, value)


def _how_unchanged(cell: Cell, trace: Trace, value: str) -> str:
    """The sentence for layers that add nothing up."""
    if cell.kind == "relu":
        read = exact(float(cell.window.flat[0]))
        return f"max(0, {read}) = {value}; {_zeros(trace[cell.layer])} values of {cell.layer} are 0"
    if cell.kind == "flatten":
        channel, row, column = unflattened(cell.channel, trace["pool2"].shape)
        _, height, width = trace["pool2"].shape
        return (
            f"index {cell.channel} = {channel}·{height}·{width} + {row}·{width} + {column}: "
            f"map {channel}, row {row}, column {column} of pool2, unchanged"
        )
    if cell.kind == "softmax":
        return "e to the power of its logit, divided by the sum of all ten such powers"
    return "a pixel of the picture, from 0 (no ink) to 1 (full ink)"


def _zeros(values: np.ndarray) -> str:
    """How many of the values are 0: "76.1 % of the 12,544"."""
    count = int((values == 0).sum())
    share = {0: "none", values.size: "all"}.get(count) or percent(count / values.size)
    return f"{share} of the {values.size:,}"


def _how_pooled(cell: Cell, spec: NetworkSpec, value: str) -> str:
    kind, count = getattr(spec, cell.layer).kind, cell.window.size
    if kind == "none":
        return "no pooling here: the value passes unchanged"
    if kind == "avg":
        return (
            f"the mean of {count} numbers: {exact(float(cell.window.sum()))} / {count} = {value}; no weights, no bias"
        )
    equal = int((cell.window == cell.window.max()).sum())
    if equal > 1:
        whose = "all" if equal == count else f"{equal} of the"
        return f"the largest of {count}: {whose} {count} are equal, so any of them can be taken; no weights, no bias"
    thrown = "nothing is" if count == 1 else f"the other {count - 1} are" if count > 2 else "the other one is"
    return f"the largest of {count}; {thrown} discarded; no weights, no bias"


def _numbers(cell: Cell, trace: Trace, layers: LayerShapes, theme: Theme) -> None:
    before = LAYER_NAMES[max(0, LAYER_NAMES.index(cell.layer) - 1)]
    if cell.kind == "conv":
        weight = models.current(state.session()).model.get_parameter(f"{cell.layer}.weight")
        scales = cell_figures.Scales(float(trace[before].max()), float(weight.detach().abs().max()))
        _convolution(cell, before, scales, theme)
    elif cell.kind == "linear":
        _linear(cell, before, trace, theme)
    elif cell.kind == "relu":
        figure = contributions.relu_figure(trace[before], float(cell.window.flat[0]), theme)
        chart.figure(figure, key="numbers", alt=f"max(0, x) with this cell on it: {_how(cell, trace)}.")
    elif cell.kind == "pool":
        axis = axis_of(layers.named(cell.layer))
        figures = cell_figures.pool_figures(cell, trace[before], axis, theme)
        alts = (f"Map {cell.channel} of {before}.", f"The window with its numbers: {_how(cell, trace)}.")
        chart.side_by_side(
            figures, (*cell_figures.POOL, cell_figures.FULL_WIDTH - sum(cell_figures.POOL)), "numbers", alts
        )
        if axis.unread():
            st.caption("Hatched: cells that no window reads. The size did not divide evenly, or the stride skips them.")
    elif cell.kind == "flatten":
        channel, row, column = unflattened(cell.channel, trace["pool2"].shape)
        figures = cell_figures.flatten_figures(trace["pool2"], channel, (row, column), theme)
        chart.side_by_side(
            figures, (1, 1), "numbers", (f"Map {channel} of pool2.", f"Its indices: {_how(cell, trace)}.")
        )
    elif cell.kind == "softmax":
        _softmax(cell, theme)
    else:
        st.markdown("The input has no layer before it. Choose a cell of another layer to see what it is made of.")


def _convolution(cell: Cell, before: str, scales: cell_figures.Scales, theme: Theme) -> None:
    channels, fit = len(cell.window), cell_figures.rows_that_fit(cell)
    ranked = cell_figures.ranked_channels(cell)
    left, right = st.columns([800, 420], gap="medium")
    with left:
        everything = fit == channels
        if everything:
            st.markdown("**one input channel**" if channels == 1 else f"**all {channels} input channels**")
        else:
            most = f"{fit} that count most" if fit > 1 else "one that counts most"
            label = f"show all {channels} input channels, not only the {most}"
            everything = st.toggle(label, key="all_channels")
        shown = channels if everything else fit
        figures = cell_figures.products_figures(cell, before, shown, scales, theme)
        sums = ", ".join(f"channel {channel} {cell.partial_sums[channel]:.4g}" for channel in ranked[:shown])
        alts = (f"The window of {before}.", "The kernel.", f"Their products; partial sums: {sums}.")
        chart.side_by_side(figures, cell_figures.PRODUCTS, "numbers", alts)
    with right, st.container(key="cell_sum"):
        sums = "The partial sum" if channels == 1 else f"{channels} partial sums, one for each channel"
        st.markdown(f"**{sums}, then the bias**")
        names = [str(channel) for channel in ranked] if channels > 1 else ["channel 0"]
        figure = contributions.steps_figure(names, cell.partial_sums[ranked], cell.bias, theme)
        chart.figure(figure, key="sums", alt=f"Partial sums by channel, largest first; bias {cell.bias:.6g}.")


def _linear(cell: Cell, before: str, trace: Trace, theme: Theme) -> None:
    place = "pool2" if cell.layer == "fc1" else before
    order = np.argsort(-np.abs(cell.products), kind="stable")
    top = order[:_LARGEST]
    names = [str(index) for index in top.tolist()]
    steps = cell.products[top]
    if len(order) > _LARGEST:
        names.append(f"{len(order) - _LARGEST}<br>others")
        steps = np.append(steps, cell.products[order[_LARGEST:]].sum())
    left, right = st.columns([640, 590], gap="medium")
    with left:
        shape = trace[place].shape
        most = limit(float(np.abs(cell.products).max()) or 1.0)
        st.markdown(
            f"**what each of the {'×'.join(map(str, shape))} values of {place} adds**: "
            f"orange for, blue against, from −{most} to {most}"
        )
        figure = contributions.map_figure(cell.products.reshape(shape), before, theme)
        chart.figure(figure, key="numbers", alt=f"All {cell.products.size} contributions in their place on {place}.")
    with right, st.container(key="cell_sum"):
        st.markdown(f"**the largest contributions, by index of {before}, then the bias**")
        figure = contributions.steps_figure(names, steps, cell.bias, theme)
        said = ", ".join(f"{name}: {step:.4g}" for name, step in zip(names, steps.tolist(), strict=True))
        chart.figure(figure, key="sums", alt=f"The largest contributions: {said}; bias {cell.bias:.6g}.")


def _softmax(cell: Cell, theme: Theme) -> None:
    left, right = st.columns([420, 800], gap="medium")
    with left:
        temperature = st.slider(
            "temperature T", 0.1, 5.0, 1.0, 0.1, key="temperature",
            help="Every logit is divided by T before softmax. The network itself always uses T = 1.",
        )  # fmt: skip
        scaled = (cell.window.astype(np.float64) - cell.window.max()) / temperature
        shares = np.exp(scaled) / np.exp(scaled).sum()
        st.latex(_softmax_formula(cell, temperature, float(shares[cell.channel])))
        st.markdown(
            "Below 1 the largest logit takes almost everything; far above 1 all digits come near to 10 %. "
            "The order never changes, and the ten always sum to 100 %, **whatever the picture shows**."
        )
    with right:
        figures = contributions.softmax_figures(cell.window, shares, cell.channel, theme)
        said = ", ".join(f"{digit}: {percent(share)}" for digit, share in enumerate(shares.tolist()))
        logits = ", ".join(f"{digit}: {logit:.2f}" for digit, logit in enumerate(cell.window.tolist()))
        alts = (f"Logits: {logits}.", f"Probabilities at temperature {temperature}: {said}.")
        chart.side_by_side(figures, (52, 48), "numbers", alts)


def _softmax_formula(cell: Cell, temperature: float, share: float) -> str:
    under = "" if temperature == 1 else f"/{temperature:g}"
    logits = cell.window.tolist()
    first, *_, last = (f"e^{{{logit:.2f}{under}}}" for logit in logits)
    own = f"e^{{{logits[cell.channel]:.2f}{under}}}"
    number, _, power = f"{share:.4g}".partition("e")
    tail = rf" \cdot 10^{{{int(power)}}}" if power else ""
    return rf"p({cell.channel}) = \frac{{{own}}}{{{first} + \dots + {last}}} = {number}{tail}"
