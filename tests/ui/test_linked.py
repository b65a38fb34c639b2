"""What the script of the linked views is given, and what is taken from it."""

from __future__ import annotations

import base64
import html
import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.network.shapes import layer_shapes
from cnn.network.spec import TEXTBOOK
from cnn.ui.linked import cells_picture

SCRIPT = """
import streamlit as st
from cnn.network.shapes import layer_shapes
from cnn.network.spec import TEXTBOOK
from cnn.ui import linked, state
state.session()
linked.linked_here(layer_shapes(TEXTBOOK), "context", ("conv1", 2, 3, 4), twice=True)
st.text(linked.is_opened("context"))
linked._take("context", linked._under_the_microscope)
"""


def opened(sent: object) -> AppTest:
    """A page on which the script has sent this for the cell that was opened."""
    at = AppTest.from_string(SCRIPT, default_timeout=60)
    at.session_state["marks_context"] = {"open": sent}
    at.run()
    assert not at.exception
    return at


def test_a_picture_carries_every_value_of_its_maps() -> None:
    maps = np.random.default_rng(0).normal(size=(5, 3, 4)).astype(np.float64)
    said = cells_picture("pool1", maps, 2.0, 'the "map" <5>', first=7)
    cells = json.loads(html.unescape(re.findall(r'data-cells="([^"]*)"', said)[0]))
    values = np.frombuffer(base64.b64decode(cells.pop("values")), np.float32).reshape(5, 3, 4)
    np.testing.assert_array_equal(values, maps.astype(np.float32))
    assert cells == {"layer": "pool1", "first": 7, "count": 5, "columns": 2, "ring": 0}
    assert 'aria-label="the &quot;map&quot; &lt;5&gt;"' in said


def test_a_signed_layer_has_a_scale_with_two_ends() -> None:
    """The same values, of a layer that can be negative and of one that cannot."""
    maps = np.array([[[-1.0, 0.0, 1.0]]])
    signed, unsigned = (cells_picture(layer, maps, 1.0, "") for layer in ("conv1", "pool1"))
    assert signed.partition("src=")[2] != unsigned.partition("src=")[2]


def test_a_cell_that_was_opened_is_under_the_microscope() -> None:
    at = opened({"layer": "conv2", "channel": 3, "row": 4, "column": 5})
    assert at.session_state["explorer"].microscope.cell == ("conv2", 3, 4, 5)
    assert at.session_state["microscope_view"] == "The cell"
    assert at.text[0].value == "True"


@pytest.mark.parametrize(
    "sent",
    [
        None, 5, "conv1", [], {}, {"layer": "conv1"}, {"layer": 1, "channel": 0, "row": 0, "column": 0},
        {"layer": "conv1", "channel": True, "row": 0, "column": 0},
        {"layer": "conv1", "channel": 0.0, "row": 0, "column": 0},
    ],
)  # fmt: skip
def test_what_is_no_cell_opens_nothing(sent: object) -> None:
    at = opened(sent)
    assert at.session_state["explorer"].microscope.cell is None
    assert at.text[0].value == "False"


def test_the_script_knows_the_geometry_of_every_layer() -> None:
    (component,) = opened(None).get("bidi_component")
    data = json.loads(component.proto.json)
    assert data["cell"] == {"layer": "conv1", "channel": 2, "row": 3, "column": 4}
    assert data["pinned"] and data["twice"] and data["figure"] == "context"
    layers = layer_shapes(TEXTBOOK)
    assert [layer["name"] for layer in data["layers"]] == [layer.name for layer in layers]
    for told, layer in zip(data["layers"], layers, strict=True):
        assert told["shape"] == list(layer.output_shape)
        assert (told["kernel_size"], told["stride"], told["padding"]) == (
            layer.kernel_size, layer.stride, layer.padding,
        )  # fmt: skip
