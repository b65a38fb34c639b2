"""The cell under the microscope: its controls reach every cell, and it says the value of each."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from cnn.figures.numbers import exact, percent
from cnn.network.cell import explain_cell
from cnn.network.shapes import layer_shapes
from cnn.network.spec import LAYER_NAMES, TEXTBOOK
from cnn.network.trace import trace_forward
from cnn.ui.microscope.cell import strongest_cell, valid_address
from cnn.ui.session import Session
from cnn.ui.shown_digit import shown_digit
from cnn.weights.load import load_model
from tests.apps import opened, run
from tests.pages.figures import figures

_HEADLINE = '<div class="cell-value"'


def headline(at: AppTest) -> str:
    """What the page says of the cell, without its tags."""
    said = next(element.proto.body for element in at.get("html") if _HEADLINE in element.proto.body)
    return re.sub("<[^>]+>", "", said)


@pytest.mark.parametrize("layer", LAYER_NAMES)
def test_the_page_opens_every_layer_and_says_its_value(layer: str) -> None:
    at = opened("pages/microscope.py")
    at.selectbox("cell_layer").set_value(layer)
    run(at)
    image, _ = shown_digit(Session())
    model = load_model(TEXTBOOK).model
    trace = trace_forward(model, torch.from_numpy(image)[None])
    address = valid_address((layer, *strongest_cell(trace)[1:]), layer_shapes(TEXTBOOK))
    assert address is not None
    cell = explain_cell(model, trace, *address)
    expected = percent(cell.value) if layer == "softmax" else exact(cell.value)
    assert f"Explore): {expected}" in headline(at)


def test_the_controls_reach_a_cell_and_stay_inside_the_layer() -> None:
    at = opened("pages/microscope.py")
    at.selectbox("cell_layer").set_value("conv1")
    run(at)
    for key, value in (("cell_channel", 15), ("cell_row", 27), ("cell_column", 0)):
        at.number_input(key).set_value(value)
        run(at)
    assert at.session_state["explorer"].microscope.cell == ("conv1", 15, 27, 0)
    at.selectbox("cell_layer").set_value("pool2")
    run(at)
    assert [at.number_input(f"cell_{name}").value for name in ("channel", "row", "column")] == [15, 6, 0]
    at.selectbox("cell_layer").set_value("fc2")
    run(at)
    assert at.number_input("cell_channel").value == 9 and len(at.number_input) == 1


def test_one_click_shows_all_input_channels() -> None:
    at = opened("pages/microscope.py")
    assert "16" in at.toggle("all_channels").label
    before = cells_shown(at)
    at.toggle("all_channels").set_value(True)
    run(at)
    assert cells_shown(at) > 2 * before


def cells_shown(at: AppTest) -> int:
    return sum(np.size(trace["z"]) for trace in figures(at)["numbers"]["data"] if "z" in trace)


def test_temperature_is_softmax_of_the_scaled_logits() -> None:
    at = opened("pages/microscope.py")
    at.selectbox("cell_layer").set_value("softmax")
    run(at)
    at.slider("temperature").set_value(4.0)
    run(at)
    image, _ = shown_digit(Session())
    logits = torch.from_numpy(trace_forward(load_model(TEXTBOOK).model, torch.from_numpy(image)[None]).logits)
    digit = at.number_input("cell_channel").value
    share = float(torch.softmax(logits.double() / 4, 0)[digit])
    number, _, power = f"{share:.4g}".partition("e")
    assert f"= {number}" in at.latex[0].value and (not power or str(int(power)) in at.latex[0].value)


def test_a_cell_outside_the_network_is_moved_inside() -> None:
    layers = layer_shapes(TEXTBOOK.changed(conv1_out_channels=4, conv1_stride=2))
    assert valid_address(("conv1", 15, 27, 3), layers) == ("conv1", 3, 13, 3)
    assert valid_address(("fc2", 99, 5, 5), layers) == ("fc2", 9, 0, 0)
    assert valid_address(("conv9", 0, 0, 0), layers) is None and valid_address(None, layers) is None
