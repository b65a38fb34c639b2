"""A Plotly figure on a page: the adapter of `figure/index.js`, which draws it and changes it in place.

A figure travels as bytes: the length of a header (uint32, little-endian), the header in JSON, and the bytes of its
arrays.
"""

from __future__ import annotations

import base64
import json
import math
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from cnn.ui import frontend, state

Drawing: TypeAlias = go.Figure | Mapping[str, Any]
"""A figure, or the `data` and `layout` of one."""

_TYPES = {"float32", "float64", "uint8", "uint16", "uint32", "int8", "int16", "int32"}


def figure(drawing: Drawing, key: str, alt: str, mark: str = "", on_point: Callable[[int], None] | None = None) -> None:
    """Put a figure into the container `key`, without Plotly's own buttons.

    alt: what it shows, in words. mark: the name of a performance mark that is set whenever it has been painted with new
    values. on_point: called with the number of a point that was clicked.
    """
    component = frontend.component("figure/index.js", isolate_styles=False)
    name = f"{key}_figure"

    def take() -> None:
        point = state.widget(name, {}).get("point")
        if on_point is not None and type(point) is int:
            on_point(point)

    state.listen(name)
    with st.container(key=key):
        component(key=name, data=packed(drawing, alt, mark), on_point_change=take)


def packed(drawing: Drawing, alt: str, mark: str = "") -> bytes:
    """A figure as `figure/payload.js` reads it."""
    if isinstance(drawing, go.Figure):
        drawing = drawing.to_dict()
    arrays: list[bytes] = []
    layout = {"template": {}, "uirevision": "kept"} | drawing["layout"]
    body = _described({"data": drawing["data"], "layout": layout}, arrays)
    revision = zlib.crc32(json.dumps(body).encode())
    for array in arrays:
        revision = zlib.crc32(array, revision)
    body["layout"]["datarevision"] = revision
    header = {
        "figure": body, "alt": alt, "revision": revision, "source": frontend.plotly_address(), "mark": mark,
    }  # fmt: skip
    text = json.dumps(header, separators=(",", ":")).encode()
    return b"".join((struct.pack("<I", len(text)), text, *arrays))


def unpacked(payload: bytes) -> dict[str, Any]:
    """The header of a packed figure, with numpy arrays in their places."""
    (length,) = struct.unpack_from("<I", payload)
    data = payload[4 + length :]
    found: dict[str, Any] = json.loads(payload[4 : 4 + length], object_hook=lambda one: _array(one, data))
    return found


def _array(value: dict[str, Any], data: bytes) -> Any:
    if not value.keys() >= {"bytes", "dtype", "shape"}:
        return value
    start, end = value["bytes"]
    return np.frombuffer(data[start:end], value["dtype"]).reshape(value["shape"])


def _described(value: Any, arrays: list[bytes]) -> Any:
    """What stands in the header for a value; the bytes of arrays in it are added to `arrays`."""
    if isinstance(value, Mapping):
        if "bdata" in value:  # as plotly has arrays in a figure's dict
            shape = [int(size) for size in str(value["shape"]).split(",")] if "shape" in value else [-1]
            return _described(np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"]).reshape(shape), arrays)
        return {name: _described(one, arrays) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_described(one, arrays) for one in value]
    if isinstance(value, np.ndarray):
        if value.dtype.name not in _TYPES:
            return _described(value.tolist(), arrays)
        start = sum(map(len, arrays))
        arrays.append(np.ascontiguousarray(value).tobytes())
        return {"bytes": [start, start + len(arrays[-1])], "dtype": value.dtype.name, "shape": list(value.shape)}
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def side_by_side(figures: Sequence[Drawing], widths: Sequence[float], key: str, alts: Sequence[str]) -> None:
    """Put the figures into columns of these widths (more widths than figures: the rest stays free); on a phone they
    stand one under the other.

    The first container has the key `key`, the others `key`_1, `key`_2, …; alts: what each shows, in words.
    """
    columns = st.columns(list(widths), gap=None)
    for number, (drawing, alt) in enumerate(zip(figures, alts, strict=True)):
        with columns[number]:
            figure(drawing, key=f"{key}_{number}" if number else key, alt=alt)
