"""How parameters and work are divided among the layers, as two stacked bars."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import HIDDEN, base_layout, finished
from cnn.network.shapes import LayerShape, totals

SHARES_HEIGHT = 250
_BARS = ("parameters", "multiply-accumulates")


def shares_figure(layers: tuple[LayerShape, ...], theme: look.Theme = look.LIGHT) -> go.Figure:
    """Two bars of the same length, parameters and multiply-accumulates, each divided among the layers with weights."""
    sums = totals(layers)
    traces: list[dict[str, Any]] = []
    for layer in layers:
        if not layer.parameters:
            continue
        counts = [layer.parameters, layer.macs]
        shares = [count / whole for count, whole in zip(counts, sums, strict=True)]
        conv = layer.kind == "conv"
        traces.append({
            "type": "bar", "orientation": "h", "name": layer.name, "y": list(_BARS), "x": shares,
            "text": [f"<b>{layer.name}</b><br>{share:.1%}" if share > 0.04 else "" for share in shares],
            "textposition": "inside", "insidetextanchor": "middle", "textangle": 0,
            "textfont": look.font(16, theme.page if conv else theme.text),
            "marker": {"color": theme.accent if conv else theme.quiet_bar, "line": {"color": theme.page, "width": 2}},
            "customdata": counts,
            "hovertemplate": f"<b>{layer.name}</b><br>%{{customdata:,}} %{{y}}<br>%{{x:.2%}} of all<extra></extra>",
        })  # fmt: skip
    texts = [
        {"x": 0, "y": name, "yshift": 49, "xanchor": "left", "showarrow": False, "font": look.font(16, theme.text),
         "text": f"<b>{whole:,}</b> {name}"}
        for name, whole in zip(_BARS, sums, strict=True)
    ]  # fmt: skip
    layout = base_layout(SHARES_HEIGHT, theme) | {
        "barmode": "stack", "bargap": 0.48, "annotations": texts, "margin": {"l": 0, "r": 0, "t": 16, "b": 0},
        "xaxis": HIDDEN | {"range": [0, 1]}, "yaxis": HIDDEN | {"autorange": "reversed"},
    }  # fmt: skip
    return finished(traces, layout)
