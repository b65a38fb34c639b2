"""Digits as points in the space of `fc1`, with the drawing and its neighbours marked: flat, or in 3-D."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import base_layout, finished

HEIGHT = 400
_EYE = {"x": 1.3, "y": 1.3, "z": 0.9}
_BOX = {"bgcolor": look.MARKS["halo"]}


@dataclass(frozen=True, eq=False)
class Scatter:
    """places: (N, 3). labels, read: (N,), what each digit is, and is read as. shares: (3,) of the variance.

    drawing: (3,), the place of what is on the board. near: indices of its neighbours, the nearest first.
    """

    places: np.ndarray
    labels: np.ndarray
    read: np.ndarray
    shares: np.ndarray
    drawing: np.ndarray
    near: tuple[int, ...]


def scatter_figure(scatter: Scatter, in_space: bool, theme: look.Theme = look.LIGHT) -> go.Figure:
    """The digits by their first two or three principal components, each digit in its colour; flat, each point is the
    digit itself."""
    points = [_digit(scatter, digit, in_space) for digit in range(10)]
    marks = [_lines(scatter, in_space), _near(scatter, in_space), _drawing(scatter, in_space)]
    label = _label(scatter.drawing, in_space)
    layout = base_layout(HEIGHT, theme) | {"uirevision": f"among {in_space}"}
    if not in_space:
        names = [f"component {number + 1} ({share:.0%} of the variance)" for number, share in enumerate(scatter.shares)]
        return finished(points + marks, layout | _flat(scatter, names, theme) | {"annotations": [label]})
    axis = {"showticklabels": False, "showspikes": False, "color": look.DIGIT_TEXT, "gridcolor": look.DIGIT_GRID}
    axes = {
        f"{name}axis": axis | {"title": {"text": f"component {number + 1}", "font": look.font(13, look.DIGIT_TEXT)}}
        for number, name in enumerate("xyz")
    }
    scene = (
        axes | _BOX | {"annotations": [label]} | {"dragmode": "orbit", "aspectmode": "cube", "camera": {"eye": _EYE}}
    )
    return finished([*points, _names(scatter), *marks], layout | {"scene": scene})


def _flat(scatter: Scatter, names: list[str], theme: look.Theme) -> dict[str, Any]:
    low, high = scatter.places.min(axis=0), scatter.places.max(axis=0)
    low, high = np.minimum(low, scatter.drawing), np.maximum(high, scatter.drawing)
    room = 0.06 * (high - low) + 1e-6
    axis = {
        "fixedrange": True, "showticklabels": False, "ticks": "", "showgrid": False, "zeroline": False,
        "showline": False, "ticklen": 0,
    }  # fmt: skip
    ends = [[float(low[at] - room[at]), float(high[at] + room[at])] for at in (0, 1)]
    title = [{"text": names[at], "font": look.font(13, theme.muted), "standoff": 4} for at in (0, 1)]
    return {
        "margin": {"l": 24, "r": 0, "t": 0, "b": 26, "autoexpand": False}, "plot_bgcolor": look.MARKS["halo"],
        "xaxis": axis | {"range": ends[0], "title": title[0]}, "yaxis": axis | {"range": ends[1], "title": title[1]},
    }  # fmt: skip


def _at(places: np.ndarray, in_space: bool) -> dict[str, Any]:
    """Where (n, 3) points are, as Plotly takes it."""
    names = "xyz" if in_space else "xy"
    kind = {"type": "scatter3d" if in_space else "scatter"}
    return kind | {name: places[:, at].astype(np.float32) for at, name in enumerate(names)}


def _digit(scatter: Scatter, digit: int, in_space: bool) -> dict[str, Any]:
    """All points of one digit; on hover it says what the network reads it as."""
    mine = scatter.labels == digit
    said = [f"{digit}, read as {read}" + ("" if read == digit else ": wrong") for read in scatter.read[mine]]
    colour = look.DIGITS[digit]
    drawn = (
        {"mode": "markers", "marker": {"color": colour, "size": 3.5, "opacity": 0.9}}
        if in_space
        else {"mode": "text", "text": [str(digit)] * int(mine.sum()), "textfont": look.font(12, colour)}
    )
    return _at(scatter.places[mine], in_space) | drawn | {
        "name": f"digit {digit}", "hovertext": said, "hoverinfo": "text",
    }  # fmt: skip


def _lines(scatter: Scatter, in_space: bool) -> dict[str, Any]:
    """From the drawing to each neighbour."""
    ends = np.full((3 * len(scatter.near), 3), np.nan)
    ends[::3], ends[1::3] = scatter.drawing, scatter.places[list(scatter.near)]
    line = {"color": look.MARKS["cell"], "width": 2 if in_space else 1}
    return _at(ends, in_space) | {"mode": "lines", "line": line, "opacity": 0.6, "hoverinfo": "skip", "name": "near"}


def _near(scatter: Scatter, in_space: bool) -> dict[str, Any]:
    chosen = list(scatter.near)
    said = [
        f"neighbour {rank}: {scatter.labels[at]}, read as {scatter.read[at]}" for rank, at in enumerate(chosen, start=1)
    ]
    marker = {"symbol": "circle-open", "size": 8 if in_space else 19, "color": look.MARKS["cell"], "line": {"width": 2}}
    return _at(scatter.places[chosen], in_space) | {
        "mode": "markers", "marker": marker, "hovertext": said, "hoverinfo": "text", "name": "neighbours",
    }  # fmt: skip


def _drawing(scatter: Scatter, in_space: bool) -> dict[str, Any]:
    marker = {
        "symbol": "diamond", "size": 8 if in_space else 15, "color": look.MARKS["window"],
        "line": {"color": look.MARKS["cell"], "width": 2},
    }  # fmt: skip
    return _at(scatter.drawing[None], in_space) | {
        "mode": "markers", "marker": marker, "hovertext": ["your drawing"], "hoverinfo": "text", "name": "your drawing",
    }  # fmt: skip


def _label(drawing: np.ndarray, in_space: bool) -> dict[str, Any]:
    """Words over the drawing's place."""
    place = dict(zip("xyz" if in_space else "xy", drawing.tolist(), strict=False))
    return place | {
        "text": "your drawing", "showarrow": False, "yshift": 22, "font": look.font(15, look.MARKS["cell"]),
        "bgcolor": look.MARKS["halo"], "opacity": 0.85, "borderpad": 1,
    }  # fmt: skip


def _names(scatter: Scatter) -> dict[str, Any]:
    """Each digit's name in the middle of its points, where these are dots."""
    present = [digit for digit in range(10) if (scatter.labels == digit).any()]
    middles = np.stack([scatter.places[scatter.labels == digit].mean(axis=0) for digit in present])
    return _at(middles, True) | {
        "mode": "text", "text": [f"<b>{digit}</b>" for digit in present], "hoverinfo": "skip", "name": "names",
        "textfont": look.font(24, look.MARKS["cell"]),
    }  # fmt: skip
