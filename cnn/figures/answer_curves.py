"""Ten probabilities along the range of one change, the digit that wins at each value, and where the drawing is now."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import axes, base_layout, finished, on_axes

HEIGHT = 300

_TOLD = 0.15
"""A digit that reaches this probability somewhere has a thick line and its name beside it."""

_LINES, _STRIP = [0.29, 0.91], [0.14, 0.21]
_SIDES = {"l": 52, "r": 12}
"""Pixels for the words beside the lines."""

_STRIP_ROOM = 0.03
"""Share of the range from which on a segment of the strip is wide enough for its digit."""


@dataclass(frozen=True, eq=False)
class Range:
    """values: (P,), increasing. probabilities: (P, 10). now: the value of the drawing. words: of what is changed, with
    its unit. marks: values that are written under the axis; marks_text: how."""

    values: np.ndarray
    probabilities: np.ndarray
    now: float
    words: str
    marks: tuple[float, ...]
    marks_text: tuple[str, ...]


def answer_figure(along: Range, theme: look.Theme = look.LIGHT) -> go.Figure:
    """Lines over the range above, the winning digit as a strip below, the value of the drawing as a line over both."""
    told = [digit for digit in range(10) if along.probabilities[:, digit].max() >= _TOLD]
    quiet = [digit for digit in range(10) if digit not in told]
    traces = [_line(along, digit, digit in told, theme) for digit in (*quiet, *told)]
    low, high = float(along.values[0]), float(along.values[-1])
    layout = base_layout(HEIGHT, theme) | _axes(along, theme)
    layout["margin"] = layout["margin"] | _SIDES
    strip, names = _strip(along, theme)
    layout["shapes"] = [
        *strip,
        {
            "type": "line", "xref": "x", "yref": "paper", "x0": along.now, "x1": along.now, "y0": _STRIP[0] - 0.02,
            "y1": 1.0, "line": {"color": theme.text, "width": 2, "dash": "dot"},
        },
    ]  # fmt: skip
    layout["annotations"] = [
        *_labels(along, told, theme),
        *names,
        _note(along.words, (low + high) / 2, 0.0, theme.muted) | {"yref": "paper", "yanchor": "bottom"},
        _note("answer", low, sum(_STRIP) / 2, theme.muted) | {"yref": "paper", "xanchor": "right", "xshift": -5},
    ]
    return finished(traces, layout)


def runs(answers: np.ndarray) -> list[tuple[int, int, int]]:
    """Where the answer stays the same: first index, last index, digit."""
    edges = [0, *(np.flatnonzero(np.diff(answers)) + 1).tolist(), len(answers)]
    return [(start, stop - 1, int(answers[start])) for start, stop in pairwise(edges)]


def _line(along: Range, digit: int, is_told: bool, theme: look.Theme) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "x": along.values, "y": along.probabilities[:, digit], "name": str(digit),
        "line": {"color": look.DIGIT_LINES[digit] if is_told else theme.line, "width": 3 if is_told else 1.5},
        "hovertemplate": f"<b>{digit}</b>: %{{y:.1%}}<br>at %{{x}}<extra></extra>", "cliponaxis": False,
    } | on_axes(1)  # fmt: skip


def _labels(along: Range, told: list[int], theme: look.Theme) -> list[dict[str, Any]]:
    """A digit at the middle of the widest part in which its line is near its highest; a second one there is higher."""
    placed: list[tuple[float, float]] = []
    notes = []
    wide = float(along.values[-1] - along.values[0])
    for digit in told:
        line = along.probabilities[:, digit]
        near = [run for run in runs((line >= 0.95 * line.max()).astype(int)) if run[2]]
        first, last, _ = max(near, key=lambda run: run[1] - run[0])
        at = (first + last) // 2
        x, y = float(along.values[at]), float(line[at])
        while any(abs(x - other) < 0.04 * wide and abs(y - high) < 0.12 for other, high in placed):
            x += 0.04 * wide if x < along.values[-1] - 0.05 * wide else -0.4 * wide
        placed.append((x, y))
        notes.append(_note(f"<b>{digit}</b>", x, y, theme.text, 17) | {"yanchor": "bottom"})
    return notes


def _strip(along: Range, theme: look.Theme) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A segment for each part of the range with one answer, and the digits on them."""
    values = along.values
    half = float(values[1] - values[0]) / 2
    shapes, names = [], []
    for first, last, digit in runs(along.probabilities.argmax(axis=1)):
        left = max(float(values[first]) - half, float(values[0]))
        right = min(float(values[last]) + half, float(values[-1]))
        shapes.append({
            "type": "rect", "xref": "x", "yref": "paper", "x0": left, "x1": right, "y0": _STRIP[0], "y1": _STRIP[1],
            "fillcolor": look.DIGIT_LINES[digit], "line": {"width": 1, "color": theme.page},
        })  # fmt: skip
        if right - left >= _STRIP_ROOM * float(values[-1] - values[0]):
            middle = sum(_STRIP) / 2
            names.append(_note(f"<b>{digit}</b>", (left + right) / 2, middle, look.ON_TILES[1]) | {"yref": "paper"})
    return shapes, names


def _note(text: str, x: float, y: float, colour: str, size: int = 14) -> dict[str, Any]:
    return {
        "text": text, "x": x, "y": y, "xref": "x", "yref": "y", "font": look.font(size, colour), "showarrow": False,
        "xanchor": "center", "yanchor": "middle", "borderpad": 0,
    }  # fmt: skip


def _axes(along: Range, theme: look.Theme) -> dict[str, Any]:
    line = {
        "color": theme.muted, "gridcolor": theme.line, "zeroline": False, "fixedrange": True, "ticks": "",
        "tickfont": look.font(13, theme.muted), "showline": False,
    }  # fmt: skip
    x = line | {
        "domain": [0, 1], "range": [float(along.values[0]), float(along.values[-1])], "showgrid": False,
        "tickvals": list(along.marks), "ticktext": list(along.marks_text), "position": _STRIP[0] - 0.01,
        "anchor": "free",
    }  # fmt: skip
    y = line | {
        "domain": _LINES, "range": [-0.01, 1.02], "tickvals": [0, 0.5, 1], "ticktext": ["0 %", "50 %", "100 %"],
    }  # fmt: skip
    both = axes(1, x, y)
    both["xaxis"]["anchor"] = "free"
    return both
