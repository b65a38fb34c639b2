"""What a value is made of: steps, contributions, ReLU and softmax by their numbers."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.figures import contributions
from tests.figures.samples import taken_apart


def test_steps_lead_from_zero_over_the_bias_to_the_value() -> None:
    cell, _ = taken_apart("conv2", (3, 5, 5))
    figure = contributions.steps_figure([str(at) for at in range(16)], cell.partial_sums, cell.bias)
    bars = figure.data[0]
    starts, heights = np.asarray(bars.base), np.asarray(bars.y)
    assert starts[0] == 0 and starts[-1] == 0
    assert np.allclose(starts[1:-1], (starts + heights)[:-2])  # each begins where the last one ended
    assert heights[-2] == cell.bias and heights[-1] == pytest.approx(cell.value, abs=1e-5)


def test_relu_map_and_softmax_figures_hold_their_numbers() -> None:
    cell, trace = taken_apart("fc1", (7, 0, 0))
    z = np.asarray(contributions.map_figure(cell.products.reshape(32, 7, 7), "flatten").data[0].z)
    assert np.nansum(z) + cell.bias == pytest.approx(cell.value, abs=1e-4)
    bars = contributions.relu_figure(trace["conv1"], -0.1).data[0]
    middles, shares = np.asarray(bars.x), np.asarray(bars.y)
    assert shares.sum() == pytest.approx(1)
    assert shares[middles < 0].sum() == pytest.approx((trace["conv1"] < 0).mean(), abs=1e-3)
    logits, shares = contributions.softmax_figures(trace.logits, trace.probabilities, 3)
    assert np.array_equal(logits.data[0].x, trace.logits) and np.array_equal(shares.data[0].x, trace.probabilities)
