"""What a channel looks for: the picture grown for one of its cells, and for conv1 its kernel beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import base
from cnn.figures import theme as look
from cnn.figures.numbers import limit
from cnn.figures.scales import Colours, around_zero

HEIGHT = 204
WIDTH = 372
"""Of the page's column, in pixels: room for two pictures."""

_TITLE = 24


def channel_figure(
    grown: np.ndarray, corner: tuple[int, int], kernel: np.ndarray | None = None, theme: look.Theme = look.LIGHT
) -> go.Figure:
    """grown: float32 (H, W) in [0, 1], the pixels that the cell reads; corner: row and column of the first of them on
    the input. kernel: (k, k), on the left of it; without it the grown picture stands alone."""
    layout = base.base_layout(HEIGHT, theme)
    up = [0.0, 1 - _TITLE / HEIGHT]
    side = (HEIGHT - _TITLE) / WIDTH
    traces: list[dict[str, Any]] = []
    texts = []
    left = 0.0
    if kernel is not None:
        colours = around_zero(kernel, look.WEIGHTS)
        hover = "row %{y}, column %{x}<br>weight <b>%{z:.4g}</b><extra></extra>"
        traces.append(base.heatmap(kernel, colours) | {"name": "kernel", "hovertemplate": hover} | base.on_axes(2))
        layout |= base.picture_axes(2, ([0, side], up), kernel.shape)
        texts.append(base.title(f"<b>kernel</b> ±{limit(colours.high)}", 0, theme))
        left = 1 - side
    top, first = corner
    hover = "row %{customdata[0]}, column %{customdata[1]}<br>ink <b>%{z:.3g}</b><extra></extra>"
    places = np.indices(grown.shape).transpose(1, 2, 0) + np.array([top, first])
    traces.append(
        base.heatmap(grown, Colours(look.SEQUENTIAL, 0, 1))
        | {"name": "grown", "customdata": places.astype(np.uint8), "hovertemplate": hover}
        | base.on_axes(1)
    )
    layout |= base.picture_axes(1, ([left, left + side], up), grown.shape)
    texts.append(base.title("<b>grown</b> 0 … 1", left, theme))
    return base.finished(traces, layout | {"annotations": texts})
