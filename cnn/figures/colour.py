"""One filter of a convolution over a colour picture: three channels, three kernels, one sum, one bias, one map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import cut, legend_axes, legend_strip
from cnn.figures.numbers import scale_ends

if TYPE_CHECKING:
    from cnn.network.colour_conv import ColourPass

HEIGHT = 420
_HEAD, _FOOT = 24 / HEIGHT, 26 / HEIGHT
"""Shares of the height for the names over the pictures, and for the legends under them."""

PIECES = (0.22, 0.47, 0.31)
"""Widths of the three figures, as shares of the whole."""

_MIDDLES = (0.1, 0.3, 0.46, 0.62, 0.89)
"""Middles of the five columns, as shares of the width."""


def colour_figures(passed: ColourPass, theme: look.Theme = look.LIGHT) -> list[go.Figure]:
    """Three figures, as wide as `PIECES` says: the picture; its channels, the kernels and what each makes of its
    channel; the sum with the bias.

    The heatmaps of `cnn.network.colour_conv.COLOUR_LAYERS` have their names, and a channel each as `meta`.
    """
    weight = float(np.abs(passed.kernels).max()) or 1.0
    top = float(max(np.abs(passed.partial).max(), np.abs(passed.output).max())) or 1.0
    values = look.DIVERGING, (-top, top)
    traces: list[dict[str, Any]] = []
    layout = _layout(theme)
    picture = (passed.image.transpose(1, 2, 0) * 255).round().astype(np.uint8)
    panels = [({"type": "image", "z": picture, "hoverinfo": "skip"}, 0.0, 0.2, (0.2, 0.8), 28)]
    for channel in range(3):
        rows = _third(channel)
        _, tint = look.CHANNELS[channel]
        panels += [
            (_map(passed.image[channel], tint, (0, 1)) | _linked("channels", channel), 0.24, 0.36, rows, 28),
            (_map(passed.kernels[channel], look.WEIGHTS, (-weight, weight)) | _WEIGHT, 0.42, 0.5, rows, 5),
            (_map(passed.partial[channel], *values) | _linked("sums", channel), 0.56, 0.68, rows, 28),
        ]
    panels.append((_map(passed.output, *values) | _linked("map", 0), 0.78, 1.0, (0.18, 0.82), 28))
    for number, (trace, left, right, rows, size) in enumerate(panels, start=1):
        suffix = "" if number == 1 else str(number)
        traces.append(trace | {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"})
        layout |= _axes(suffix, (left, right), rows, size)
    traces += [_frame(number, theme) for number in (3, 6, 9)]
    layout["annotations"] = _texts(passed.bias, theme)
    tints = tuple(scale for _, scale in look.CHANNELS)
    of_values = ((look.DIVERGING,), (-top, top))
    legends = (tints, (0, 1)), ((look.WEIGHTS,), (-weight, weight)), of_values, of_values
    for number, (middle, (scales, ends)) in enumerate(zip(_MIDDLES[1:], legends, strict=True), start=12):
        strips, words = _legend(scales, middle, ends, theme)
        traces += [strip | {"xaxis": f"x{number}", "yaxis": f"y{number}"} for strip in strips]
        layout["annotations"] += words
        layout |= legend_axes(number, [middle - 0.018, middle + 0.018], [4 / HEIGHT, 14 / HEIGHT])
        layout[f"yaxis{number}"]["range"] = [0, 1]
    return cut({"data": traces, "layout": layout}, PIECES[0], PIECES[0] + PIECES[1])


def _map(values: np.ndarray, scale: look.Scale, limits: tuple[float, float]) -> dict[str, Any]:
    return {
        "type": "heatmap", "z": values, "colorscale": scale, "zmin": limits[0], "zmax": limits[1], "showscale": False,
        "hoverinfo": "skip",
    }  # fmt: skip


def _linked(layer: str, channel: int) -> dict[str, Any]:
    """For a heatmap that assets/linked.js finds, and whose cells it tells."""
    return {"name": layer, "meta": {"channel": channel}}


_WEIGHT = {"hoverinfo": "all", "hovertemplate": "weight, row %{y}, column %{x}<br><b>%{z:.4f}</b><extra></extra>"}


def _frame(number: int, theme: look.Theme) -> dict[str, Any]:
    """A square around a kernel: weights of zero are nearly as white as the page."""
    low, high = -0.5, 4.5
    return {
        "type": "scatter", "mode": "lines", "x": [low, high, high, low, low], "y": [low, low, high, high, low],
        "line": {"color": theme.line, "width": 2.5}, "hoverinfo": "skip", "cliponaxis": False,
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


def _third(channel: int) -> tuple[float, float]:
    """Lower and upper end of a channel's row."""
    high = (1 - _HEAD - _FOOT) / 3
    return _FOOT + (2 - channel) * high + 0.012, _FOOT + (3 - channel) * high - 0.012


def _texts(bias: float, theme: look.Theme) -> list[dict[str, Any]]:
    sign = "−" if bias < 0 else "+"
    words = f"all three,<br>then the bias<br>once: {sign} {abs(bias):.2f}"
    texts = [(0.733, 0.56, "Σ", 30), (0.733, 0.43, words, 14)]
    heads = ("the picture", "3 channels", "3 kernels", "3 sums", "1 map")
    texts += [(x, 1 - _HEAD / 2, f"<b>{head}</b>", 15) for x, head in zip(_MIDDLES, heads, strict=True)]
    for channel in range(3):
        middle = sum(_third(channel)) / 2
        texts += [(0.39, middle, "∗", 26), (0.53, middle, "=", 26)]
    return [_text(*text, theme.text) for text in texts]


def _text(x: float, y: float, text: str, size: int, color: str) -> dict[str, Any]:
    return {
        "x": x, "y": y, "text": text, "xref": "paper", "yref": "paper", "showarrow": False,
        "xanchor": "center", "yanchor": "middle", "font": {"family": look.FONT, "size": size, "color": color},
    }  # fmt: skip


def _legend(
    scales: tuple[look.Scale, ...], middle: float, ends: tuple[float, float], theme: look.Theme
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Strips of colours, one under the other, and the values at their ends."""
    strips = [
        legend_strip(scale) | {"y0": (index + 0.5) / len(scales), "dy": 1 / len(scales)}
        for index, scale in enumerate(scales)
    ]
    low, high = scale_ends(*ends)
    words = ((middle - 0.022, low, "right"), (middle + 0.022, high, "left"))
    return strips, [_text(at, 9 / HEIGHT, text, 13, theme.muted) | {"xanchor": side} for at, text, side in words]


def _layout(theme: look.Theme) -> dict[str, Any]:
    return {
        "height": HEIGHT, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "showlegend": False, "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "hovermode": "closest",
        "hoverlabel": look.hover_label(theme), "font": {"family": look.FONT, "color": theme.text},
    }  # fmt: skip
