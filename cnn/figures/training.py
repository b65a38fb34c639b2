"""The figures of a training: its curves; and the filters of conv1, with the network's answer to one digit."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import base
from cnn.figures import theme as look
from cnn.figures.montage import tiled
from cnn.figures.numbers import limit, percent
from cnn.figures.scales import Colours, around_zero, from_zero

CURVES_HEIGHT, WATCH_HEIGHT = 178, 164

Sides = tuple[list[float], list[float]]

_ALONE: Sides = ([0.045, 0.475], [0.57, 1.0])
_COMPARED: Sides = ([0.045, 0.425], [0.52, 0.9])
"""Left and right edge of the two diagrams, as shares of the width; compared runs have their names on the right."""

_UNDER_TITLE = [0.0, 0.86]

_TOLD_BY_LINKED_VIEWS = {"hovertemplate": None, "hoverinfo": "skip"}

_NONE = np.zeros(0, np.float32)


@dataclass(frozen=True, eq=False)
class Curve:
    """What one training measured, each an array over time. images: digits trained on so far; loss, accuracy: on the
    digits that it trains on; with `held_out`: on digits that it does not train on."""

    name: str
    images: np.ndarray = field(default_factory=lambda: _NONE)
    loss: np.ndarray = field(default_factory=lambda: _NONE)
    accuracy: np.ndarray = field(default_factory=lambda: _NONE)
    held_out_images: np.ndarray = field(default_factory=lambda: _NONE)
    held_out_loss: np.ndarray = field(default_factory=lambda: _NONE)
    held_out_accuracy: np.ndarray = field(default_factory=lambda: _NONE)


def curves_figure(curves: list[Curve], theme: look.Theme = look.LIGHT, compared: bool = False) -> go.Figure:
    """Loss on the left (a logarithmic scale), accuracy on the right, over the images seen.

    A thin line for training, a thick one with dots for validation; compared: validation only, a colour for each curve.
    """
    data: list[dict[str, Any]] = []
    for number, curve in enumerate(curves):
        data += _lines(curve, look.RUNS[number % len(look.RUNS)] if compared else "", theme)
    sides = _COMPARED if compared else _ALONE
    drawn = [replace(curve, images=_NONE, loss=_NONE, accuracy=_NONE) for curve in curves] if compared else curves
    layout = base.base_layout(CURVES_HEIGHT, theme) | _curve_axes(drawn, sides, theme)
    layout["annotations"] = [
        base.title("<b>loss</b> cross-entropy, lower is better, log scale", 0.0, theme),
        base.title("<b>accuracy</b> share of right answers", sides[1][0] - 0.05, theme),
        *(_unit("images", right, theme) for _, right in sides),
    ]
    if compared:
        layout |= {"showlegend": True, "legend": _legend(theme)}
    else:
        quiet, loud = (f'<span style="color:{colour}">' for colour in (theme.muted, theme.accent))
        names = f"{quiet}▬ training</span>   {loud}<b>● validation</b></span>"
        layout["annotations"] += [base.title(names, right, theme) | {"xanchor": "right"} for _, right in sides]
    return base.finished(data, layout)


def _lines(curve: Curve, colour: str, theme: look.Theme) -> list[dict[str, Any]]:
    """The lines of one training on both diagrams; with a colour of its own, validation only."""
    lines = []
    for axis, kind, digits in (("", "loss", ":.4f"), ("2", "accuracy", ":.1%")):
        hover = f"<b>%{{fullData.name}}</b><br>%{{x:,}} images<br>{kind} <b>%{{y{digits}}}</b><extra></extra>"
        common = {"type": "scatter", "xaxis": f"x{axis}", "yaxis": f"y{axis}", "hovertemplate": hover}
        if not colour:
            lines.append(common | {
                "x": curve.images, "y": getattr(curve, kind), "mode": "lines", "name": "training",
                "line": {"color": theme.muted, "width": 1.5},
            })  # fmt: skip
        lines.append(common | {
            "x": curve.held_out_images, "y": getattr(curve, f"held_out_{kind}"), "mode": "lines+markers",
            "name": curve.name if colour else "validation", "line": {"color": colour or theme.accent, "width": 3},
            "marker": {"size": 6}, "cliponaxis": False, "showlegend": bool(axis),
        })  # fmt: skip
    return lines


def _curve_axes(curves: list[Curve], sides: Sides, theme: look.Theme) -> dict[str, Any]:
    losses = np.concatenate([_NONE, *(curve.loss for curve in curves), *(curve.held_out_loss for curve in curves)])
    losses = losses[np.isfinite(losses) & (losses > 0)]
    low, high = (float(losses.min()), float(losses.max())) if len(losses) else (0.1, 2.5)
    high = max(high, 2 * low)
    room = 0.06 * math.log10(high / low)
    decades = [math.log10(low) - room, math.log10(high) + room]
    last = max([500.0, *(float(part[-1]) for one in curves for part in (one.images, one.held_out_images) if len(part))])
    line = {
        "color": theme.muted, "gridcolor": theme.line, "zeroline": False, "fixedrange": True, "ticks": "",
        "tickfont": look.font(13, theme.muted), "showline": False, "domain": [0.16, 0.84],
    }  # fmt: skip
    marks = _image_marks(1.02 * last)
    x = line | {"range": [0, 1.02 * last], "showgrid": False, "ticklabelstandoff": 5, "tickvals": marks}
    x |= {"ticktext": [f"{mark:,}" for mark in marks]}
    shares = {"tickvals": [0, 0.25, 0.5, 0.75, 1], "ticktext": ["0 %", "25 %", "50 %", "75 %", "100 %"]}
    return {
        "xaxis": x | {"domain": sides[0], "anchor": "y"},
        "xaxis2": x | {"domain": sides[1], "anchor": "y2"},
        "yaxis": line | {"type": "log", "range": decades, "anchor": "x"} | _loss_marks(decades),
        "yaxis2": line | {"range": [-0.02, 1.03], "anchor": "x2"} | shares,
    }


def _image_marks(end: float) -> list[int]:
    """Round numbers from 0 on; the last part of the axis, which ends at `end`, is free for its unit."""
    free = 0.82 * end
    rough = free / 4
    step = next(digit * 10**power for power in range(9) for digit in (1, 2, 5) if digit * 10**power >= rough)
    return list(range(0, int(free) + 1, step))


def _unit(name: str, right: float, theme: look.Theme) -> dict[str, Any]:
    """The unit of an x axis, at its right end and in line with its numbers."""
    return base.label(name, 13, theme.muted, right, 14 / CURVES_HEIGHT) | {"xanchor": "right"}


def _loss_marks(decades: list[float]) -> dict[str, Any]:
    """Round numbers on the logarithmic scale, at most five; none so low that it touches the numbers of the x axis."""
    low, high = decades[0] + 0.05 * (decades[1] - decades[0]), decades[1]
    marks: list[float] = []
    for digits in ((1, 2, 5), range(1, 10)):  # all digits where the scale is short
        every = [digit * 10.0**power for power in range(-9, 10) for digit in digits]
        marks = marks if len(marks) > 1 else [mark for mark in every if low <= math.log10(mark) <= high]
    marks = marks[:: 1 + max(0, len(marks) - 1) // 5]
    return {"tickvals": marks, "ticktext": [f"{mark:,.8g}" for mark in marks]}


def _legend(theme: look.Theme) -> dict[str, Any]:
    """The names of the runs, in a column beside the diagrams."""
    return {
        "x": 1.0, "xanchor": "right", "y": 0.84, "yanchor": "top", "bgcolor": base.CLEAR, "itemwidth": 30,
        "font": look.font(13, theme.text), "itemclick": False, "itemdoubleclick": False,
    }  # fmt: skip


def watch_figure(
    filters: np.ndarray, image: np.ndarray | None, maps: np.ndarray, probabilities: np.ndarray, theme: look.Theme
) -> go.Figure:
    """What changes during a training, left to right: the filters (C, 1, k, k) of conv1; the learner's digit (28, 28),
    or None; relu1's maps (C, H, W) of it; the ten probabilities, all zero while there is no digit. A trace that shows
    a layer has the layer's name."""
    box = (270, WATCH_HEIGHT - 24)
    kernels, stack = tiled(filters[:, 0], box), tiled(maps, box)
    digit = np.zeros((28, 28), np.float32) if image is None else image
    weights, values = around_zero(filters, look.WEIGHTS), from_zero(maps)
    panels = (
        (base.heatmap(kernels, weights) | {"hovertemplate": "<b>%{z:.4g}</b><extra></extra>"}, [0, 0.29]),
        (base.heatmap(digit, Colours(look.SEQUENTIAL, 0, 1)) | {"name": "input"} | _TOLD_BY_LINKED_VIEWS, [0.33, 0.49]),
        (base.heatmap(stack, values) | {"name": "relu1"} | _TOLD_BY_LINKED_VIEWS, [0.51, 0.8]),
    )
    data, layout = [], base.base_layout(WATCH_HEIGHT, theme) | {"bargap": 0.25}
    for index, (trace, across) in enumerate(panels, start=1):
        data.append(trace | base.on_axes(index))
        layout |= base.picture_axes(index, (across, _UNDER_TITLE), trace["z"].shape)
    data.append(_answer(probabilities, theme) | base.on_axes(4))
    layout |= base.axes(4, base.HIDDEN | {"range": [0, 1], "domain": [0.85, 1.0]}, base.digit_axis(_UNDER_TITLE, theme))
    layout["annotations"] = [
        base.title(f"<b>filters of conv1</b> ±{limit(weights.high)}", 0, theme),
        base.title("<b>your drawing</b>", 0.33, theme),
        base.title(f"<b>relu1</b> 0 … {limit(values.high)}", 0.51, theme),
        base.title("<b>its answer</b>", 0.835, theme),
    ]
    return base.finished(data, layout)


def _answer(probabilities: np.ndarray, theme: look.Theme) -> dict[str, Any]:
    """The ten probabilities; those from 0.5 % on have words."""
    winner = int(probabilities.argmax()) if probabilities.any() else -1
    words = [percent(share, short=True) if share >= 0.005 else "" for share in probabilities.tolist()]
    return base.share_bars(probabilities, words, 0.6, winner, theme) | {"name": "softmax"} | _TOLD_BY_LINKED_VIEWS
