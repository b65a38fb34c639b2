"""The whole network as one figure: a montage for each layer from `input` to `fc2`, and softmax as bars."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import base
from cnn.figures import theme as look
from cnn.figures.arrangement import WIDE, Arrangement
from cnn.figures.montage import Grid, best_grid, folded, montage, positions
from cnn.figures.numbers import number, percent
from cnn.figures.scales import SIGNED, Colours, colours_of, layer_colours
from cnn.network.spec import LAYER_NAMES, MAP_LAYERS

if TYPE_CHECKING:
    from cnn.network.trace import Trace


@lru_cache(maxsize=1024)
def layer_grid(name: str, shape: tuple[int, int, int], places: Arrangement = WIDE) -> Grid:
    """How the maps of a layer, (C, H, W), are tiled in this figure."""
    return best_grid(shape, places.panels[name].size)


@lru_cache(maxsize=256)
def _positions(grid: Grid) -> np.ndarray:
    return positions(grid)


def network_figure(trace: Trace, scope: str = "layer", theme: look.Theme = look.LIGHT) -> go.Figure:
    """`network_drawing` as a Plotly figure for use outside the app, such as a notebook: hovering shows every value.

    `customdata` holds channel, row and column of every cell of the maps (and the value, where the scope is "map"), the
    number of every unit of a vector, and the logits.
    """
    drawing = network_drawing(trace, scope, theme)
    for layer in drawing["data"]:
        if layer.get("name") in LAYER_NAMES:
            layer.update(_told(layer, trace))
    drawing["layout"]["hovermode"] = "closest" if trace.probabilities.any() else False
    return base.finished(drawing["data"], drawing["layout"])


def _told(layer: dict[str, Any], trace: Trace) -> dict[str, Any]:
    """The hover text of a layer."""
    name, end = layer["name"], "<extra></extra>"
    if name == "softmax":
        words = f"digit <b>%{{y}}</b><br>probability <b>%{{x:.6f}}</b><br>logit <b>%{{customdata:.6g}}</b>{end}"
        return {"customdata": trace.logits.tolist(), "hovertemplate": words}
    if name not in MAP_LAYERS:
        units = np.arange(layer["z"].size, dtype=np.float32).reshape(layer["z"].shape)
        return {
            "customdata": units, "hovertemplate": f"<b>{name}</b> unit %{{customdata}}<br>value <b>%{{z:.6g}}</b>{end}"
        }  # fmt: skip
    places, value = _positions(layer_grid(name, trace[name].shape)), "%{z:.6g}"
    if "customdata" in layer:
        places, value = np.dstack([places.astype(np.float32), layer["customdata"]]), "%{customdata[3]:.6g}"
    place = "channel %{customdata[0]}, row %{customdata[1]}, column %{customdata[2]}"
    return {"customdata": places, "hovertemplate": f"<b>{name}</b> {place}<br>value <b>{value}</b>{end}"}


def network_drawing(
    trace: Trace,
    scope: str = "layer",
    theme: look.Theme = look.LIGHT,
    places: Arrangement = WIDE,
    tops: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """Every layer of one forward pass, as the data and layout of a Plotly figure. scope: one of `SCOPES`.

    tops: the value of the strongest colour of each layer, where another network shares the scales: see `common_tops`.

    Heatmap k (axes x, x2, …) is layer k of `LAYER_NAMES`; softmax is a bar chart of probabilities. A trace whose
    probabilities are all zero is drawn as an empty network: shapes, and nothing to read off.

    There is no hover text: on the page, the linked views show the values. If the scope is "map", z is a share of the
    map's largest value, and `customdata` has the value.
    """
    scales = {
        name: colours_of(name, tops[name]) if tops else layer_colours(trace, name, scope) for name in LAYER_NAMES[:-1]
    }
    traces: list[dict[str, Any]] = []
    layout = base.base_layout(places.height, theme) | {"hovermode": False}
    for index, name in enumerate(LAYER_NAMES[:-1], start=1):
        maps = name in MAP_LAYERS
        grid = layer_grid(name, trace[name].shape, places) if maps else None
        layer = (
            _maps(trace, name, grid, None if scope == "map" else scales[name])
            if grid
            else _vector(trace, name, scales[name], places)
        )
        traces.append(layer | {"name": name} | base.on_axes(index))
        layout |= _axes(index, (places.across(name), places.up(name)), layer["z"].shape, maps)
    traces.append(_softmax_bars(trace, theme, places))
    layout |= _softmax_axes(theme, places)
    for index, (strips, axes) in enumerate(_legends(scales, places), start=13):
        traces += [strip | base.on_axes(index) for strip in strips]
        layout |= base.axes(index, *axes)
    layout["annotations"] = _texts(trace, scope, (scales, places), theme)
    if not trace.probabilities.any():
        traces[LAYER_NAMES.index("fc2")].pop("texttemplate")
    return {"data": traces, "layout": layout}


def _maps(trace: Trace, name: str, grid: Grid, colours: Colours | None) -> dict[str, Any]:
    """The montage of a layer's maps; without common colours, as shares of each map's largest value."""
    maps = trace[name]
    values = montage(maps, grid)
    if colours is not None:
        return base.heatmap(values, colours)
    # The input's scale is 0 to 1 in every scope: ink that is not quite black does not become blacker.
    largest = np.abs(maps).max(axis=(1, 2), keepdims=True) if name != "input" else np.ones((1, 1, 1))
    shares = montage(maps / np.where(largest > 0, largest, 1), grid)
    return base.heatmap(shares, colours_of(name, 1.0)) | {"customdata": values}


def _vector(trace: Trace, name: str, colours: Colours, places: Arrangement) -> dict[str, Any]:
    """A layer of units as one column, flatten as several; fc2 with its numbers."""
    values = trace[name]
    layer = base.heatmap(folded(values, max(1, round(np.sqrt(len(values) / 30))) if name == "flatten" else 1), colours)
    if name == "fc2":
        words = np.array([[number(value, ".1f")] for value in values.tolist()])
        layer |= base.readable(words, layer) | {"textfont": look.font(places.sizes[3]), "ygap": 1}
    return layer


def _axes(index: int, box: tuple[list[float], list[float]], shape: tuple[int, ...], square: bool) -> dict[str, Any]:
    """Axes without any marks; `square` keeps cells as high as wide. box: domains across and up."""
    if square:
        return base.picture_axes(index, box, shape, corner=False)
    x = base.HIDDEN | {"domain": box[0], "range": [-0.5, shape[1] - 0.5]}
    return base.axes(index, x, base.HIDDEN | {"domain": box[1], "range": [shape[0] - 0.5, -0.5]})


def _softmax_bars(trace: Trace, theme: look.Theme, places: Arrangement) -> dict[str, Any]:
    """The ten probabilities; next to nothing has no words, and words that do not fit shrink."""
    words = ["" if share < 0.001 else percent(share, short=True) for share in trace.probabilities.tolist()]
    bars = base.share_bars(trace.probabilities, words, 0.55, trace.prediction, theme)
    bars["textfont"] |= {"size": places.sizes[3]}
    return bars | {"name": "softmax", "constraintext": "both"} | base.on_axes(12)


def _softmax_axes(theme: look.Theme, places: Arrangement) -> dict[str, Any]:
    x = base.HIDDEN | {"range": [0, 1.0], "domain": places.across("softmax")}
    return base.axes(12, x, base.digit_axis(places.up("softmax"), theme, places.sizes[4])) | {"bargap": 0.25}


_Axes = tuple[dict[str, Any], dict[str, Any]]


def _legends(scales: dict[str, Colours], places: Arrangement) -> list[tuple[list[dict[str, Any]], _Axes]]:
    """For each row of layers, a strip of colours under each: two heatmaps (one for each scale) on one pair of axes."""
    rows: dict[float, list[str]] = {panel.bottom: [] for panel in places.panels.values()}
    for name in scales:
        rows[places.panels[name].bottom].append(name)
    x = base.HIDDEN | {"domain": [0, 1], "range": [-0.5, places.width - 0.5]}
    legends = []
    for bottom, names in rows.items():
        edges = (bottom + places.strip + 5, bottom + places.strip)
        y = base.HIDDEN | {"domain": [places.height_at(edge) for edge in edges]}
        legends.append((_strips(names, places), (x, y)))
    return legends


def _strips(names: list[str], places: Arrangement) -> list[dict[str, Any]]:
    strips = []
    for signed, scale in ((False, look.SEQUENTIAL), (True, look.DIVERGING)):
        z = np.full((1, places.width), np.nan, np.float32)
        for name in names:
            if (name in SIGNED) is signed:
                left, right = round(places.panels[name].left), round(places.panels[name].right)
                z[0, left:right] = np.linspace(0, 1, right - left)
        strips.append(base.heatmap(z, Colours(scale, 0, 1)) | {"hoverinfo": "skip"})
    return strips


def _texts(
    trace: Trace, scope: str, drawn: tuple[dict[str, Colours], Arrangement], theme: look.Theme
) -> list[dict[str, Any]]:
    """Name and shape over every layer, lowest and highest value of its scale under it."""
    (scales, places), texts = drawn, []
    name_size, shape_size, ends_size, *_ = places.sizes
    for name in LAYER_NAMES:
        x, panel = places.middle(name), places.panels[name]
        top, bottom = places.height_at(panel.top - places.above), places.height_at(panel.bottom + places.below)
        shape = "×".join(str(size) for size in trace[name].shape)
        both = ends(name, scope, scales[name].high) if name in scales else "0 … 100 %"
        texts.append(base.label(f"<b>{name}</b>", name_size, theme.text, x, top) | {"yanchor": "top"})
        under = top - (name_size + 4) / places.height
        texts.append(base.label(shape, shape_size, theme.muted, x, under) | {"yanchor": "top"})
        texts.append(base.label(both, ends_size, theme.muted, x, bottom) | {"yanchor": "bottom"})
    return texts


def ends_digits(name: str) -> int:
    """Significant digits of a number under a layer's column."""
    return 3 if WIDE.panels[name].size[0] > 60 else 2


def ends(name: str, scope: str, top: float) -> str:
    """Both ends of a layer's scale, as short as its column is narrow."""
    if scope == "map" and name in MAP_LAYERS and name != "input":
        return "± its max" if name in SIGNED else "0 … its max"
    words = f"{float(f'{top:.{ends_digits(name)}g}'):g}" if top < 100 else f"{top:.0f}"  # never 1e+02
    return f"±{words}" if name in SIGNED else f"0 … {words}"
