"""What the network says, in words: the prediction, where its weights come from, and the table of shapes."""

from __future__ import annotations

import streamlit as st

from cnn.shapes import LayerShape, totals
from cnn.trace import Trace
from cnn.weights import LoadedModel

INVITATION = "Draw a digit from 0 to 9 on the black board, and watch every layer answer."


def prediction(trace: Trace | None, loaded: LoadedModel) -> None:
    """The predicted digit, its probability, the runner-up, and the origin of the weights."""
    with st.container(key="prediction"):
        if trace is None:
            st.html(f'<div class="answer invitation"><span>{INVITATION}</span>{_origin(loaded)}</div>')
            return
        first, second = trace.probabilities.argsort()[::-1][:2].tolist()
        shares = trace.probabilities
        st.html(
            f'<div class="answer" role="status"><span class="digit">{first}</span>'
            f'<span class="share">{_percent(shares[first])}</span>'
            f'<span class="second">then {second} with {_percent(shares[second])}</span>{_origin(loaded)}</div>'
        )


def _percent(share: float) -> str:
    """A probability in words; never 100 % or 0 % for what is not."""
    return "over 99.9 %" if share > 0.999 else "under 0.1 %" if share < 0.001 else f"{share:.1%}".replace("%", " %")


def _origin(loaded: LoadedModel) -> str:
    """Where the weights come from and what that is worth."""
    if loaded.origin == "trained":
        accuracy = f": {loaded.accuracy:.2%} of MNIST’s test digits right".replace("%", " %") if loaded.accuracy else ""
        return f'<span class="origin trained"><b>trained weights</b>{accuracy}</span>'
    if loaded.origin == "yours":
        return '<span class="origin trained"><b>your weights</b>: trained or uploaded by you</span>'
    if loaded.origin == "edited":
        return '<span class="origin untrained"><b>edited weights</b>: you changed a kernel by hand</span>'
    return (
        '<span class="origin untrained"><b>untrained weights</b>: random numbers, so the answer means nothing. '
        "Shapes and sums are right all the same.</span>"
    )


def shapes_table(layers: tuple[LayerShape, ...]) -> None:
    """The text twin of the figure: every layer's shape, formula, parameters and work."""
    rows = [
        f"| {layer.name} | {_shape(layer)} | {layer.formula or '–'} | {_lost(layer)} | {layer.parameters:,} "
        f"| {layer.macs:,} | {_field(layer)} |"
        for layer in layers
    ]
    parameters, macs = totals(layers)
    head = (
        "| layer | output `[N, C, H, W]` | output size: ⌊(size + 2·padding − kernel_size) / stride⌋ + 1 | never read "
        "| parameters | multiply-accumulates | receptive field |\n|:--|:--|:--|:--|--:|--:|--:|\n"
    )
    total = f"\n| **sum** | | | | **{parameters:,}** | **{macs:,}** | |"
    st.markdown(head + "\n".join(rows) + total)
    st.caption(
        "N is the batch dimension: how many pictures go through at once; here it is 1. A size that does not divide "
        "evenly is rounded down, and the rows and columns at the bottom and on the right are never read."
    )


def _shape(layer: LayerShape) -> str:
    return "`[" + ", ".join(["1", *map(str, layer.output_shape)]) + "]`"


def _lost(layer: LayerShape) -> str:
    if not layer.lost:
        return "–"
    return f"{layer.lost} row{'s' if layer.lost > 1 else ''} and column{'s' if layer.lost > 1 else ''}"


def _field(layer: LayerShape) -> str:
    return f"{layer.receptive_field}×{layer.receptive_field}"


def figure_words(trace: Trace | None, layers: tuple[LayerShape, ...]) -> str:
    """The figure of all layers in one or two sentences."""
    shapes = ", ".join(f"{layer.name} {'×'.join(map(str, layer.output_shape))}" for layer in layers)
    said = f" The prediction is {trace.prediction}." if trace else " There is no digit yet."
    return f"The output of every layer of the network, left to right: {shapes}.{said}"
