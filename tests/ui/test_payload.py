"""Structures with arrays travel as bytes, and arrive as they were."""

from __future__ import annotations

import json
import struct

import numpy as np
import plotly.graph_objects as go
import pytest

from cnn.ui.payload import packed, unpacked

VALUES = np.array([[0.5, np.nan, -2.0], [1e-30, 3.25, 7.0]], np.float32)


def test_arrays_arrive_as_they_were() -> None:
    places = np.arange(12, dtype=np.uint8).reshape(2, 3, 2)
    found = unpacked(packed({"deep": [{"z": VALUES}, places], "x": np.arange(3), "words": "a"}))
    np.testing.assert_array_equal(found["deep"][0]["z"], VALUES)
    assert found["deep"][0]["z"].dtype == np.float32
    np.testing.assert_array_equal(found["deep"][1], places)
    assert found["x"] == [0, 1, 2]  # no type of JavaScript's: as a list
    assert found["words"] == "a"


def test_a_figure_of_plotly_is_sent_without_base64() -> None:
    figure = go.Figure({"data": [{"type": "heatmap", "z": VALUES}], "layout": {}}, _validate=False)
    payload = packed(figure.to_dict())
    assert b"bdata" not in payload
    np.testing.assert_array_equal(unpacked(payload)["data"][0]["z"], VALUES)


def test_the_header_is_json_that_every_browser_reads() -> None:
    payload = packed({"text": [float("nan"), np.float32(2), "−1", None, (1, 2)]})
    (length,) = struct.unpack_from("<I", payload)

    def refuse(name: str) -> None:
        pytest.fail(name)

    header = json.loads(payload[4 : 4 + length], parse_constant=refuse)
    assert header["text"] == [None, 2.0, "−1", None, [1, 2]]
