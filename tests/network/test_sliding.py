"""The numbers that the sliding window is given: against the layer's output, worked out window by window."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnn.network.sliding import LAYERS, Slide, slide_of
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.network.trace import trace_forward
from cnn.weights.load import untrained
from tests.strategies import valid_specs


def slide_through(spec: NetworkSpec, layer: str, channel: int = 0) -> Slide:
    model = untrained(spec)
    image = torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(0))
    return slide_of(model, trace_forward(model, image), layer, channel)


def by_hand(slide: Slide) -> np.ndarray:
    """The output from the windows that `slide.axis` names, one by one."""
    axis = slide.axis
    padded = np.pad(slide.inputs.astype(np.float64), ((0, 0), *[(axis.padding, axis.padding)] * 2))
    output = np.empty((axis.output, axis.output))
    for row in range(axis.output):
        for column in range(axis.output):
            window = padded[np.ix_(range(len(padded)), axis.taps(row), axis.taps(column))]
            if slide.weights is not None:
                output[row, column] = (window * slide.weights).sum() + slide.bias
            else:
                output[row, column] = window.mean() if slide.kind == "avg" else window.max()
    return output


@given(valid_specs(), st.sampled_from(LAYERS))
def test_windows_give_the_output(spec: NetworkSpec, layer: str) -> None:
    slide = slide_through(spec, layer)
    assert np.allclose(by_hand(slide), slide.output, atol=1e-5)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_channel_has_its_own_window(layer: str) -> None:
    for channel in (1, 7):
        slide = slide_through(TEXTBOOK, layer, channel)
        assert np.allclose(by_hand(slide), slide.output, atol=1e-5)
