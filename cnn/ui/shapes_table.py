"""The table of all layers: shape, formula, parameters, work and receptive field of each."""

from __future__ import annotations

import streamlit as st

from cnn.network.shapes import LayerShape, totals
from cnn.network.windows import axis_of, unread_of


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
        "N is the batch dimension: how many pictures go through at once; here it is 1. If the division leaves a "
        "remainder, the result is rounded down, and the last rows and columns (bottom and right) are never read."
    )


def _shape(layer: LayerShape) -> str:
    return "`[" + ", ".join(["1", *map(str, layer.output_shape)]) + "]`"


def _lost(layer: LayerShape) -> str:
    return str(unread_of(axis_of(layer))) or "–" if layer.kind in ("conv", "pool") else "–"


def _field(layer: LayerShape) -> str:
    return f"{layer.receptive_field}×{layer.receptive_field}"
