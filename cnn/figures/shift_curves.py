"""How far each layer's output changes while the picture is nudged: as it is, and after its maps were moved back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import axes, base_layout, finished, on_axes, title

HEIGHT = 260

STYLES = {
    "conv1": (look.DIGIT_LINES[1], "solid"),
    "pool1": (look.DIGIT_LINES[1], "dot"),
    "conv2": (look.DIGIT_LINES[0], "solid"),
    "pool2": (look.DIGIT_LINES[0], "dot"),
    "fc1": (look.DIGIT_LINES[2], "dash"),
}
"""Colour and dash of each layer's line: a colour for each block, pooling dotted."""

_PANELS = ([0.06, 0.42], [0.57, 0.93])
_UP = [0.17, 0.84]
_APART = 0.085
"""The least distance between two names, as a share of the height of the lines."""


def shift_figure(
    pixels: np.ndarray,
    as_is: Mapping[str, np.ndarray],
    moved_back: Mapping[str, np.ndarray],
    now: float,
    theme: look.Theme = look.LIGHT,
) -> go.Figure:
    """Two diagrams over the nudge in pixels (P,), differences from 0 to 1 by layer, (P,) each, NaN where there is none.

    now: the nudge of the drawing.
    """
    traces: list[dict[str, Any]] = []
    layout = base_layout(HEIGHT, theme)
    notes = []
    for number, (lines, across) in enumerate(((as_is, _PANELS[0]), (moved_back, _PANELS[1])), start=1):
        shown = {name: values for name, values in lines.items() if name in STYLES}
        traces += [_line(name, pixels, values, number) for name, values in shown.items()]
        layout |= axes(number, *_panel(pixels, across, theme))
        notes += _names(shown, across[1], "pool2 = flatten" if number == 1 else "pool2", theme)
        notes.append(_unit("pixels", sum(across) / 2, theme))
    notes += [
        title("<b>left where they are</b>", _PANELS[0][0], theme),
        title("<b>moved back with the digit</b>", _PANELS[1][0], theme),
    ]
    layout["annotations"] = notes
    layout["shapes"] = [
        {
            "type": "line", "xref": axis, "yref": "paper", "x0": now, "x1": now, "y0": _UP[0], "y1": _UP[1],
            "line": {"color": theme.text, "width": 2, "dash": "dot"},
        }
        for axis in ("x", "x2")
    ]  # fmt: skip
    return finished(traces, layout)


def _line(name: str, pixels: np.ndarray, values: np.ndarray, number: int) -> dict[str, Any]:
    colour, dash = STYLES[name]
    return {
        "type": "scatter", "mode": "lines", "x": pixels, "y": values, "name": name, "cliponaxis": False,
        "line": {"color": colour, "width": 2.5, "dash": dash}, "connectgaps": False,
        "hovertemplate": f"<b>{name}</b><br>%{{x}} px: %{{y:.0%}} different<extra></extra>",
    } | on_axes(number)  # fmt: skip


def _names(lines: Mapping[str, np.ndarray], right: float, last: str, theme: look.Theme) -> list[dict[str, Any]]:
    """The layers' names right of their lines' last values, apart from each other; last: what pool2 is called."""
    ends = {name: values[np.isfinite(values)][-1:] for name, values in lines.items()}
    order = sorted((name for name in ends if ends[name].size), key=lambda name: float(ends[name][0]))
    notes, lowest = [], -1.0
    for name in order:
        high = max(float(ends[name][0]), lowest + _APART)
        lowest = high
        words = last if name == "pool2" else name
        notes.append({
            "text": words, "xref": "paper", "yref": "paper", "x": right, "y": _UP[0] + high * (_UP[1] - _UP[0]),
            "font": look.font(13, theme.text), "showarrow": False, "xanchor": "left", "yanchor": "middle",
            "xshift": 6, "borderpad": 0,
        })  # fmt: skip
    return notes


def _unit(words: str, x: float, theme: look.Theme) -> dict[str, Any]:
    return {
        "text": words, "xref": "paper", "yref": "paper", "x": x, "y": 0.0, "font": look.font(13, theme.muted),
        "showarrow": False, "xanchor": "center", "yanchor": "bottom", "borderpad": 0,
    }  # fmt: skip


def _panel(pixels: np.ndarray, across: list[float], theme: look.Theme) -> tuple[dict[str, Any], dict[str, Any]]:
    line = {
        "color": theme.muted, "gridcolor": theme.line, "zeroline": False, "fixedrange": True, "ticks": "",
        "tickfont": look.font(13, theme.muted), "showline": False,
    }  # fmt: skip
    marks = [-8, -6, -4, -2, 0, 2, 4, 6, 8]
    x = line | {
        "domain": across, "range": [float(pixels[0]), float(pixels[-1])], "tickvals": marks,
        "ticktext": [str(mark).replace("-", "−") for mark in marks],
    }  # fmt: skip
    shares = {"tickvals": [0, 0.25, 0.5, 0.75, 1], "ticktext": ["0 %", "25 %", "50 %", "75 %", "100 %"]}
    return x, line | shares | {"domain": _UP, "range": [-0.02, 1.0]}
