"""How a cell's value is computed: the steps of its sum, a map of contributions, ReLU's curve, softmax's shares."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import base
from cnn.figures import theme as look
from cnn.figures.montage import tiled
from cnn.figures.numbers import number, percent
from cnn.figures.scales import around_zero, largest

HEIGHT = 290
_CUT = 1.5
"""Where the axis of ReLU's histogram ends, as a multiple of its second highest bar: the one at zero is often far
higher."""


def steps_figure(names: list[str], steps: np.ndarray, bias: float, theme: look.Theme = look.LIGHT) -> go.Figure:
    """Bars that start where the last one ended: every step of a sum, then the bias; last the sum, from zero.

    names, steps: what is added, in this order. The bias has a colour of weights.
    """
    values = np.append(steps, bias)
    ends = np.cumsum(values)
    starts = np.append(ends - values, 0.0)
    heights = np.append(values, ends[-1])
    weight = look.WEIGHTS[5][1] if bias >= 0 else look.WEIGHTS[1][1]
    colours = [*_signed(steps), weight, theme.text]
    labels = [*names, "bias", "sum"]
    apart = max(1.0, len(labels) / 6.5)  # so that the numbers under the last two have room
    places = np.append(np.arange(len(names), dtype=float), len(names) - 1 + apart * np.array([1.0, 2.0]))
    places[len(names) - 1 :] += 1.6 * ("<br>" in names[-1])  # a label on two lines keeps its neighbour away
    few = len(labels) <= 14
    words = [number(value, ".3g") for value in heights.tolist()]
    text = [word if few and index < len(steps) else "" for index, word in enumerate(words)]
    bars: dict[str, Any] = {
        "type": "bar", "x": places, "width": 0.85, "y": heights, "base": starts, "marker": {"color": colours},
        "text": text, "textposition": "outside", "cliponaxis": False, "constraintext": "none",
        "textfont": look.font(13, theme.text), "customdata": labels,
        "hovertemplate": "<b>%{customdata}</b><br>%{y:.6g}<extra></extra>",
    }  # fmt: skip
    low, high = float(min(0, ends.min())), float(max(0, ends.max()))
    room = (high - low or 1) * 0.09
    every = max(1, len(labels) // 24)
    ticks = [*range(0, len(names), every), len(names), len(names) + 1]
    crowded = len(names) > 12 and max(map(len, names)) > 2
    shown = [f"<br>{labels[index]}" if crowded and index // every % 2 else labels[index] for index in ticks[:-2]]
    below = [f"<b>{label}</b><br>{word}" for label, word in zip(labels[-2:], words[-2:], strict=True)]
    layout = base.base_layout(HEIGHT, theme) | {
        "margin": {"l": 4, "r": 14, "t": 24, "b": 58}, 
        "xaxis": {
            "fixedrange": True, "tickvals": places[ticks], "ticktext": shown + below,
            "showgrid": False, "zeroline": False, "tickfont": {"size": 12}, "ticks": "", "tickangle": 0,
            "ticklabeloverflow": "allow",
        },
        "yaxis": {
            "visible": True, "showticklabels": False, "fixedrange": True, "range": [low - room, high + room],
            "showgrid": False, "zeroline": True, "zerolinecolor": theme.muted, "zerolinewidth": 1,
        },
    }  # fmt: skip
    return base.finished([bars], layout)


def map_figure(products: np.ndarray, name: str, theme: look.Theme = look.LIGHT) -> go.Figure:
    """All contributions in their places: maps (C, H, W) or a vector (n,), positive ones orange, negative ones blue.

    The hover text has channel, row and column, or the unit.
    """
    z = tiled(products.astype(np.float32), (760, HEIGHT))
    places = tiled(np.arange(products.size, dtype=np.float32).reshape(products.shape), (760, HEIGHT))
    gap = 0 if products.ndim == 3 else 1
    trace = base.heatmap(z, around_zero(products)) | {
        "customdata": places, "name": name, "xgap": gap, "ygap": gap,
        "hovertemplate": f"value %{{customdata:.0f}} of {name}<br>adds <b>%{{z:.6g}}</b><extra></extra>",
    }  # fmt: skip
    return base.finished([trace], base.base_layout(HEIGHT, theme) | base.picture_axes(1, ([0, 1], [0, 1]), z.shape))


def _signed(values: np.ndarray) -> list[str]:
    """The colour of each value's bar, by its sign."""
    return [look.FOR if value >= 0 else look.AGAINST for value in values.tolist()]


def relu_figure(before: np.ndarray, value: float, theme: look.Theme = look.LIGHT) -> go.Figure:
    """The curve of max(0, x) with the cell on it, and below, on the same x axis, a histogram of the layer's values.

    before: all values that ReLU reads, any shape; value: the one of this cell. The outermost bars also hold the one
    value in 200 that is too far out for the axis.
    """
    most = max(abs(value), float(np.quantile(np.abs(before), 0.995))) * 1.05 or 1.0
    counts, edges = np.histogram(np.clip(before, -most, most), bins=60, range=(-most, most))
    middles = (edges[1:] + edges[:-1]) / 2
    shares = counts / before.size
    bars = {
        "type": "bar", "x": middles, "y": shares, "width": edges[1] - edges[0], "yaxis": "y2",
        "marker": {"color": _signed(middles)},
        "hovertemplate": "around %{x:.3g}: %{y:.2%} of the values<extra></extra>",
    }  # fmt: skip
    curve = {
        "type": "scatter", "mode": "lines", "x": [-most, 0, most], "y": [0, 0, most], "hoverinfo": "skip",
        "line": {"color": theme.text, "width": 3},
    }  # fmt: skip
    dot = {
        "type": "scatter", "mode": "markers", "x": [value, value], "y": [0, max(0.0, value)], "cliponaxis": False,
        "marker": {"color": [base.CLEAR, theme.accent], "size": 16, "line": {"color": theme.accent, "width": 3}},
        "hovertemplate": "x = %{x:.6g}, max(0, x) = %{y:.6g}<extra></extra>",
    }  # fmt: skip
    second = float(np.sort(shares)[-2] or 1)
    words = [_word(text, y, theme) for text, y in (("<b>max(0, x)</b>", 0.98), ("<b>how often x occurs</b>", 0.37))]
    layout = base.base_layout(HEIGHT, theme) | {
        "margin": {"l": 44, "r": 8, "t": 8, "b": 30}, "bargap": 0,
        "xaxis": {"range": [-most * 1.03, most * 1.03], "fixedrange": True, "showgrid": False, "zeroline": True,
                  "zerolinecolor": theme.muted, "anchor": "y2", "nticks": 9, "tickfont": {"size": 14}},
        "yaxis": {"domain": [0.42, 1], "range": [-most * 0.04, most * 1.08], "visible": False, "fixedrange": True},
        "yaxis2": {"domain": [0, 0.28], "fixedrange": True, "anchor": "x", "range": [0, second * _CUT], "nticks": 3,
                   "tickformat": ".0%" if second > 0.02 else ".1%", "showgrid": False, "zeroline": False,
                   "tickfont": {"size": 13}},
        "annotations": words,
    }  # fmt: skip
    for index in np.flatnonzero(shares > second * _CUT).tolist():
        shapes, text = _broken(float(middles[index]), float(edges[1] - edges[0]), second * _CUT, theme)
        layout.setdefault("shapes", []).extend(shapes)
        said = f"(tallest bar reaches <b>{percent(float(shares[index]))}</b>)"
        layout["annotations"].append(text | {"text": said, "font": look.font(14, theme.text)})
    return base.finished([bars, curve, dot], layout)


def _word(text: str, y: float, theme: look.Theme, x: float = 0.0) -> dict[str, Any]:
    """A heading inside a figure; x, y: of its upper left corner, as shares of width and height."""
    return base.label(text, 15, theme.text, x, y) | {"xanchor": "left", "yanchor": "top", "borderpad": 1}


def _broken(middle: float, wide: float, top: float, theme: look.Theme) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Two slanted cuts through a bar that is taller than its axis, and the place of the words about it."""
    cuts = [
        {"type": "line", "xref": "x", "yref": "y2", "x0": middle - wide * 0.8, "x1": middle + wide * 0.8,
         "y0": top * low, "y1": top * (low + 0.12), "line": {"color": theme.page, "width": 4}}
        for low in (0.66, 0.8)
    ]  # fmt: skip
    return cuts, {
        "x": middle - wide, "y": top * 0.99, "xref": "x", "yref": "y2", "xanchor": "right", "yanchor": "top",
        "showarrow": False,
    }  # fmt: skip


def softmax_figures(
    logits: np.ndarray, shares: np.ndarray, chosen: int, theme: look.Theme = look.LIGHT
) -> list[go.Figure]:
    """The logits (10,), and the probabilities (10,) made of them, one row for each digit."""
    left = base.digit_bars(logits, _signed(logits)) | {
        "text": [number(value, ".2f") for value in logits.tolist()], "textposition": "outside",
        "textfont": look.font(15, theme.text), "hovertemplate": "digit %{y}: logit %{x:.6g}<extra></extra>",
    }  # fmt: skip
    words = [percent(share, short=True) for share in shares.tolist()]
    right = base.share_bars(shares, words, 0.7, chosen, theme) | base.on_axes(2)
    right |= {"hovertemplate": "digit %{y}: probability %{x:.6g}<extra></extra>"}
    right["textfont"]["size"] = 15
    most = largest(logits) * 1.6
    digits = base.digit_axis([0, 1], theme, 17) | {"range": [9.6, -0.6]}
    layout = base.base_layout(HEIGHT, theme) | {"margin": {"l": 24, "r": 0, "t": 24, "b": 0}, "bargap": 0.22}
    layout |= base.axes(1, base.HIDDEN | {"domain": [0, 0.48], "range": [-most, most], "zeroline": True}, digits)
    layout |= base.axes(2, base.HIDDEN | {"domain": [0.56, 1], "range": [0, 1.08], "zeroline": True}, digits)
    titles = (("<b>logits</b> of fc2", 0.0), ("<b>probabilities</b>", 0.56))
    layout["annotations"] = [_word(text, 1, theme, x) | {"yanchor": "bottom"} for text, x in titles]
    return base.cut([left, right], layout, 1.0, 0.52)
