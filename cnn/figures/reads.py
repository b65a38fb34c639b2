"""Which cells of its input a layer reads: how many windows read each cell, and the cells that none reads."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import CLEAR, HIDDEN, base_layout, finished, hatching
from cnn.network.windows import Axis, unread_runs

READS_HEIGHT = 330


def reads_figure(rows: Axis, columns: Axis, theme: look.Theme = look.LIGHT, height: int = READS_HEIGHT) -> go.Figure:
    """The padded input of one layer, cell by cell: the grey of a cell says how many windows read it, and the cells that
    none reads are hatched. A dotted line separates the input from its padding; the first window and the last one are
    outlined.

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
    layout = base_layout(height, theme) | {
        "xaxis": HIDDEN | {"range": [-columns.padding - 1, wide - columns.padding], "constrain": "domain"},
        "yaxis": HIDDEN | {
            "range": [high - rows.padding, -rows.padding - 1], "scaleanchor": "x", "constrain": "domain",
        },
    }  # fmt: skip
    return finished(traces, layout)


def _taps(rows: Axis, columns: Axis, window: tuple[int, int], theme: look.Theme) -> dict[str, Any]:
    """The outline of one window; with a dilation above 1, outlines of the cells that it reads."""
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
    """The strips of cells that no window reads; strips of nothing but padding are grey, as no pixel is lost there."""
    above, before = rows.padding + 0.5, columns.padding + 0.5
    strips = [
        ((first - above, -before, end - above, columns.padded - before), real) for first, end, real in unread_runs(rows)
    ]
    strips += [
        ((-above, first - before, rows.padded - above, end - before), real) for first, end, real in unread_runs(columns)
    ]
    return [
        _rectangle(strip, CLEAR)
        | {"fill": "toself", "fillcolor": CLEAR}
        | {"fillpattern": hatching(7, theme.accent if real else theme.muted)}
        for strip, real in strips
    ]


def _rectangle(edges: tuple[float, float, float, float], color: str, dash: str = "solid") -> dict[str, Any]:
    top, left, bottom, right = edges
    shape = _line([left, right, right, left, left], [top, top, bottom, bottom, top])
    return shape | {"line": {"color": color, "width": 2, "dash": dash}}


def _line(x: list[Any], y: list[Any]) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip"}
