"""The filters section: every filter beside its map, with every value."""

from __future__ import annotations

import base64
import html
import json
import re

import numpy as np
import pytest

from cnn.network.kernels import conv_of
from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK, ConvSpec, NetworkSpec
from cnn.ui.session import Session
from cnn.ui.shown_digit import shown_trace
from tests.ui.microscope.sections import UNUSUAL, check_it_opens, pictures, section


@pytest.mark.parametrize("spec", UNUSUAL)
def test_the_section_opens_for_unusual_networks(spec: NetworkSpec) -> None:
    check_it_opens("filters", spec)


@pytest.mark.parametrize(
    ("spec", "layer", "said"),
    [
        (TEXTBOOK, "conv1", "**16 filters**, each with one kernel of 5×5."),
        (TEXTBOOK, "conv2", "**32 filters**, each with 16 kernels of 5×5: one kernel for each map of pool1."),
        (NetworkSpec(conv1=ConvSpec(1, 3), conv2=ConvSpec(1, 2)), "conv2", "**1 filter**, with one kernel of 2×2."),
    ],
)
def test_the_sentence_counts_filters_and_kernels_apart(spec: NetworkSpec, layer: str, said: str) -> None:
    at = section("filters", spec)
    at.segmented_control(key="filters_layer").set_value(layer).run()
    (words,) = (element.value for element in at.markdown if "has the shape" in element.value)
    assert said in words and str(list(conv_of(SimpleCNN(spec), layer).weight.shape)) in words


def test_every_filter_is_beside_its_map() -> None:
    at = section("filters")
    assert pictures(at).count('class="filter"') == pictures(at).count('class="kernel"') == 16
    at.segmented_control(key="filters_layer").set_value("conv2").run()
    assert pictures(at).count('class="filter"') == pictures(at).count('class="kernel"') == 32


def test_pictures_of_maps_hold_every_value() -> None:
    at = section("filters")
    at.segmented_control(key="filters_layer").set_value("conv2").run()
    trace, _ = shown_trace(Session())
    found = [json.loads(html.unescape(text)) for text in re.findall(r'data-cells="([^"]*)"', pictures(at))]
    assert [cells["layer"] for cells in found] == ["input", "pool1", *["conv2"] * 32]
    assert [cells["first"] for cells in found] == [0, 0, *range(32)]
    for cells in found:
        values = np.frombuffer(base64.b64decode(cells["values"]), np.float32)
        shown = trace[cells["layer"]][cells["first"] : cells["first"] + cells["count"]]
        np.testing.assert_array_equal(values, shown.ravel())
