"""The section with the sliding kernel gives its script the numbers of the layer."""

from __future__ import annotations

import base64
import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnn.figures.theme import DARK, LIGHT
from cnn.network.sliding import LAYERS
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.ui.microscope.slide import slide_data
from tests.network.test_sliding import slide_through
from tests.strategies import valid_specs
from tests.ui.microscope.sections import section


@given(valid_specs(), st.sampled_from(LAYERS))
def test_the_script_is_given_the_same_numbers(spec: NetworkSpec, layer: str) -> None:
    slide = slide_through(spec, layer)
    data = json.loads(json.dumps(slide_data(slide, LIGHT)))
    assert np.array_equal(decoded(data["inputs"]), slide.inputs.ravel())
    assert np.array_equal(decoded(data["output"]), slide.output.ravel())
    assert data["output_size"] ** 2 == slide.output.size
    assert data["input_shape"] == list(slide.inputs.shape)
    if slide.weights is None:
        assert data["weights"] is None
    else:
        assert np.array_equal(decoded(data["weights"]), slide.weights.ravel())
    assert slide.axis.formula in data["words"]["output"]
    assert ("hatched" in data["words"]["input"]) == bool(data["unread"])
    assert ("ring of zeros" in data["words"]["input"]) == (slide.axis.padding > 0)


def decoded(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.float32)


def test_the_script_is_given_the_colours_of_both_themes() -> None:
    slide = slide_through(TEXTBOOK, "conv1")
    assert slide_data(slide, LIGHT)["theme"] != slide_data(slide, DARK)["theme"]


def test_section_opens_for_every_layer() -> None:
    at = section("slide")
    for layer in LAYERS:
        at.segmented_control(key="slide_layer").set_value(layer).run()
        assert not at.exception
        assert at.slider[0].max == (31 if layer.endswith("2") else 15)
