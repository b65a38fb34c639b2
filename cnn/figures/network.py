"""The whole network as one figure: a montage per layer from `input` to `fc2`, and softmax as bars.

A figure from a `Trace`; computes nothing about the network itself.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import plain
from cnn.figures.montage import Grid, best_grid, folded, montage, positions
from cnn.figures.numbers import percent
from cnn.figures.png import text_colours
from cnn.figures.sheet import readable
from cnn.network.spec import LAYER_NAMES, MAP_LAYERS

if TYPE_CHECKING:
    from cnn.network.trace import Trace


WIDTH, HEIGHT = 952, 372
"""Pixels for which the figure is laid out; it stretches with its container."""

SCOPES = ("layer", "map", "network")
"""What shares one colour scale: the maps of a layer, nothing (each map has its own), or the whole network."""

SIGNED = ("conv1", "conv2", "fc1", "fc2")
"""Layers whose values can be negative: drawn with the diverging scale."""

_GAP, _TOP, _BOTTOM = 9, 40, 34
_WIDTHS = {
    "input": 94, "conv1": 94, "relu1": 94, "pool1": 74, "conv2": 86, "relu2": 86, "pool2": 70,
    "flatten": 44, "fc1": 38, "relu3": 44, "fc2": 46, "softmax": 83,
}  # fmt: skip
_DIGITS = 16
"""Pixels between fc2 and the bars of softmax, for the digits."""


Ranges = dict[str, tuple[float, float]]
"""Lowest and highest value of the colour scale of every layer."""


@dataclass(frozen=True)
class Column:
    """Where a layer stands: left and right edge in pixels of the nominal width."""

    left: float
    right: float

    @property
    def domain(self) -> list[float]:
        return [self.left / WIDTH, self.right / WIDTH]

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2 / WIDTH


@lru_cache(maxsize=1)
def columns() -> dict[str, Column]:
    """The column of every layer, left to right."""
    placed, left = {}, 0.0
    for name in LAYER_NAMES:
        placed[name] = Column(left, left + _WIDTHS[name])
        left += _WIDTHS[name] + _GAP
    return placed


@lru_cache(maxsize=1024)
def layer_grid(name: str, shape: tuple[int, int, int]) -> Grid:
    """How the maps of a layer, (C, H, W), are tiled in this figure."""
    return best_grid(shape, (_WIDTHS[name], HEIGHT - _TOP - _BOTTOM))


@lru_cache(maxsize=256)
def _positions(grid: Grid) -> np.ndarray:
    return positions(grid)


def network_figure(trace: Trace, scope: str = "layer", theme: look.Theme = look.LIGHT) -> go.Figure:
    """`network_drawing` as a Plotly figure, to be read and changed, and complete without a page: with the channel, row
    and column (and, where the scope is "map", the value) of every cell of the maps as its `customdata`."""
    drawing = network_drawing(trace, scope, theme)
    for layer in drawing["data"]:
        if layer.get("name") in MAP_LAYERS:
            places = _positions(layer_grid(layer["name"], trace[layer["name"]].shape))
            if "customdata" in layer:
                places = np.concatenate([places.astype(np.float32), layer["customdata"][..., None]], axis=-1)
            layer["customdata"] = places
    drawing["layout"]["hovermode"] = "closest" if trace.probabilities.any() else False
    return go.Figure(drawing, _validate=False)


def network_drawing(trace: Trace, scope: str = "layer", theme: look.Theme = look.LIGHT) -> dict[str, Any]:
    """Every layer of one forward pass, as the data and layout of a Plotly figure. scope: a key of `SCOPES`.

    Heatmap k (axes x, x2, …) is layer k of `LAYER_NAMES`; softmax is a bar chart of probabilities. A trace whose
    probabilities are all zero is drawn as an empty network: shapes, and nothing to read off.

    Hovering shows nothing: on the page, assets/linked.js says what is pointed at. Where the scope is "map" and z is a
    share of the map's largest value, `customdata` has the value.
    """
    ranges = {name: _range(trace, name, scope) for name in LAYER_NAMES[:-1]}
    traces: list[dict[str, Any]] = []
    layout = plain(HEIGHT, theme) | {"hovermode": False}
    for index, name in enumerate(LAYER_NAMES[:-1]):
        suffix = str(index + 1) if index else ""
        layer = _map_trace(trace, name, scope) if name in MAP_LAYERS else _vector_trace(trace, name, ranges[name])
        low, high = (-1.0 if name in SIGNED else 0.0, 1.0) if name in MAP_LAYERS and scope == "map" else ranges[name]
        layer |= {"zmin": low, "zmax": high, "xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
        traces.append(layer)
        layout |= _axes(suffix, columns()[name], layer["z"].shape, name in MAP_LAYERS)
    traces += [_softmax_bars(trace, theme), *_legend(scope, ranges)]
    layout |= _softmax_axes(theme) | _legend_axes()
    layout["datarevision"] = _revision(trace, scope)
    layout["annotations"] = _texts(trace, scope, ranges, theme)
    if not trace.probabilities.any():
        traces[LAYER_NAMES.index("fc2")].pop("texttemplate")
    return {"data": traces, "layout": layout}


def _revision(trace: Trace, scope: str) -> int:
    """A number that changes with the values that are drawn.

    Streamlit hands plotly.js a copy of every figure once it is drawn; without this number, and with a template or a
    one-dimensional typed array in it, plotly.js takes the copy for new data and draws everything a second time.
    """
    revision = zlib.crc32(scope.encode())
    for values in trace.values():
        revision = zlib.crc32(values.tobytes(), revision)
    return revision


def _range(trace: Trace, name: str, scope: str) -> tuple[float, float]:
    """Lowest and highest value of a layer's colour scale: from zero, or around zero where values have a sign."""
    names = [layer for layer in LAYER_NAMES[:-1] if layer != "input"] if scope == "network" else [name]
    if name == "input":
        return 0.0, 1.0
    top = max(float(np.abs(trace[layer]).max()) for layer in names) or 1.0
    return (-top if name in SIGNED else 0.0), top


def _map_trace(trace: Trace, name: str, scope: str) -> dict[str, Any]:
    maps = trace[name]
    grid = layer_grid(name, maps.shape)
    values, value = montage(maps, grid), "%{z:.6g}"
    layer = _heatmap(name, values)
    if scope == "map":
        # The input's scale is 0 to 1 in every scope: ink that is not quite black does not become blacker.
        largest = np.abs(maps).max(axis=(1, 2), keepdims=True) if name != "input" else np.ones((1, 1, 1))
        layer |= {"customdata": values, "z": montage(maps / np.where(largest > 0, largest, 1), grid)}
        value = "%{customdata[3]:.6g}"
    place = "channel %{customdata[0]}, row %{customdata[1]}, column %{customdata[2]}"
    return layer | {"hovertemplate": f"<b>{name}</b> {place}<br>value <b>{value}</b><extra></extra>"}


def _vector_trace(trace: Trace, name: str, limits: tuple[float, float]) -> dict[str, Any]:
    values = trace[name]
    wide = max(1, round(np.sqrt(len(values) / 30))) if name == "flatten" else 1
    z = folded(values, wide)
    index = np.arange(z.size, dtype=np.float32).reshape(z.shape)
    layer = _heatmap(name, z) | {
        "customdata": index,
        "hovertemplate": f"<b>{name}</b> unit %{{customdata}}<br>value <b>%{{z:.6g}}</b><extra></extra>",
    }
    if name == "fc2":
        words = np.array([[f"{value:.1f}".replace("-", "−")] for value in values.tolist()])
        layer |= {
            "text": readable(words, text_colours(z, look.DIVERGING, limits)), "texttemplate": "%{text}",
            "textfont": {"family": look.FONT, "size": 13}, "ygap": 1,
        }  # fmt: skip
    return layer


def _heatmap(name: str, z: np.ndarray) -> dict[str, Any]:
    scale = look.DIVERGING if name in SIGNED else look.SEQUENTIAL
    return {"type": "heatmap", "name": name, "z": z, "colorscale": scale, "showscale": False, "hoverongaps": False}


def _vertical_domain() -> list[float]:
    return [_BOTTOM / HEIGHT, 1 - _TOP / HEIGHT]


def _axes(suffix: str, column: Column, shape: tuple[int, ...], square: bool) -> dict[str, Any]:
    """Axes without any marks; `square` keeps cells as high as wide."""
    hidden: dict[str, Any] = {"visible": False, "fixedrange": True}
    x = hidden | {"domain": column.domain, "range": [-0.5, shape[1] - 0.5], "anchor": f"y{suffix}"}
    y = hidden | {"domain": _vertical_domain(), "range": [shape[0] - 0.5, -0.5], "anchor": f"x{suffix}"}
    if square:
        x |= {"constrain": "domain"}
        y |= {"scaleanchor": f"x{suffix}", "scaleratio": 1, "constrain": "domain", "constraintoward": "middle"}
    return {f"xaxis{suffix}": x, f"yaxis{suffix}": y}


def _softmax_bars(trace: Trace, theme: look.Theme) -> dict[str, Any]:
    probabilities = trace.probabilities
    winner = trace.prediction
    return {
        "type": "bar",
        "name": "softmax",
        "orientation": "h",
        "x": probabilities.tolist(),
        "y": list(range(10)),
        "customdata": trace.logits.tolist(),
        "marker": {"color": [theme.accent if digit == winner else theme.quiet_bar for digit in range(10)]},
        "text": [_share_text(share) for share in probabilities.tolist()],
        "textposition": ["inside" if share > 0.55 else "outside" for share in probabilities.tolist()],
        "textfont": {"family": look.FONT, "size": 13},
        "insidetextfont": {"color": theme.page},
        "cliponaxis": False,
        "hovertemplate": "digit <b>%{y}</b><br>probability <b>%{x:.6f}</b><br>"
        "logit <b>%{customdata:.6g}</b><extra></extra>",
        "xaxis": "x12",
        "yaxis": "y12",
    }


def _share_text(share: float) -> str:
    """A probability beside its bar; nothing for next to nothing."""
    return "" if share < 0.001 else percent(share, short=True)


def _softmax_axes(theme: look.Theme) -> dict[str, Any]:
    column = columns()["softmax"]
    domain = [(column.left + _DIGITS) / WIDTH, column.right / WIDTH]
    digits = {"family": look.FONT, "size": 16, "color": theme.text}
    return {
        "xaxis12": {"visible": False, "fixedrange": True, "range": [0, 1.0], "domain": domain, "anchor": "y12"},
        "yaxis12": {
            "fixedrange": True, "range": [9.5, -0.5], "domain": _vertical_domain(), "anchor": "x12", "dtick": 1,
            "tickfont": digits, "showgrid": False, "zeroline": False, "ticks": "", "showline": False,
        },
        "bargap": 0.25,
    }  # fmt: skip


def _legend(scope: str, ranges: Ranges) -> list[dict[str, Any]]:
    """A strip of colours under every layer, as two heatmaps (one for each scale) on one pair of axes."""
    strips = []
    for names, scale in ((ranges.keys() - set(SIGNED), look.SEQUENTIAL), (set(SIGNED), look.DIVERGING)):
        z = np.full((1, WIDTH), np.nan, np.float32)
        for name in names:
            left, right = round(columns()[name].left), round(columns()[name].right)
            z[0, left:right] = np.linspace(0, 1, right - left)
        strips.append({
            "type": "heatmap", "z": z, "zmin": 0, "zmax": 1, "colorscale": scale, "showscale": False,
            "hoverinfo": "skip", "xaxis": "x13", "yaxis": "y13",
        })  # fmt: skip
    return strips


def _legend_axes() -> dict[str, Any]:
    hidden = {"visible": False, "fixedrange": True}
    return {
        "xaxis13": hidden | {"domain": [0, 1], "range": [-0.5, WIDTH - 0.5], "anchor": "y13"},
        "yaxis13": hidden | {"domain": [18 / HEIGHT, 23 / HEIGHT], "anchor": "x13"},
    }


def _texts(trace: Trace, scope: str, ranges: Ranges, theme: look.Theme) -> list[dict[str, Any]]:
    """Name and shape over every layer, lowest and highest value of its scale under it."""
    texts = []
    for name in LAYER_NAMES:
        x = {"x": columns()[name].middle}
        shape = "×".join(str(size) for size in trace[name].shape)
        limits = _range_text(name, scope, ranges[name]) if name in ranges else "0 … 100 %"
        texts.append(_text(f"<b>{name}</b>", 14, theme.text) | x | {"y": 1.0, "yanchor": "top"})
        texts.append(_text(shape, 13, theme.muted) | x | {"y": 1 - 18 / HEIGHT, "yanchor": "top"})
        texts.append(_text(limits, 12, theme.muted) | x | {"y": 0.0, "yanchor": "bottom"})
    return texts


def _range_text(name: str, scope: str, limits: tuple[float, float]) -> str:
    if scope == "map" and name in MAP_LAYERS and name != "input":
        return "± its max" if name in SIGNED else "0 … its max"
    digits = 3 if _WIDTHS[name] > 60 else 2
    top = f"{limits[1]:.{digits}g}" if limits[1] < 100 else f"{limits[1]:.0f}"
    return f"±{top}" if name in SIGNED else f"0 … {top}"


def _text(text: str, size: int, color: str) -> dict[str, Any]:
    return {
        "text": text, "font": {"family": look.FONT, "color": color, "size": size},
        "xref": "paper", "yref": "paper", "xanchor": "center", "showarrow": False, "borderpad": 0,
    }  # fmt: skip
