"""What the arithmetic of shapes looks like: shares of parameters and work, and the cells that no window reads."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.network.shapes import LayerShape, totals
from cnn.network.windows import Axis, unread_runs

SHARES_HEIGHT = 250
READS_HEIGHT = 330
_BARS = ("parameters", "multiply-accumulates")


def shares_figure(layers: tuple[LayerShape, ...], theme: look.Theme = look.LIGHT) -> go.Figure:
    """Two bars of the same length, parameters and multiply-accumulates, each divided among the layers with weights."""
    parameters, macs = totals(layers)
    traces: list[dict[str, Any]] = []
    for layer in layers:
        if not layer.parameters:
            continue
        shares = [layer.parameters / parameters, layer.macs / macs]
        counts = [layer.parameters, layer.macs]
        conv = layer.kind == "conv"
        traces.append({
            "type": "bar", "orientation": "h", "name": layer.name, "y": list(_BARS), "x": shares,
            "text": [f"<b>{layer.name}</b><br>{share:.1%}" if share > 0.04 else "" for share in shares],
            "textposition": "inside", "insidetextanchor": "middle", "textangle": 0,
            "textfont": {"family": look.FONT, "size": 16, "color": theme.page if conv else theme.text},
            "marker": {"color": theme.accent if conv else theme.quiet_bar, "line": {"color": theme.page, "width": 2}},
            "customdata": counts,
            "hovertemplate": f"<b>{layer.name}</b><br>%{{customdata:,}} %{{y}}<br>%{{x:.2%}} of all<extra></extra>",
        })  # fmt: skip
    axis = {"visible": False, "fixedrange": True, "range": [0, 1]}
    names = {"family": look.FONT, "size": 16, "color": theme.text}
    sums = {"parameters": parameters, "multiply-accumulates": macs}
    texts = [
        {"x": 0, "y": name, "yshift": 49, "xanchor": "left", "showarrow": False, "font": names,
         "text": f"<b>{sums[name]:,}</b> {name}"}
        for name in _BARS
    ]  # fmt: skip
    layout = _layout(SHARES_HEIGHT, theme) | {
        "barmode": "stack", "bargap": 0.48, "xaxis": axis, "annotations": texts,
        "yaxis": {"visible": False, "fixedrange": True, "autorange": "reversed"},
    }  # fmt: skip
    layout["margin"] = {"l": 0, "r": 0, "t": 16, "b": 0}
    return go.Figure({"data": traces, "layout": layout}, _validate=False)


def reads_figure(rows: Axis, columns: Axis, theme: look.Theme = look.LIGHT, height: int = READS_HEIGHT) -> go.Figure:
    """The padded input of one layer from above, cell by cell: how many windows read each, the ring of zeros dotted
    around it, the cells that none reads hatched, the first window and the last one outlined.

    Rows and columns are counted from the top left corner of the input without its padding.
    """
    counts = [[down * right for right in columns.reads()] for down in rows.reads()]
    most = max((max(line) for line in counts), default=1) or 1
    traces: list[dict[str, Any]] = [{
        "type": "heatmap", "z": counts, "x0": -columns.padding, "y0": -rows.padding, "zmin": 0, "zmax": most * 1.6,
        "colorscale": [[0, theme.page], [1, theme.muted]], "showscale": False, "xgap": 1, "ygap": 1,
        "hovertemplate": "row %{y}, column %{x}<br>read by <b>%{z}</b> windows<extra></extra>",
    }]  # fmt: skip
    if rows.padding + columns.padding:
        traces.append(_rectangle((-0.5, -0.5, rows.size - 0.5, columns.size - 0.5), theme.text, "dot"))
    if min(rows.output, columns.output) >= 1:
        traces += [_taps(rows, columns, window, theme) for window in {(0, 0), (rows.output - 1, columns.output - 1)}]
    traces += _hatched(rows, columns, theme)
    high, wide = rows.padded, columns.padded
    hidden = {"visible": False, "fixedrange": True}
    layout = _layout(height, theme) | {
        "xaxis": hidden | {"range": [-columns.padding - 1, wide - columns.padding], "constrain": "domain"},
        "yaxis": hidden | {
            "range": [high - rows.padding, -rows.padding - 1], "scaleanchor": "x", "constrain": "domain",
        },
    }  # fmt: skip
    return go.Figure({"data": traces, "layout": layout}, _validate=False)


def _taps(rows: Axis, columns: Axis, window: tuple[int, int], theme: look.Theme) -> dict[str, Any]:
    """The outlines of the cells that one window reads, or of the window where they touch."""
    down, right = rows.taps(window[0]), columns.taps(window[1])
    spans = [(down[0], right[0], down[-1] + 1, right[-1] + 1)]
    if rows.dilation > 1 or columns.dilation > 1:
        spans = [(top, left, top + 1, left + 1) for top in down for left in right]
    x: list[float | None] = []
    y: list[float | None] = []
    above, before = rows.padding + 0.5, columns.padding + 0.5
    for top, left, bottom, end in spans:
        shape = _rectangle((top - above, left - before, bottom - above, end - before), theme.accent)
        x += [*shape["x"], None]
        y += [*shape["y"], None]
    return _line(x, y) | {"line": {"color": theme.accent, "width": 3}}


def _hatched(rows: Axis, columns: Axis, theme: look.Theme) -> list[dict[str, Any]]:
    """The strips of cells that no window reads; those of the padding alone are quiet, as no pixel is lost there."""
    above, before = rows.padding + 0.5, columns.padding + 0.5
    strips = [
        ((first - above, -before, end - above, columns.padded - before), real) for first, end, real in unread_runs(rows)
    ]
    strips += [
        ((-above, first - before, rows.padded - above, end - before), real) for first, end, real in unread_runs(columns)
    ]
    pattern = {"shape": "/", "size": 7, "solidity": 0.35, "fillmode": "overlay"}
    return [
        _rectangle(strip, "rgba(0,0,0,0)")
        | {"fill": "toself", "fillcolor": "rgba(0,0,0,0)"}
        | {"fillpattern": pattern | {"fgcolor": theme.accent if real else theme.muted}}
        for strip, real in strips
    ]


def _rectangle(edges: tuple[float, float, float, float], color: str, dash: str = "solid") -> dict[str, Any]:
    top, left, bottom, right = edges
    shape = _line([left, right, right, left, left], [top, top, bottom, bottom, top])
    return shape | {"line": {"color": color, "width": 2, "dash": dash}}


def _line(x: list[Any], y: list[Any]) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip"}


def _layout(height: int, theme: look.Theme) -> dict[str, Any]:
    return {
        "height": height, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "showlegend": False, "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "hovermode": "closest",
        "hoverlabel": look.hover_label(theme), "font": {"family": look.FONT, "color": theme.text},
    }  # fmt: skip
