"""One filter of a convolution over a colour picture: three channels, three kernels, one sum, one bias, one map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import base
from cnn.figures import theme as look
from cnn.figures.numbers import scale_ends
from cnn.figures.scales import Colours, around_zero

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
    weights, values = around_zero(passed.kernels, look.WEIGHTS), around_zero(np.append(passed.partial, passed.output))
    picture = (passed.image.transpose(1, 2, 0) * 255).round().astype(np.uint8)
    panels = [({"type": "image", "z": picture, "hoverinfo": "skip"}, [0.0, 0.2], [0.2, 0.8], 28)]
    for channel in range(3):
        rows = _third(channel)
        light = Colours(look.CHANNELS[channel][1], 0, 1)
        panels += [
            (_map(passed.image[channel], light) | _linked("channels", channel), [0.24, 0.36], rows, 28),
            (_map(passed.kernels[channel], weights) | _WEIGHT, [0.42, 0.5], rows, 5),
            (_map(passed.partial[channel], values) | _linked("sums", channel), [0.56, 0.68], rows, 28),
        ]
    panels.append((_map(passed.output, values) | _linked("map", 0), [0.78, 1.0], [0.18, 0.82], 28))
    traces: list[dict[str, Any]] = []
    layout = base.base_layout(HEIGHT, theme)
    for index, (trace, across, up, size) in enumerate(panels, start=1):
        traces.append(trace | base.on_axes(index))
        layout |= base.picture_axes(index, (across, up), (size, size), corner=False)
    traces += [_frame(index, theme) for index in (3, 6, 9)]
    layout["annotations"] = _texts(passed.bias, theme)
    tints = [Colours(scale, 0, 1) for _, scale in look.CHANNELS]
    legends = zip(_MIDDLES[1:], (tints, [weights], [values], [values]), strict=True)
    for index, (middle, colours) in enumerate(legends, start=len(panels) + 1):
        strips, words = _legend(colours, middle, theme)
        traces += [strip | base.on_axes(index) for strip in strips]
        layout["annotations"] += words
        across, up = [middle - 0.018, middle + 0.018], [4 / HEIGHT, 14 / HEIGHT]
        layout |= base.axes(index, base.HIDDEN | {"domain": across}, base.HIDDEN | {"domain": up, "range": [0, 1]})
    return base.cut(traces, layout, 1.0, PIECES[0], PIECES[0] + PIECES[1])


def _map(values: np.ndarray, colours: Colours) -> dict[str, Any]:
    return base.heatmap(values, colours) | {"hoverinfo": "skip"}


def _linked(layer: str, channel: int) -> dict[str, Any]:
    """For a heatmap whose cells the linked views mark and tell."""
    return {"name": layer, "meta": {"channel": channel}}


_WEIGHT = {"hoverinfo": "all", "hovertemplate": "weight, row %{y}, column %{x}<br><b>%{z:.4f}</b><extra></extra>"}


def _frame(index: int, theme: look.Theme) -> dict[str, Any]:
    """A square around a kernel: weights near zero are nearly as white as the light page."""
    low, high = -0.5, 4.5
    return {
        "type": "scatter", "mode": "lines", "x": [low, high, high, low, low], "y": [low, low, high, high, low],
        "line": {"color": theme.line, "width": 2.5}, "hoverinfo": "skip", "cliponaxis": False,
    } | base.on_axes(index)  # fmt: skip


def _third(channel: int) -> list[float]:
    """Lower and upper end of a channel's row, as shares of the height."""
    high = (1 - _HEAD - _FOOT) / 3
    return [_FOOT + (2 - channel) * high + 0.012, _FOOT + (3 - channel) * high - 0.012]


def _texts(bias: float, theme: look.Theme) -> list[dict[str, Any]]:
    sign = "−" if bias < 0 else "+"
    words = f"all three,<br>then the bias<br>once: {sign} {abs(bias):.2f}"
    texts = [(0.733, 0.56, "Σ", 30), (0.733, 0.43, words, 14)]
    heads = ("the picture", "3 channels", "3 kernels", "3 sums", "1 map")
    texts += [(x, 1 - _HEAD / 2, f"<b>{head}</b>", 15) for x, head in zip(_MIDDLES, heads, strict=True)]
    for channel in range(3):
        middle = sum(_third(channel)) / 2
        texts += [(0.39, middle, "∗", 26), (0.53, middle, "=", 26)]
    return [base.label(text, size, theme.text, x, y) for x, y, text, size in texts]


def _legend(
    scales: list[Colours], middle: float, theme: look.Theme
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Strips of colours with the same limits, one under the other, and the values at their ends."""
    strips = [
        base.legend_strip(colours.scale) | {"y0": (index + 0.5) / len(scales), "dy": 1 / len(scales)}
        for index, colours in enumerate(scales)
    ]
    low, high = scale_ends(scales[0].low, scales[0].high)
    ends = ((middle - 0.022, low, "right"), (middle + 0.022, high, "left"))
    return strips, [
        base.label(text, 13, theme.muted, at, 9 / HEIGHT) | {"xanchor": side, "borderpad": 1} for at, text, side in ends
    ]
