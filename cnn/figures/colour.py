"""One filter of a convolution over a colour picture: three channels, three kernels, one sum, one bias, one map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look

if TYPE_CHECKING:
    from cnn.colour import ColourPass

HEIGHT = 372


def colour_figure(passed: ColourPass, cell: tuple[int, int], theme: look.Theme = look.LIGHT) -> go.Figure:
    """Columns: the picture, its channels, the kernels, what each makes of its channel, the sum with the bias.

    cell: row and column of the cell whose windows are outlined.
    """
    weight = float(np.abs(passed.kernels).max()) or 1.0
    top = float(max(np.abs(passed.partial).max(), np.abs(passed.output).max())) or 1.0
    traces: list[dict[str, Any]] = []
    layout = _layout(theme)
    picture = (passed.image.transpose(1, 2, 0) * 255).round().astype(np.uint8)
    panels = [({"type": "image", "z": picture, "hoverinfo": "skip"}, 0.0, 0.2, (0.18, 0.82), 28)]
    for channel in range(3):
        rows = (1 - (channel + 1) / 3 + 0.015, 1 - channel / 3 - 0.015)
        name, tint = look.CHANNELS[channel]
        panels += [
            (_map(passed.image[channel], tint, (0, 1), f"{name} of the picture"), 0.24, 0.36, rows, 28),
            (_map(passed.kernels[channel], look.WEIGHTS, (-weight, weight), "weight"), 0.42, 0.5, rows, 5),
            (_map(passed.partial[channel], look.DIVERGING, (-top, top), "sum of 25 products"), 0.56, 0.68, rows, 28),
        ]
    panels.append((_map(passed.output, look.DIVERGING, (-top, top), "map"), 0.78, 1.0, (0.16, 0.84), 28))
    for number, (trace, left, right, rows, size) in enumerate(panels, start=1):
        suffix = "" if number == 1 else str(number)
        traces.append(trace | {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"})
        layout |= _axes(suffix, (left, right), rows, size)
    for number in (2, 5, 8):
        traces.append(_outline(cell, 2, look.MARKS["window"], number))
    for number in (4, 7, 10, 11):
        traces.append(_outline(cell, 0, look.MARKS["cell"], number))
    layout["annotations"] = _texts(passed.bias, theme)
    return go.Figure({"data": traces, "layout": layout}, _validate=False)


def _map(values: np.ndarray, scale: look.Scale, limits: tuple[float, float], name: str) -> dict[str, Any]:
    return {
        "type": "heatmap", "z": values, "colorscale": scale, "zmin": limits[0], "zmax": limits[1], "showscale": False,
        "hovertemplate": f"{name}<br>row %{{y}}, column %{{x}}<br><b>%{{z:.4f}}</b><extra></extra>",
    }  # fmt: skip


def _outline(cell: tuple[int, int], around: int, color: str, number: int) -> dict[str, Any]:
    """A square of 2·around + 1 cells about a cell."""
    (row, column), reach = cell, around + 0.5
    left, right, top, bottom = column - reach, column + reach, row - reach, row + reach
    return {
        "type": "scatter", "mode": "lines", "x": [left, right, right, left, left], "y": [top, top, bottom, bottom, top],
        "line": {"color": color, "width": 2.5}, "hoverinfo": "skip", "cliponaxis": False,
        "xaxis": f"x{number}", "yaxis": f"y{number}",
    }  # fmt: skip


def _axes(suffix: str, across: tuple[float, float], rows: tuple[float, float], size: int) -> dict[str, Any]:
    hidden = {"visible": False, "fixedrange": True}
    x = hidden | {"domain": list(across), "range": [-0.5, size - 0.5], "anchor": f"y{suffix}", "constrain": "domain"}
    y = hidden | {
        "domain": list(rows), "range": [size - 0.5, -0.5], "anchor": f"x{suffix}", "scaleanchor": f"x{suffix}",
        "constrain": "domain",
    }  # fmt: skip
    return {f"xaxis{suffix}": x, f"yaxis{suffix}": y}


def _texts(bias: float, theme: look.Theme) -> list[dict[str, Any]]:
    texts = [(0.1, 0.85, "the picture", 15), (0.89, 0.87, "one map", 15), (0.73, 0.5, f"Σ {bias:+.2f}", 20)]
    texts.append((0.73, 0.41, "sum, then<br>the bias", 13))
    for channel in range(3):
        middle = 1 - (channel + 0.5) / 3
        texts += [(0.39, middle, "∗", 26), (0.53, middle, "=", 26)]
    return [
        {
            "x": x, "y": y, "text": text.replace("-", "−"), "xref": "paper", "yref": "paper", "showarrow": False,
            "xanchor": "center", "yanchor": "middle", "font": {"family": look.FONT, "size": size, "color": theme.text},
        }
        for x, y, text, size in texts
    ]  # fmt: skip


def _layout(theme: look.Theme) -> dict[str, Any]:
    return {
        "height": HEIGHT, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "showlegend": False, "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "hovermode": "closest",
        "hoverlabel": look.hover_label(theme), "font": {"family": look.FONT, "color": theme.text},
    }  # fmt: skip
