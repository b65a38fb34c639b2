"""The shapes of the tensors as blocks, drawn to scale: a cell has the same size in all maps.

Only vectors have a scale of their own, which is printed beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import HIDDEN, base_layout, finished
from cnn.network.shapes import LayerShape

FLOW_HEIGHT = 330
SHOWN = ("input", "conv1", "pool1", "conv2", "pool2", "flatten", "fc1", "fc2")
"""The layers that change the shape; ReLU and softmax leave it as it is."""

_SLANT = 0.35
"""How far a cell of width goes right and up in the drawing, in cells."""
_GAP, _VECTOR, _LONGEST = 14.0, 3.0, 46.0


@dataclass(frozen=True)
class Block:
    """A tensor in the drawing: its left edge, and the cells that it has to the right, up, and to the back."""

    layer: LayerShape
    left: float
    wide: float
    high: float
    deep: float

    @property
    def right(self) -> float:
        return self.left + self.wide + self.deep * _SLANT

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def blocks(layers: tuple[LayerShape, ...]) -> tuple[list[Block], float]:
    """The blocks, left to right, and how many values one cell of a vector's length stands for."""
    shown = [layer for layer in layers if layer.name in SHOWN]
    longest = max(layer.output_shape[0] for layer in shown if len(layer.output_shape) == 1)
    factor = max(1.0, longest / _LONGEST)
    placed: list[Block] = []
    left = 0.0
    for layer in shown:
        if len(layer.output_shape) == 3:
            channels, height, width = layer.output_shape
            block = Block(layer, left, channels, height, width)
        else:
            block = Block(layer, left, _VECTOR, layer.output_shape[0] / factor, _VECTOR)
        placed.append(block)
        left = max(block.right, block.left + 13) + _GAP  # the name and the shape need room too
    return placed, factor


def flow_figure(layers: tuple[LayerShape, ...], batch: int, theme: look.Theme = look.LIGHT) -> go.Figure:
    """The tensors from `input` to `fc2`: channels to the right, height upwards, width to the back, all in cells."""
    placed, factor = blocks(layers)
    traces: list[dict[str, Any]] = []
    for block in placed:
        traces += _faces(block, batch, theme)
    top = max(block.high / 2 + block.deep * _SLANT for block in placed)
    bottom = max(block.high / 2 for block in placed)
    texts = [text for block in placed for text in _names(block, batch, bottom, theme)]
    if factor > 1:
        words = f"Vectors are shortened: the length of one cell stands for {factor:.3g} values."
        texts.append(_text(words, placed[-1].right, top + 7, theme.muted, 13) | {"xanchor": "right"})
    layout = base_layout(FLOW_HEIGHT, theme) | {
        "annotations": texts,
        "xaxis": HIDDEN | {"range": [-8, placed[-1].right + 5]},
        "yaxis": HIDDEN | {"range": [-bottom - 14, top + 9], "scaleanchor": "x", "scaleratio": 1},
    }
    return finished(traces, layout)


def _faces(block: Block, batch: int, theme: look.Theme) -> list[dict[str, Any]]:
    """Front, top and side of a block; each has the hover text."""
    colour = {"conv": theme.accent, "pool": theme.muted}.get(block.layer.kind, theme.quiet_bar)
    left, right, half = block.left, block.left + block.wide, block.high / 2
    back = block.deep * _SLANT
    front = ([left, right, right, left], [-half, -half, half, half])
    top = ([left, right, right + back, left + back], [half, half, half + back, half + back])
    side = ([right, right + back, right + back, right], [-half, -half + back, half + back, half])
    shape = [batch, *block.layer.output_shape]
    words = f"<b>{block.layer.name}</b> {shape}<br>{int(np.prod(shape)):,} values"
    common = {
        "type": "scatter", "mode": "lines", "fill": "toself", "fillcolor": colour, "text": words, "hoveron": "fills",
        "hoverinfo": "text", "line": {"color": theme.page, "width": 1}, "name": block.layer.name,
    }  # fmt: skip
    return [
        common | {"x": [*x, x[0]], "y": [*y, y[0]], "opacity": opacity}
        for (x, y), opacity in ((front, 1.0), (top, 0.55), (side, 0.75))
    ]


def _names(block: Block, batch: int, bottom: float, theme: look.Theme) -> list[dict[str, Any]]:
    """Name and shape under a block."""
    shape = ", ".join(map(str, (batch, *block.layer.output_shape)))
    return [
        _text(f"<b>{block.layer.name}</b>", block.middle, -bottom - 2, theme.text, 16) | {"yanchor": "top"},
        _text(f"[{shape}]", block.middle, -bottom - 7.5, theme.muted, 14) | {"yanchor": "top"},
    ]


def _text(text: str, x: float, y: float, color: str, size: int) -> dict[str, Any]:
    return {
        "text": text, "x": x, "y": y, "showarrow": False, "xanchor": "center", "font": look.font(size, color),
    }  # fmt: skip
