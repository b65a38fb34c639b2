"""A Plotly figure as plain values, and as JSON that plotly.js reads. Needs no Plotly itself."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np


class PlotlyFigure(Protocol):
    """A `plotly.graph_objects.Figure`."""

    def to_plotly_json(self) -> dict[str, Any]:
        """Its data and layout."""


Drawing = PlotlyFigure | Mapping[str, Any]
"""A figure, or the `data` and `layout` of one."""

_CODES = {
    "int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2", "int32": "i4", "uint32": "u4", "float32": "f4",
    "float64": "f8",
}  # fmt: skip
"""Types of numbers that plotly.js reads from base64, by their names in numpy."""

_FEW = 16
"""Numbers up to which a list is shorter."""

_MOST_AXES = 3
"""Axes of the largest array that plotly.js reads from base64."""

_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
"""What could end a `<script>` within JSON; inside its strings these mean the same."""


def plain_figure(figure: Drawing) -> dict[str, Any]:
    """`data` and `layout` in dicts, lists, numbers and text, with numpy arrays where the figure has arrays."""
    found = figure if isinstance(figure, Mapping) else figure.to_plotly_json()
    return {"data": _plain(list(found["data"])), "layout": _plain(found.get("layout", {}))}


def figure_json(figure: Drawing) -> str:
    """The figure as JSON in ASCII that may stand in a `<script>`; numbers that are not finite are null or, in arrays,
    what they are."""
    text = json.dumps(_described(plain_figure(figure)), separators=(",", ":"), allow_nan=False, default=str)
    return text.translate(_ESCAPES)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        if "bdata" in value:  # as plotly has arrays in a figure's dict
            shape = [int(size) for size in str(value["shape"]).split(",")] if "shape" in value else [-1]
            return np.frombuffer(base64.b64decode(value["bdata"]), f"<{value['dtype']}").reshape(shape)
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | range):
        return [_plain(one) for one in value]
    return value.item() if isinstance(value, np.generic) else value


def _described(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _described(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_described(one) for one in value]
    if isinstance(value, np.ndarray):
        code = _CODES.get(value.dtype.name)
        if code is None or value.size <= _FEW or value.ndim > _MOST_AXES:
            return _described(_plain(value.tolist()))
        data = np.ascontiguousarray(value, f"<{code}").tobytes()
        return {
            "dtype": code, "bdata": base64.b64encode(data).decode("ascii"), "shape": ", ".join(map(str, value.shape))
        }  # fmt: skip
    return None if isinstance(value, float) and not math.isfinite(value) else value
