"""A figure as dictionaries and arrays."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import plotly.graph_objects as go


def plain(figure: go.Figure) -> dict[str, Any]:
    """`to_dict` with arrays as arrays again."""
    found: dict[str, Any] = _unpacked(figure.to_dict())
    return found


def _unpacked(value: Any) -> Any:
    if isinstance(value, dict) and "bdata" in value:
        array = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
        return array.reshape([int(size) for size in str(value["shape"]).split(",")]) if "shape" in value else array
    if isinstance(value, dict):
        return {key: _unpacked(one) for key, one in value.items()}
    return [_unpacked(one) for one in value] if isinstance(value, list | tuple) else value
