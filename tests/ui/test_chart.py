"""A figure travels as bytes, and arrives as it was."""

from __future__ import annotations

import json
import struct

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from cnn.ui.chart import packed, unpacked
from tests.pages.figures import figures

VALUES = np.array([[0.5, np.nan, -2.0], [1e-30, 3.25, 7.0]], np.float32)


def drawing(**trace: object) -> dict[str, object]:
    return {"data": [{"type": "heatmap", "z": VALUES} | trace], "layout": {"height": 40}}


def test_arrays_arrive_as_they_were() -> None:
    places = np.arange(12, dtype=np.uint8).reshape(2, 3, 2)
    found = unpacked(packed(drawing(customdata=places, x=np.arange(3)), "words", "mark"))
    trace = found["figure"]["data"][0]
    np.testing.assert_array_equal(trace["z"], VALUES)
    assert trace["z"].dtype == np.float32
    np.testing.assert_array_equal(trace["customdata"], places)
    assert list(trace["x"]) == [0, 1, 2]  # no type of JavaScript's: as a list
    assert (found["alt"], found["mark"], found["figure"]["layout"]["height"]) == ("words", "mark", 40)


def test_a_figure_of_plotly_is_sent_without_base64() -> None:
    payload = packed(go.Figure(drawing(), _validate=False), "")
    assert b"bdata" not in payload
    np.testing.assert_array_equal(unpacked(payload)["figure"]["data"][0]["z"], VALUES)


def test_the_header_is_json_that_every_browser_reads() -> None:
    payload = packed(drawing(text=[float("nan"), np.float32(2), "−1", None]), "")
    (length,) = struct.unpack_from("<I", payload)

    def refuse(name: str) -> None:
        pytest.fail(name)

    header = json.loads(payload[4 : 4 + length], parse_constant=refuse)
    assert header["figure"]["data"][0]["text"] == [None, 2.0, "−1", None]


def test_another_value_is_another_revision() -> None:
    first, again, other = (unpacked(packed(drawing(z=z), "")) for z in (VALUES, VALUES.copy(), VALUES + 1))
    assert first["revision"] == again["revision"] != other["revision"]
    assert first["figure"]["layout"]["datarevision"] == first["revision"]


PAGE = """
from cnn.ui import chart
data = [{"type": "scatter", "x": [1, 2], "y": [3, 4]}]
chart.figure({"data": data, "layout": {"height": 40}}, "points", "two points", on_point=print)
"""


def test_a_figure_is_on_the_page_under_its_key() -> None:
    at = AppTest.from_string(PAGE).run()
    assert not at.exception
    assert [trace["x"] for trace in figures(at)["points"]["data"]] == [[1, 2]]
