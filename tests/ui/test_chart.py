"""Figures on a page: what the browser is told of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from streamlit.testing.v1 import AppTest

from cnn.ui.chart import figure_payload
from cnn.ui.payload import unpacked
from tests.pages.figures import figures

VALUES = np.array([[0.5, np.nan, -2.0], [1e-30, 3.25, 7.0]], np.float32)


def told(z: np.ndarray = VALUES, alt: str = "") -> dict[str, Any]:
    drawing = {"data": [{"type": "heatmap", "z": z}], "layout": {"height": 40}}
    both = [unpacked(figure_payload(one, alt, "mark")) for one in (drawing, go.Figure(drawing, _validate=False))]
    np.testing.assert_array_equal(both[0]["figure"]["data"][0]["z"], both[1]["figure"]["data"][0]["z"])
    return both[0]


def test_a_figure_is_told_with_its_words_and_its_mark() -> None:
    found = told(alt="words")
    np.testing.assert_array_equal(found["figure"]["data"][0]["z"], VALUES)
    assert (found["alt"], found["mark"], found["figure"]["layout"]["height"]) == ("words", "mark", 40)
    assert found["source"].endswith("/plotly.min.js")


def test_another_value_is_another_revision() -> None:
    first, again, other = told(), told(VALUES.copy(), "other words"), told(VALUES + 1)
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
