"""What the figures of charts share: a plain layout without Plotly's chrome, titles, pictures of numbers, ten bars."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look


def plain(height: int, theme: look.Theme) -> dict[str, Any]:
    """A layout of `height` pixels that fills its container to the edges."""
    return {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "autoexpand": False},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": look.FONT, "color": theme.text, "size": 14},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": look.hover_label(theme),
        "hovermode": "closest",
    }


def cut(whole: dict[str, Any], *cuts: float) -> list[go.Figure]:
    """The data and layout of a figure of several panels as several figures, cut at these shares of its width.

    Side by side they are the whole; on a phone they stand one under the other. Panels and words must lie between cuts.
    """
    pieces = []
    for left, right in pairwise((0.0, *cuts, 1.0)):
        layout = {key: value for key, value in whole["layout"].items() if not key.startswith(("xaxis", "yaxis"))}
        for key, axis in whole["layout"].items():
            across = axis["domain"] if key.startswith("xaxis") else (-1, -1)
            if left <= across[0] < right:
                layout[key] = axis | {"domain": [(at - left) / (right - left) for at in across]}
                layout[key.replace("x", "y", 1)] = whole["layout"][key.replace("x", "y", 1)]
        traces = [one for one in whole["data"] if one.get("xaxis", "x").replace("x", "xaxis") in layout]
        layout["annotations"] = [
            note | {"x": (note["x"] - left) / (right - left)}
            for note in whole["layout"].get("annotations", ())
            if left <= note["x"] < right
        ]
        pieces.append(go.Figure({"data": traces, "layout": layout}, _validate=False))
    return pieces


def title(text: str, x: float, theme: look.Theme) -> dict[str, Any]:
    """An annotation at the upper edge; x: of its left end, as a share of the width."""
    font = {"family": look.FONT, "color": theme.text, "size": 14}
    place = {"xref": "paper", "yref": "paper", "x": x, "xanchor": "left", "y": 1.0, "yanchor": "top"}
    return place | {"text": text, "font": font, "showarrow": False, "borderpad": 0}


def picture(z: np.ndarray, scale: look.Scale, limits: tuple[float, float], suffix: str) -> dict[str, Any]:
    """A heatmap on the axes x…`suffix`, y…`suffix`, its colours between two limits."""
    return {
        "type": "heatmap", "z": z, "colorscale": scale, "zmin": limits[0], "zmax": limits[1], "showscale": False,
        "hoverongaps": False, "xaxis": f"x{suffix}", "yaxis": f"y{suffix}",
        "hovertemplate": "<b>%{z:.4g}</b><extra></extra>",
    }  # fmt: skip


def picture_axes(suffix: str, domains: tuple[list[float], list[float]], shape: tuple[int, ...]) -> dict[str, Any]:
    """Axes for `picture` in a box (its domains across and up): square cells, no marks, at the upper left of the box."""
    across, up = domains
    hidden: dict[str, Any] = {"visible": False, "fixedrange": True, "constrain": "domain"}
    x = {"domain": across, "range": [-0.5, shape[1] - 0.5], "anchor": f"y{suffix}", "constraintoward": "left"}
    y = {"domain": up, "range": [shape[0] - 0.5, -0.5], "anchor": f"x{suffix}", "constraintoward": "top"}
    return {
        f"xaxis{suffix}": hidden | x,
        f"yaxis{suffix}": hidden | y | {"scaleanchor": f"x{suffix}", "scaleratio": 1},
    }


def legend_strip(scale: look.Scale) -> dict[str, Any]:
    """The colours of a scale from its low end to its high one: a heatmap of one row."""
    return {
        "type": "heatmap", "name": "legend", "z": np.linspace(0, 1, 40, dtype=np.float32)[None], "zmin": 0, "zmax": 1,
        "colorscale": scale, "showscale": False, "hoverinfo": "skip",
    }  # fmt: skip


def legend_axes(number: int, across: list[float], up: list[float]) -> dict[str, Any]:
    """Axes for a legend in a box (its domains across and up)."""
    hidden: dict[str, Any] = {"visible": False, "fixedrange": True}
    return {
        f"xaxis{number}": hidden | {"domain": across, "anchor": f"y{number}"},
        f"yaxis{number}": hidden | {"domain": up, "anchor": f"x{number}"},
    }


def ten_bars(shares: np.ndarray, suffix: str, lit: int, theme: look.Theme) -> dict[str, Any]:
    """A bar for each digit, (10,) shares of 0 to 1; the bar of the digit `lit` has the accent."""
    return {
        "type": "bar", "orientation": "h", "x": shares, "y": np.arange(10, dtype=np.uint8),
        "xaxis": f"x{suffix}", "yaxis": f"y{suffix}",
        "marker": {"color": [theme.accent if digit == lit else theme.quiet_bar for digit in range(10)]},
        "textfont": {"family": look.FONT, "size": 13}, "constraintext": "none", "cliponaxis": False,
    }  # fmt: skip


def digit_axis(domain: list[float], suffix: str, theme: look.Theme) -> dict[str, Any]:
    """The digits 0 to 9 from top to bottom, on the axis y…`suffix`."""
    font = {"family": look.FONT, "size": 14, "color": theme.text}
    return {
        "fixedrange": True, "range": [9.5, -0.5], "domain": domain, "anchor": f"x{suffix}", "tickfont": font,
        "tickvals": list(range(10)), "ticklabeloverflow": "allow", "ticks": "", "showgrid": False, "zeroline": False,
        "showline": False,
    }  # fmt: skip
