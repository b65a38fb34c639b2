"""Which colours stand for which values."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.figures.scales import SCOPES, SIGNED, around_zero, colours_of, from_zero, largest, layer_colours
from cnn.figures.theme import DIVERGING, SEQUENTIAL, WEIGHTS
from cnn.network.spec import LAYER_NAMES, TEXTBOOK
from tests.figures.samples import trace_for


@pytest.mark.parametrize("layer", LAYER_NAMES)
def test_layers_with_a_sign_have_their_zero_in_the_middle_and_all_others_at_the_end(layer: str) -> None:
    colours = colours_of(layer, 2.5)
    assert colours.high == 2.5
    assert (colours.low, colours.scale) == ((-2.5, DIVERGING) if layer in SIGNED else (0, SEQUENTIAL))


@pytest.mark.parametrize("scope", SCOPES)
def test_no_value_of_a_layer_is_beyond_its_scale(scope: str) -> None:
    trace = trace_for(TEXTBOOK)
    for layer in LAYER_NAMES[:-1]:
        colours = layer_colours(trace, layer, scope)
        assert colours.low <= trace[layer].min() and trace[layer].max() <= colours.high
        assert (colours.low < 0) == (layer in SIGNED)


def test_the_input_has_its_own_scale_and_the_network_one_for_all_others() -> None:
    trace = trace_for(TEXTBOOK)
    assert layer_colours(trace, "input", "network").high == 1
    assert len({layer_colours(trace, layer, "network").high for layer in LAYER_NAMES[1:-1]}) == 1


def test_a_scale_has_two_ends_whatever_its_values() -> None:
    assert largest(np.array([0.5, -2.0])) == 2
    for nothing in (np.zeros(3), np.zeros(0)):
        assert largest(nothing) == 1
        assert (from_zero(nothing).low, from_zero(nothing).high) == (0, 1)
        assert (around_zero(nothing).low, around_zero(nothing).high) == (-1, 1)
    weights = around_zero(np.array([0.25, -0.5]), WEIGHTS)
    assert (weights.scale, weights.low, weights.high) == (WEIGHTS, -0.5, 0.5)
