"""What each pixel does for an answer: one map of values with a sign, and the outline of the drawing over it."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import base
from cnn.figures import theme as look
from cnn.figures.scales import around_zero

HALF = 0.5
"""Ink at which the outline of the drawing runs."""


def attribution_figure(
    values: np.ndarray, image: np.ndarray, unit: str, height: int, theme: look.Theme = look.LIGHT
) -> go.Figure:
    """values: float (28, 28), positive is for the answer; the scale is centred on zero and ends at the largest.

    image: float32 (28, 28) in [0, 1], the drawing. unit: what a value is called where a pixel is pointed at.
    """
    pixels = base.heatmap(values.astype(np.float32), around_zero(values)) | {
        "name": "attribution", "customdata": image,
        "hovertemplate": f"row %{{y}}, column %{{x}}<br>{unit} <b>%{{z:.4g}}</b><br>ink %{{customdata:.2f}}"
        "<extra></extra>",
    }  # fmt: skip
    layout = base.base_layout(height, theme) | base.picture_axes(1, ([0, 1], [0, 1]), values.shape)
    return base.finished([pixels, *outline(image)], layout)


def outline(image: np.ndarray) -> list[dict[str, Any]]:
    """A faint line around the ink of a drawing, float32 (H, W); none around an empty one."""
    if image.max(initial=0) <= HALF:
        return []
    return [{
        "type": "contour", "z": image, "name": "outline", "showscale": False, "hoverinfo": "skip",
        "contours": {"start": HALF, "end": HALF, "size": 1, "coloring": "none", "showlabels": False},
        "line": {"color": look.DARK.muted, "width": 1}, "autocontour": False, "opacity": 0.8,
    }]  # fmt: skip
