"""Structures with arrays in them as bytes for the browser: what `assets/frontend/figure/payload.js` reads.

The length of a header (uint32, little-endian), the header in JSON, and the bytes of its arrays.
"""

from __future__ import annotations

import base64
import json
import math
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

_TYPES = {"float32", "float64", "uint8", "uint16", "uint32", "int8", "int16", "int32"}
"""Types of numbers that JavaScript has arrays for; others travel as lists."""


def packed(header: Mapping[str, Any]) -> bytes:
    """The header and all arrays in it, at any depth."""
    arrays: list[bytes] = []
    text = json.dumps(_described(header, arrays), separators=(",", ":"), allow_nan=False).encode()
    return b"".join((struct.pack("<I", len(text)), text, *arrays))


def unpacked(payload: bytes) -> dict[str, Any]:
    """The header of a packed structure, with numpy arrays in their places."""
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
