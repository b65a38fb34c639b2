"""Pictures of a training: its curves, the filters of the first layer, and what it says to one digit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import layout as parts
from cnn.figures import theme as look
from cnn.figures.montage import best_grid, montage
from cnn.figures.numbers import percent

CURVES_HEIGHT, WATCH_HEIGHT = 178, 164

_LEFT, _RIGHT = [0.045, 0.475], [0.57, 1.0]
"""Left and right edge of the two diagrams, as shares of the width."""

_UNDER_TITLE = [0.0, 0.86]

_NONE = np.zeros(0, np.float32)


@dataclass(frozen=True, eq=False)
class Curve:
    """One training's figures, each an array over time. images, loss, accuracy: while training; the same with
    `held_out`: on digits that are not trained on."""

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
    layout = parts.plain(CURVES_HEIGHT, theme) | _curve_axes(curves, theme)
    layout["annotations"] = [
        parts.title("<b>loss</b> cross-entropy, lower is better", 0.0, theme),
        parts.title("<b>accuracy</b> share of right answers", _RIGHT[0] - 0.05, theme),
    ]
    if compared:
        layout |= {"showlegend": True, "legend": _legend(theme)}
    else:
        quiet, loud = (f'<span style="color:{colour}">' for colour in (theme.muted, theme.accent))
        names = f"{quiet}▬ training</span>   {loud}<b>● validation</b></span>"
        layout["annotations"] += [parts.title(names, x, theme) | {"xanchor": "right"} for x in (_LEFT[1], _RIGHT[1])]
    return go.Figure({"data": data, "layout": layout}, _validate=False)


def _lines(curve: Curve, colour: str, theme: look.Theme) -> list[dict[str, Any]]:
    """Training and validation on both diagrams; with a colour of its own, validation only."""
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


def _curve_axes(curves: list[Curve], theme: look.Theme) -> dict[str, Any]:
    losses = np.concatenate([_NONE, *(curve.loss for curve in curves), *(curve.held_out_loss for curve in curves)])
    losses = losses[np.isfinite(losses) & (losses > 0)]
    low, high = (float(losses.min()), float(losses.max())) if len(losses) else (0.1, 2.5)
    high = max(high, 2 * low)
    last = max([500.0, *(float(part[-1]) for one in curves for part in (one.images, one.held_out_images) if len(part))])
    line = {
        "color": theme.muted, "gridcolor": theme.line, "zeroline": False, "fixedrange": True, "ticks": "",
        "tickfont": {"family": look.FONT, "size": 13, "color": theme.muted}, "showline": False, "domain": [0.12, 0.84],
    }  # fmt: skip
    x = line | {"range": [0, last * 1.02], "showgrid": False, "tickformat": "~s", "nticks": 6}
    x |= {"ticksuffix": " images", "showticksuffix": "last"}
    decades = [float(np.log10(low)) - 0.08, float(np.log10(high)) + 0.08]
    return {
        "xaxis": x | {"domain": _LEFT, "anchor": "y"},
        "xaxis2": x | {"domain": _RIGHT, "anchor": "y2"},
        "yaxis": line | {"type": "log", "range": decades, "anchor": "x", "tickvals": _loss_marks(low, high)},
        "yaxis2": line | {"range": [0, 1.03], "anchor": "x2", "tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1]},
    }


def _loss_marks(low: float, high: float) -> list[float]:
    """Round numbers on the logarithmic scale, at most six."""
    every = [digit * 10.0**power for power in range(-8, 9) for digit in (1, 2, 5)]
    marks = [mark for mark in every if low * 0.8 <= mark <= high * 1.2]
    return marks[:: 1 + (len(marks) - 1) // 6]


def _legend(theme: look.Theme) -> dict[str, Any]:
    return {
        "x": 1.0, "xanchor": "right", "y": 0.14, "yanchor": "bottom", "bgcolor": "rgba(0,0,0,0)",
        "font": {"family": look.FONT, "size": 13, "color": theme.text}, "itemclick": False, "itemdoubleclick": False,
    }  # fmt: skip


def watch_figure(
    filters: np.ndarray, image: np.ndarray | None, maps: np.ndarray, probabilities: np.ndarray, theme: look.Theme
) -> go.Figure:
    """What changes while it learns, left to right: the filters (C, 1, k, k) of conv1; the learner's digit (28, 28), or
    None; relu1's maps (C, H, W) of it; the ten probabilities, all zero while there is no digit."""
    box = (270, WATCH_HEIGHT - 24)
    kernels = montage(filters[:, 0], best_grid((len(filters), filters.shape[2], filters.shape[3]), box))
    stack = montage(maps, best_grid((maps.shape[0], maps.shape[1], maps.shape[2]), box))
    digit = np.zeros((28, 28), np.float32) if image is None else image
    top, brightest = float(np.abs(filters).max()) or 1.0, float(maps.max()) or 1.0
    winner = int(probabilities.argmax()) if probabilities.any() else -1
    data = [
        parts.picture(kernels, look.WEIGHTS, (-top, top), ""),
        parts.picture(digit, look.SEQUENTIAL, (0, 1), "2"),
        parts.picture(stack, look.SEQUENTIAL, (0, brightest), "3"),
        _answer(probabilities, winner, theme),
    ]
    layout = parts.plain(WATCH_HEIGHT, theme) | {"bargap": 0.25, "yaxis4": parts.digit_axis(_UNDER_TITLE, "4", theme)}
    for suffix, across, z in (("", [0, 0.29], kernels), ("2", [0.33, 0.49], digit), ("3", [0.51, 0.8], stack)):
        layout |= parts.picture_axes(suffix, (across, _UNDER_TITLE), z.shape)
    layout["xaxis4"] = {"visible": False, "fixedrange": True, "range": [0, 1], "domain": [0.85, 1.0], "anchor": "y4"}
    layout["annotations"] = [
        parts.title(f"<b>filters of conv1</b> ±{top:.2g}", 0, theme),
        parts.title("<b>your drawing</b>", 0.33, theme),
        parts.title(f"<b>relu1</b> 0 … {brightest:.2g}", 0.51, theme),
        parts.title("<b>its answer</b>", 0.835, theme),
    ]
    return go.Figure({"data": data, "layout": layout}, _validate=False)


def _answer(probabilities: np.ndarray, winner: int, theme: look.Theme) -> dict[str, Any]:
    shares = probabilities.tolist()
    return parts.ten_bars(probabilities, "4", winner, theme) | {
        "text": [percent(share, short=True) if share >= 0.005 else "" for share in shares],
        "textposition": ["inside" if share > 0.6 else "outside" for share in shares],
        "hovertemplate": "digit <b>%{y}</b><br>probability <b>%{x:.4f}</b><extra></extra>",
    }
