"""What each channel of a layer is worth, with its map below, and a network's answer before and after a change."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import (
    CLEAR,
    HIDDEN,
    axes,
    base_layout,
    digit_axis,
    finished,
    hatching,
    heatmap,
    on_axes,
    share_bars,
    title,
)
from cnn.figures.numbers import number, percent
from cnn.figures.scales import from_zero

CHANNELS_HEIGHT, ANSWERS_HEIGHT = 232, 236

WIDTH = 940
"""Width in pixels for which the tiles are square; narrower, they are smaller."""

_LARGEST_TILE = 58
_FOOT, _HEAD = 20, 30
_LEAST_RANGE = 1.0
"""The axis reaches one percentage point at least, so that chance does not look like much."""

_NUMBERED = 32
"""Channels from which on only some have their number."""


def channels_figure(
    maps: np.ndarray, lost: np.ndarray | None, off: tuple[int, ...], theme: look.Theme = look.LIGHT
) -> go.Figure:
    """A bar for each channel, and under it its map for the drawing; point c of every trace that reacts is channel c.

    maps: (C, H, W), or (C,) for units, none below zero. lost: (C,) shares of digits, or None before it is measured.
    off: the channels that are switched off; they are hatched.
    """
    tiles, one = (maps, "channel") if maps.ndim == 3 else (maps[:, None, None], "unit")
    count, _, side = tiles.shape
    pitch = side + max(1, round(side / 12))
    middles = np.arange(count) * pitch + (side - 1) / 2
    points = 100 * (np.zeros(count) if lost is None else lost)
    width = min(_LARGEST_TILE, WIDTH / count)
    top = (_FOOT + width) / CHANNELS_HEIGHT
    span = [-0.5 - (pitch - side) / 2, count * pitch - 0.5 - (pitch - side) / 2]
    across = {"domain": [0.0, 1.0 if count > 1 else 0.1], "range": span}
    high = max(_LEAST_RANGE, 1.18 * float(points.max(initial=0)))
    low = float(points.min()) - 0.25 * high if points.min() < 0 else 0.0
    up = {"domain": [top + 0.05, 1 - _HEAD / CHANNELS_HEIGHT], "range": [low, high]}
    layout = base_layout(CHANNELS_HEIGHT, theme)
    layout |= axes(1, HIDDEN | across, HIDDEN | up)
    squares = HIDDEN | {"domain": [_FOOT / CHANNELS_HEIGHT, top], "range": [side - 0.5, -0.5]}
    layout |= axes(2, _numbers(middles, theme) | across, squares)
    head = f"<b>accuracy lost without the {one}</b> in percentage points" if lost is not None else f"<b>{one}s</b>"
    layout["annotations"] = [title(head, 0.0, theme)]
    layout["shapes"] = [_zero_line(theme)]
    traces = [_bars(middles, points, off, (0.7 * pitch, count), theme), _montage(tiles, pitch)]
    traces += [_hatch(float(middles[channel]), side, theme) for channel in off]
    return finished([*traces, _targets(middles, points, (side, width), theme)], layout)


def _bars(
    middles: np.ndarray, points: np.ndarray, off: tuple[int, ...], sizes: tuple[float, int], theme: look.Theme
) -> dict[str, Any]:
    width, count = sizes
    colours = [theme.accent if channel in off else theme.muted for channel in range(count)]
    words = [number(value, ".1f") if abs(value) >= 0.05 and count <= _NUMBERED else "" for value in points.tolist()]
    return {
        "type": "bar", "x": middles, "y": points, "width": width, "marker": {"color": colours}, "text": words,
        "textposition": "outside", "textfont": look.font(13, theme.text), "constraintext": "none", "cliponaxis": False,
        "textangle": 0, "customdata": list(range(count)),
        "hovertemplate": "channel <b>%{customdata}</b><br>%{y:.1f} points lost<extra></extra>",
    } | on_axes(1)  # fmt: skip


def _montage(tiles: np.ndarray, pitch: int) -> dict[str, Any]:
    """The maps side by side, nothing between them."""
    count, height, side = tiles.shape
    row = np.full((height, count, pitch), np.nan, np.float32)
    row[:, :, :side] = tiles.transpose(1, 0, 2)
    picture = heatmap(row.reshape(height, -1), from_zero(tiles))
    return picture | {"hoverinfo": "skip", "name": "maps", "dy": side / height} | on_axes(2)


def _hatch(middle: float, side: int, theme: look.Theme) -> dict[str, Any]:
    left, right = middle - side / 2, middle + side / 2
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"width": 2, "color": theme.accent},
        "x": [left, right, right, left, left], "y": [-0.5, -0.5, side - 0.5, side - 0.5, -0.5], "fill": "toself",
        "fillcolor": CLEAR, "fillpattern": hatching(7, theme.accent) | {"solidity": 0.5}, "cliponaxis": False,
    } | on_axes(2)  # fmt: skip


def _targets(middles: np.ndarray, points: np.ndarray, tile: tuple[int, float], theme: look.Theme) -> dict[str, Any]:
    """What a click finds: an unseen square on each map."""
    side, width = tile
    return {
        "type": "scatter", "mode": "markers", "x": middles, "y": np.full(len(middles), (side - 1) / 2),
        "marker": {"symbol": "square", "size": max(4.0, width), "color": CLEAR}, "customdata": points,
        "hovertemplate": "channel <b>%{pointNumber}</b><br>%{customdata:.1f} points lost<extra></extra>",
        "cliponaxis": False,
    } | on_axes(2)  # fmt: skip


def _numbers(middles: np.ndarray, theme: look.Theme) -> dict[str, Any]:
    count = len(middles)
    step = 1 if count <= _NUMBERED else 4 if count <= 2 * _NUMBERED else 16
    return {
        "fixedrange": True, "tickvals": middles[::step].tolist(), "ticktext": list(map(str, range(0, count, step))),
        "tickfont": look.font(13, theme.muted), "ticks": "", "showgrid": False, "zeroline": False, "showline": False,
    }  # fmt: skip


def _zero_line(theme: look.Theme) -> dict[str, Any]:
    line = {"width": 1.5, "color": theme.line}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": 0, "y1": 0, "line": line}


def answers_figure(before: np.ndarray, after: np.ndarray, theme: look.Theme = look.LIGHT) -> go.Figure:
    """Ten bars of the whole network and ten of the changed one: (10,) probabilities each."""
    layout = base_layout(ANSWERS_HEIGHT, theme) | {"bargap": 0.25}
    traces, up = [], [0.0, 0.87]
    for panel, (shares, across) in enumerate(((before, [0.05, 0.44]), (after, [0.58, 0.97])), start=1):
        words = [percent(float(share), short=True) for share in shares]
        bars = share_bars(shares, words, 0.4, int(shares.argmax()), theme) | on_axes(panel)
        traces.append(bars | {"insidetextanchor": "end", "textangle": 0, "hoverinfo": "skip"})
        layout |= axes(panel, HIDDEN | {"range": [0, 1.02], "domain": across}, digit_axis(up, theme))
    layout["annotations"] = [
        title("<b>the whole network</b>", 0.05, theme),
        title("<b>what is left of it</b>", 0.58, theme),
    ]
    return finished(traces, layout)
