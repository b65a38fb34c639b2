"""What the figures share: one plain layout, axes without marks, heatmaps, labels, digit bars, and one way to cut."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.png import text_colours
from cnn.figures.scales import Colours

CLEAR = "rgba(0,0,0,0)"

HIDDEN: dict[str, Any] = {"visible": False, "fixedrange": True}
"""An axis without marks that cannot be zoomed."""


def base_layout(height: int, theme: look.Theme) -> dict[str, Any]:
    """A layout of `height` pixels that fills its container to the edges and shows the data alone."""
    return {
        "height": height, "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "autoexpand": False}, "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR, "font": look.font(14, theme.text), "showlegend": False, "dragmode": False,
        "hoverlabel": look.hover_label(theme), "hovermode": "closest",
    }  # fmt: skip


def finished(traces: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """The traces and the layout as a figure, which Plotly does not check: checking takes longer than drawing."""
    return go.Figure({"data": traces, "layout": layout}, _validate=False)


def cut(traces: list[dict[str, Any]], layout: dict[str, Any], width: float, *cuts: float) -> list[go.Figure]:
    """A figure `width` wide as several, cut at these places from left to right; each stretches with its container.

    Side by side they are the whole; on a phone they stand one under the other. Everything goes to the figure in which
    it begins. An x axis with a `domain` is a panel: `width` times its domain is its place, and panels must lie between
    cuts. An x axis without one spans the whole figure and counts in the units of `width`.
    """
    return [finished(*_piece(traces, layout, edges, width)) for edges in pairwise((0.0, *cuts, width))]


def _piece(
    traces: list[dict[str, Any]], layout: dict[str, Any], edges: tuple[float, float], width: float
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Traces and layout of what begins between two edges."""
    left, right = edges

    def begins_here(item: dict[str, Any]) -> bool:
        start = item["x0"] if "x0" in item else item["x"]
        place = start[0] if isinstance(start, list) else start
        return left <= (place * width if item.get("xref") == "paper" else place) < right

    def share(place: float) -> float:
        return (place * width - left) / (right - left)

    piece = {name: value for name, value in layout.items() if not name.startswith(("xaxis", "yaxis"))}
    for name, axis in layout.items():
        if not name.startswith("xaxis"):
            continue
        if "domain" not in axis:
            piece[name] = axis | {"range": [left, right]}
        elif left <= axis["domain"][0] * width < right:
            piece[name] = axis | {"domain": [share(place) for place in axis["domain"]]}
        if name in piece:
            piece[name.replace("x", "y", 1)] = layout[name.replace("x", "y", 1)]
    here = []
    for trace in traces:
        axis = piece.get(trace.get("xaxis", "x").replace("x", "xaxis"))
        if axis is not None and ("domain" in axis or begins_here(trace)):
            here.append(trace)
    piece["shapes"] = [shape for shape in layout.get("shapes", ()) if begins_here(shape)]
    piece["annotations"] = [
        note | {"x": share(note["x"])} if note.get("xref") == "paper" else note
        for note in layout.get("annotations", ())
        if begins_here(note)
    ]
    return here, piece


def label(text: str, size: int, color: str, x: float, y: float) -> dict[str, Any]:
    """An annotation without an arrow; x, y: of its middle, as shares of the figure's width and height."""
    return {
        "text": text, "font": look.font(size, color), "xref": "paper", "yref": "paper", "x": x, "y": y,
        "xanchor": "center", "yanchor": "middle", "showarrow": False, "borderpad": 0,
    }  # fmt: skip


def title(text: str, x: float, theme: look.Theme, size: int = 14) -> dict[str, Any]:
    """An annotation at the upper edge; x: of its left end, as a share of the width."""
    return label(text, size, theme.text, x, 1.0) | {"xanchor": "left", "yanchor": "top"}


def heatmap(z: np.ndarray, colours: Colours) -> dict[str, Any]:
    """A heatmap of z (rows, columns) without a colour bar; NaN is transparent."""
    return {
        "type": "heatmap", "z": z, "colorscale": colours.scale, "zmin": colours.low, "zmax": colours.high,
        "showscale": False, "hoverongaps": False,
    }  # fmt: skip


def hatching(size: int, colour: str) -> dict[str, Any]:
    """Plotly's `fillpattern` for cells that no window reads: slanted lines, `size` pixels apart."""
    return {"shape": "/", "size": size, "fgcolor": colour, "solidity": 0.35, "fillmode": "overlay"}


def readable(words: np.ndarray, trace: dict[str, Any]) -> dict[str, Any]:
    """Words for the cells of a heatmap `trace`, each in a colour that can be read on its cell; words: text (rows,
    columns). Plotly has one colour for all words, or chooses by itself."""
    colours = text_colours(trace["z"], trace["colorscale"], (trace["zmin"], trace["zmax"]))
    text = [
        [f'<span style="color:{colour}">{word}</span>' if word else "" for word, colour in zip(*line, strict=True)]
        for line in zip(words.tolist(), colours.tolist(), strict=True)
    ]
    return {"text": text, "texttemplate": "%{text}"}


def on_axes(number: int) -> dict[str, str]:
    """Puts a trace on one pair of axes: x and y are number 1, x2 and y2 are number 2."""
    suffix = "" if number == 1 else str(number)
    return {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}


def axes(number: int, x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    """The layout's entries for one pair of axes, numbered as in `on_axes` and anchored to each other."""
    names = on_axes(number)
    return {
        names["xaxis"].replace("x", "xaxis"): {"anchor": names["yaxis"]} | x,
        names["yaxis"].replace("y", "yaxis"): {"anchor": names["xaxis"]} | y,
    }


def picture_axes(
    number: int, box: tuple[list[float], list[float]], shape: tuple[int, ...], ring: int = 0, corner: bool = True
) -> dict[str, Any]:
    """Axes for a heatmap of `shape` in a box (its domains across and up): square cells, no marks, row 0 at the top.

    ring: cells left free around it. corner: at the upper left of the box, or in its middle.
    """
    (across, up), (rows, columns) = box, shape
    square = HIDDEN | {"constrain": "domain"}
    sideways, upwards = ("left", "top") if corner else ("center", "middle")
    x = {"domain": across, "range": [-0.5 - ring, columns - 0.5 + ring], "constraintoward": sideways}
    y = {
        "domain": up, "range": [rows - 0.5 + ring, -0.5 - ring], "constraintoward": upwards,
        "scaleanchor": on_axes(number)["xaxis"], "scaleratio": 1,
    }  # fmt: skip
    return axes(number, square | x, square | y)


def legend_strip(scale: look.Scale) -> dict[str, Any]:
    """The colours of a scale from its low end to its high one: a heatmap of one row."""
    strip = heatmap(np.linspace(0, 1, 40, dtype=np.float32)[None], Colours(scale, 0, 1))
    return strip | {"name": "legend", "hoverinfo": "skip"}


def digit_bars(values: np.ndarray, colours: list[str]) -> dict[str, Any]:
    """A bar for each digit, to the right or, below zero, to the left: (10,) values and their colours."""
    return {
        "type": "bar", "orientation": "h", "x": values.tolist(), "y": list(range(10)), "marker": {"color": colours},
        "constraintext": "none", "cliponaxis": False,
    }  # fmt: skip


def share_bars(shares: np.ndarray, words: list[str], fits: float, lit: int, theme: look.Theme) -> dict[str, Any]:
    """`digit_bars` of (10,) shares from 0 to 1, each with its words.

    fits: from this share on, the words stand inside the bar, otherwise at its end. lit: the digit whose bar has the
    accent colour; -1: none.
    """
    inside = [share >= fits for share in shares.tolist()]
    bars = [theme.accent if digit == lit else theme.quiet_bar for digit in range(10)]
    text = [theme.page if within and digit == lit else theme.text for digit, within in enumerate(inside)]
    return digit_bars(shares, bars) | {
        "text": words, "textposition": ["inside" if within else "outside" for within in inside],
        "textfont": look.font(13) | {"color": text},
    }  # fmt: skip


def digit_axis(up: list[float], theme: look.Theme, size: int = 14) -> dict[str, Any]:
    """The vertical axis of `digit_bars`: 0 to 9 from top to bottom. up: its domain; size: of the digits, in pixels."""
    return {
        "fixedrange": True, "range": [9.5, -0.5], "domain": up, "tickfont": look.font(size, theme.text),
        "tickvals": list(range(10)), "ticklabeloverflow": "allow", "ticks": "", "showgrid": False, "zeroline": False,
        "showline": False,
    }  # fmt: skip
