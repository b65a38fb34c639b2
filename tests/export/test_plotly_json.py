"""Figures as JSON: every value survives, and nothing in it can end the script that it stands in."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.export.plotly_json import figure_json, plain_figure
from cnn.figures.maps_in_space import slabs_figure
from cnn.figures.network import network_drawing, network_figure
from cnn.network.spec import TEXTBOOK
from tests.figures.samples import trace_for

TYPES = [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.float32, np.float64]


def same(one: Any, other: Any) -> bool:
    """Whether two plain values are equal, arrays and lists of the same numbers alike."""
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, np.ndarray):
        return np.array_equal(one, np.asarray(other, one.dtype), equal_nan=one.dtype.kind == "f")
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


@pytest.mark.parametrize("figure", ["drawing", "figure", "space"])
def test_figures_of_the_app_come_back(figure: str) -> None:
    trace = trace_for(TEXTBOOK)
    made = {"drawing": network_drawing, "figure": network_figure, "space": slabs_figure}[figure](trace)
    text = figure_json(made)  # type: ignore[arg-type]
    back = plain_figure(json.loads(text))
    assert text.isascii() and same(plain_figure(made), back)  # type: ignore[arg-type]
    if figure == "drawing":
        z = back["data"][1]["z"]
        assert z.dtype == np.float32 and np.nanmax(z) == trace["conv1"].max()


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("shape", [(40,), (5, 8), (2, 5, 4)])
def test_arrays_of_all_types_come_back(kind: type, shape: tuple[int, ...]) -> None:
    values = np.arange(40).reshape(shape).astype(kind)
    for made in (values, values[::-1], values.astype(values.dtype.newbyteorder(">"))):
        back = plain_figure(json.loads(figure_json({"data": [{"z": made}]})))["data"][0]["z"]
        assert back.dtype == kind
        np.testing.assert_array_equal(back, made)


def test_plotly_reads_its_own_arrays_from_it() -> None:
    z = np.random.default_rng(0).random((6, 7)).astype(np.float32)
    ours = json.loads(figure_json({"data": [{"type": "heatmap", "z": z}]}))["data"][0]["z"]
    theirs = go.Figure(go.Heatmap(z=z)).to_plotly_json()["data"][0]["z"]
    assert ours == theirs


def test_what_is_no_number_in_json_becomes_null() -> None:
    odd = {
        "data": [{"x": [1.0, float("nan"), float("inf")], "y": np.array([np.nan, 1]), "n": np.float32(2), "t": (1, 2)}]
    }
    found = json.loads(figure_json(odd))["data"][0]
    assert found == {"x": [1.0, None, None], "y": [None, 1.0], "n": 2.0, "t": [1, 2]}
    assert json.loads(figure_json({"data": [{"text": np.array(["a", "b"], object)}]}))["data"][0]["text"] == ["a", "b"]


@given(st.text(max_size=30))
def test_no_text_can_end_a_script(text: str) -> None:
    hostile = f"{text}</script><!--<script>]]>&lt;\u2028"
    made = figure_json({"data": [{"name": hostile, hostile: 1}], "layout": {"title": {"text": hostile}}})
    assert not set(made) & set("<>&") and made.isascii()
    back = json.loads(made)
    assert back["data"][0]["name"] == hostile and back["layout"]["title"]["text"] == hostile
