"""Where a cell stands: the input, the layer before, and its own layer, side by side and larger than in `network`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import legend_axes, legend_strip
from cnn.figures.montage import best_grid, folded, montage
from cnn.figures.network import SIGNED
from cnn.figures.numbers import percent, scale_ends
from cnn.figures.png import text_colours
from cnn.figures.sheet import base_layout, readable
from cnn.network.spec import CLASSES, LAYER_NAMES

if TYPE_CHECKING:
    from cnn.network.trace import Trace

WIDTH, HEIGHT = 1248, 178

_TITLE, _GAP, _INPUT = 22, 28, HEIGHT - 22


def context_layers(layer: str) -> tuple[str, ...]:
    """The layers that are shown for a cell of `layer`, left to right, each once."""
    before = LAYER_NAMES[max(0, LAYER_NAMES.index(layer) - 1)]
    return tuple(dict.fromkeys(("input", before, layer)))


def context_figure(trace: Trace, layer: str, theme: look.Theme = look.LIGHT, ring: int = 0) -> go.Figure:
    """One heatmap for each of `context_layers`, named after its layer, every layer on a colour scale of its own.

    ring: cells to leave free around the input, where its padding is marked.
    """
    names = context_layers(layer)
    others = (WIDTH - _INPUT - _GAP * (len(names) - 1)) / max(1, len(names) - 1)
    traces, legends, texts, left = [], [], [], 0.0
    layout = base_layout(HEIGHT, theme)
    for index, name in enumerate(names):
        wide = _INPUT if name == "input" else others
        suffix = str(index + 1) if index else ""
        z = picture(trace[name], (wide, HEIGHT - _TITLE))
        traces.append(_heatmap(name, trace[name], z) | {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"})
        free = ring if name == "input" else 0
        layout |= _axes(suffix, (left / WIDTH, (left + wide) / WIDTH), z.shape, free)
        shape = "×".join(map(str, trace[name].shape))
        texts.append({
            "text": f"<b>{name}</b>  {shape}", "x": left / WIDTH, "y": 1, "xref": "paper", "yref": "paper",
            "xanchor": "left", "yanchor": "top", "showarrow": False, "borderpad": 0,
            "font": {"family": look.FONT, "size": 15, "color": theme.text},
        })  # fmt: skip
        number = len(names) + index + 1
        seen = min(wide, (HEIGHT - _TITLE) * z.shape[1] / z.shape[0])
        legend = _legend(traces[index], left + max(seen, min(wide, 240)), 24 if name == "input" else 40, theme)
        legends.append(legend.strip | {"xaxis": f"x{number}", "yaxis": f"y{number}"})
        texts += legend.ends
        layout |= legend_axes(number, legend.across, [1 - 14 / HEIGHT, 1 - 6 / HEIGHT])
        left += wide + _GAP
    layout["annotations"] = texts
    traces += legends
    return go.Figure({"data": traces, "layout": layout}, _validate=False)


def picture(values: np.ndarray, box: tuple[float, float]) -> np.ndarray:
    """A layer's values as one array with cells as large as fit into `box` (width, height): maps, (C, H, W), as a
    montage, a vector folded row by row."""
    if values.ndim == 3:
        count, height, width = values.shape
        return montage(values, best_grid((count, height, width), box))
    return folded(values, best_columns(len(values), box))


def best_columns(count: int, box: tuple[float, float]) -> int:
    """Columns in which `count` values have the largest square cells in `box`; a divisor of it where one is near."""
    ideal = max(1, round(np.sqrt(count * box[0] / box[1])))
    near = [columns for columns in range(max(1, ideal * 2 // 3), ideal + 1) if count % columns == 0]
    return max(near, default=min(ideal, count))


def _heatmap(name: str, values: np.ndarray, z: np.ndarray) -> dict[str, Any]:
    top = 1.0 if name in ("input", "softmax") else float(np.abs(values).max()) or 1.0
    sign = name in SIGNED
    heatmap: dict[str, Any] = {
        "type": "heatmap", "name": name, "z": z, "zmin": -top if sign else 0.0, "zmax": top, "showscale": False,
        "colorscale": look.DIVERGING if sign else look.SEQUENTIAL, "hoverongaps": False, "hoverinfo": "none",
    }  # fmt: skip
    if values.ndim == 1 and len(values) <= 256:
        heatmap |= {"xgap": 1, "ygap": 1}
    if values.shape == (CLASSES,):
        shown = partial(percent, short=True) if name == "softmax" else "{:.3g}".format
        words = [f"{digit}:  {shown(value)}".replace("-", "−") for digit, value in enumerate(values.tolist())]
        font = {"family": look.FONT, "size": 15}
        colours = text_colours(z, heatmap["colorscale"], (heatmap["zmin"], top))
        text = readable(np.reshape(words, z.shape), colours)
        heatmap |= {"text": text, "texttemplate": "%{text}", "textfont": font}
    return heatmap


@dataclass(frozen=True)
class _Legend:
    """A strip with the colours of a layer, where it stands across the figure, and the numbers at its ends."""

    strip: dict[str, Any]
    across: list[float]
    ends: list[dict[str, Any]]


def _legend(heatmap: dict[str, Any], right: float, length: float, theme: look.Theme) -> _Legend:
    """The legend of a layer's heatmap, its right end at `right`, its strip `length` pixels long."""
    low, high = scale_ends(heatmap["zmin"], heatmap["zmax"])
    end = right - 6 - 7 * len(high)
    ends = [
        {
            "text": text, "x": x / WIDTH, "y": 1, "xref": "paper", "yref": "paper", "xanchor": anchor, "yanchor": "top",
            "showarrow": False, "borderpad": 0, "yshift": -2,
            "font": {"family": look.FONT, "size": 13, "color": theme.muted},
        }
        for x, anchor, text in ((end - length - 3, "right", low), (end + 3, "left", high))
    ]  # fmt: skip
    return _Legend(legend_strip(heatmap["colorscale"]), [(end - length) / WIDTH, end / WIDTH], ends)


def _axes(suffix: str, domain: tuple[float, float], shape: tuple[int, ...], free: int) -> dict[str, Any]:
    hidden: dict[str, Any] = {"visible": False, "fixedrange": True, "constrain": "domain"}
    x = hidden | {"domain": list(domain), "range": [-0.5 - free, shape[1] - 0.5 + free], "constraintoward": "left"}
    y = hidden | {
        "domain": [0, 1 - _TITLE / HEIGHT], "range": [shape[0] - 0.5 + free, -0.5 - free],
        "scaleanchor": f"x{suffix}", "constraintoward": "top",
    }  # fmt: skip
    return {f"xaxis{suffix}": x | {"anchor": f"y{suffix}"}, f"yaxis{suffix}": y | {"anchor": f"x{suffix}"}}
