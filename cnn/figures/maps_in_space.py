"""The maps of every layer as slabs in 3-D that can be turned, with the activations of one forward pass on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import base_layout, finished
from cnn.figures.scales import colours_of, largest

if TYPE_CHECKING:
    from cnn.network.trace import Trace

SLABS_HEIGHT = 440
LAYERS = ("input", "conv1", "pool1", "conv2", "pool2")
MOST_CELLS = 16_000
"""The most cells drawn of one layer: of larger layers only the first maps are shown, and a label says how many."""

_BETWEEN_MAPS, _BETWEEN_LAYERS = 1.5, 16.0
_LENGTH, _EYE = 5.6, {"x": -1.7, "y": -3.0, "z": 0.6}
"""Length of the whole row and position of the camera, in Plotly's units. Plotly cuts off what is behind the camera, so
it is far away."""


def slabs_figure(trace: Trace, theme: look.Theme = look.LIGHT) -> go.Figure:
    """The stacks of maps of `LAYERS`, channels to the back, every cell in its colour of the layer's scale."""
    meshes, edges, labels, depth = [], [], [], 0.0
    for name in LAYERS:
        maps = trace[name]
        count = max(1, min(len(maps), MOST_CELLS // maps[0].size))
        meshes.append(_mesh(name, maps[:count], depth))
        edges.append(_edges(maps[:count], depth, theme))
        shown = f"<br>{count} of {len(maps)} maps" if count < len(maps) else ""
        middle = depth + (count - 1) * _BETWEEN_MAPS / 2
        shape = "×".join(map(str, maps.shape))
        labels.append({
            "x": middle, "y": 0, "z": maps.shape[1] / 2 + 2, "text": f"<b>{name}</b><br>{shape}{shown}",
            "showarrow": False, "yshift": 36, "font": look.font(15, theme.text),
        })  # fmt: skip
        depth += count * _BETWEEN_MAPS + _BETWEEN_LAYERS
    long, high = depth - _BETWEEN_LAYERS, max(trace[name].shape[1] for name in LAYERS)
    ratio = {"x": _LENGTH, "y": _LENGTH * high / long, "z": _LENGTH * high / long}  # a cell is a cell in all directions
    axis = {"visible": False, "showspikes": False}
    scene = {
        "xaxis": axis, "yaxis": axis, "zaxis": axis, "aspectmode": "manual", "aspectratio": ratio,
        "annotations": labels, "dragmode": "orbit",
        "camera": {"eye": _EYE, "center": {"x": 0, "y": 0, "z": 0}, "projection": {"type": "orthographic"}},
    }  # fmt: skip
    return finished(meshes + edges, base_layout(SLABS_HEIGHT, theme) | {"scene": scene})


def _edges(maps: np.ndarray, depth: float, theme: look.Theme) -> dict[str, Any]:
    """A thin frame around every map of (C, H, W): cells of zero are nearly as dark as the dark page."""
    count, height, width = maps.shape
    across, up = np.array([-1, 1, 1, -1, -1, np.nan]) * width / 2, np.array([-1, -1, 1, 1, -1, np.nan]) * height / 2
    return {
        "type": "scatter3d", "mode": "lines", "hoverinfo": "skip", "line": {"color": theme.muted, "width": 1.5},
        "opacity": 0.5, "x": np.repeat(depth + np.arange(count) * _BETWEEN_MAPS, 6).astype(np.float32),
        "y": np.tile(across, count).astype(np.float32), "z": np.tile(up, count).astype(np.float32),
    }  # fmt: skip


def _mesh(name: str, maps: np.ndarray, depth: float) -> dict[str, Any]:
    """All maps (C, H, W) of a layer as one mesh: two triangles for each cell, coloured by the cell's value."""
    count, height, width = maps.shape
    map_index, row, column = np.indices((count, height + 1, width + 1))
    corner = np.arange(map_index.size, dtype=np.int32).reshape(map_index.shape)
    a, b, c, d = (corner[:, :-1, :-1], corner[:, :-1, 1:], corner[:, 1:, :-1], corner[:, 1:, 1:])
    colours = colours_of(name, largest(maps))
    return {
        "type": "mesh3d",
        "name": name,
        "x": (depth + map_index.ravel() * _BETWEEN_MAPS).astype(np.float32),
        "y": (width / 2 - column.ravel()).astype(np.float32),
        "z": (height / 2 - row.ravel()).astype(np.float32),
        "i": np.stack([a, d], axis=-1).ravel(),
        "j": np.stack([b, c], axis=-1).ravel(),
        "k": np.stack([c, b], axis=-1).ravel(),
        "intensity": np.repeat(maps.ravel(), 2).astype(np.float32),
        "intensitymode": "cell",
        "cmin": colours.low,
        "cmax": colours.high,
        "colorscale": colours.scale,
        "showscale": False,
        "flatshading": True,
        "lighting": {"ambient": 1, "diffuse": 0, "specular": 0, "fresnel": 0},
        "hoverinfo": "name",
    }
