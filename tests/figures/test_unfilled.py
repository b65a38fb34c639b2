"""The figure of all layers without values: the very figure, but for what the browser fills in."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given

from cnn.figures.arrangement import NARROW, WIDE
from cnn.figures.network import network_drawing
from cnn.figures.theme import DARK
from cnn.figures.unfilled import unfilled_network
from cnn.network.spec import LAYER_NAMES, NetworkSpec
from cnn.network.trace import Trace
from cnn.ui.models import blank_trace
from tests.strategies import valid_specs


@given(valid_specs())
def test_it_is_the_figure_of_all_layers_but_for_their_values(spec: NetworkSpec) -> None:
    blank = blank_trace(spec)
    for places in (WIDE, NARROW):
        _compare(blank, unfilled_network(blank, DARK, places), network_drawing(blank, theme=DARK, places=places))


def _compare(blank: Trace, unfilled: dict[str, Any], drawing: dict[str, Any]) -> None:
    assert unfilled["figure"]["layout"] == drawing["layout"]
    assert [layer["name"] for layer in unfilled["layers"]] == list(LAYER_NAMES[:-1])
    for layer in unfilled["layers"]:
        left, whole = unfilled["figure"]["data"][layer["trace"]], drawing["data"][layer["trace"]]
        assert left == {name: value for name, value in whole.items() if name != "z"}
        tiles = layer["tiles"]
        rows = -(-tiles["count"] // tiles["columns"])
        high, wide = tiles["height"] + tiles["gap"], tiles["width"] + tiles["gap"]
        assert whole["z"].shape == (rows * high - tiles["gap"], tiles["columns"] * wide - tiles["gap"])
        assert tiles["count"] * tiles["height"] * tiles["width"] == np.size(blank[layer["name"]])
        assert drawing["layout"]["annotations"][layer["ends"] - 2]["text"] == f"<b>{layer['name']}</b>"


def test_the_bars_are_there_and_cannot_be_seen() -> None:
    bars = unfilled_network(blank_trace(NetworkSpec()))["figure"]["data"][11]
    assert bars["name"] == "softmax" and len(bars["x"]) == 10 and bars["opacity"] == 0
    assert not any(name.startswith("text") for name in bars)
