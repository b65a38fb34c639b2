"""The layers around a cell, larger than in `network`: the input, the layer before, and the cell's own layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import base
from cnn.figures import theme as look
from cnn.figures.montage import tiled
from cnn.figures.numbers import number, percent, scale_ends
from cnn.figures.scales import colours_of, largest
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

    ring: cells left free around the input, for marks on its padding.
    """
    names = context_layers(layer)
    others = (WIDTH - _INPUT - _GAP * (len(names) - 1)) / max(1, len(names) - 1)
    traces, legends, texts, left = [], [], [], 0.0
    layout = base.base_layout(HEIGHT, theme)
    for index, name in enumerate(names, start=1):
        wide = _INPUT if name == "input" else others
        z = tiled(trace[name], (wide, HEIGHT - _TITLE))
        traces.append(_layer(name, trace[name], z) | base.on_axes(index))
        box = [left / WIDTH, (left + wide) / WIDTH], [0, 1 - _TITLE / HEIGHT]
        layout |= base.picture_axes(index, box, z.shape, ring if name == "input" else 0)
        shape = "×".join(map(str, trace[name].shape))
        texts.append(base.title(f"<b>{name}</b>  {shape}", left / WIDTH, theme, 15))
        seen = min(wide, (HEIGHT - _TITLE) * z.shape[1] / z.shape[0])
        legend = _legend(traces[-1], left + max(seen, min(wide, 240)), 24 if name == "input" else 40, theme)
        legends.append(legend.strip | base.on_axes(len(names) + index))
        texts += legend.ends
        up = [1 - 14 / HEIGHT, 1 - 6 / HEIGHT]
        layout |= base.axes(len(names) + index, base.HIDDEN | {"domain": legend.across}, base.HIDDEN | {"domain": up})
        left += wide + _GAP
    return base.finished(traces + legends, layout | {"annotations": texts})


def _layer(name: str, values: np.ndarray, z: np.ndarray) -> dict[str, Any]:
    """The heatmap `z` of a layer's values; ten of them are printed with their digits."""
    top = 1.0 if name in ("input", "softmax") else largest(values)
    layer = base.heatmap(z, colours_of(name, top)) | {"name": name, "hoverinfo": "none"}
    if values.ndim == 1 and len(values) <= 256:
        layer |= {"xgap": 1, "ygap": 1}
    if values.shape == (CLASSES,):
        shown = [percent(one, short=True) if name == "softmax" else number(one, ".3g") for one in values.tolist()]
        words = np.reshape([f"{digit}:  {value}" for digit, value in enumerate(shown)], z.shape)
        layer |= base.readable(words, layer) | {"textfont": look.font(15)}
    return layer


@dataclass(frozen=True)
class _Legend:
    """A strip with the colours of a layer, its place across the figure, and the numbers at its ends."""

    strip: dict[str, Any]
    across: list[float]
    ends: list[dict[str, Any]]


def _legend(layer: dict[str, Any], right: float, length: float, theme: look.Theme) -> _Legend:
    """The legend of a layer's heatmap, its right end at `right`, its strip `length` pixels long."""
    low, high = scale_ends(layer["zmin"], layer["zmax"])
    end = right - 6 - 7 * len(high)
    ends = [
        base.label(text, 13, theme.muted, x / WIDTH, 1) | {"xanchor": side, "yanchor": "top", "yshift": -2}
        for x, side, text in ((end - length - 3, "right", low), (end + 3, "left", high))
    ]
    return _Legend(base.legend_strip(layer["colorscale"]), [(end - length) / WIDTH, end / WIDTH], ends)
