"""What fc1 makes of digits, against single forward passes."""

from __future__ import annotations

import numpy as np
import torch

from cnn.digits.sets import load_generated
from cnn.explain.activations import activations_of
from cnn.network.spec import TEXTBOOK
from cnn.network.trace import trace_forward
from cnn.weights.load import load_model


def test_activations_are_those_of_single_passes() -> None:
    digits = load_generated(230, 5)
    model = load_model(TEXTBOOK.changed(hidden_units=40)).model
    seen = activations_of(model, digits)
    assert seen.fc1.shape == (230, 40) and np.array_equal(seen.labels, digits.labels.numpy())
    for at in (0, 99, 100, 229):
        trace = trace_forward(model, digits.images[at : at + 1].float() / 255)
        np.testing.assert_allclose(seen.fc1[at], trace["fc1"], rtol=1e-4, atol=1e-4)
        assert seen.read[at] == trace.prediction
    assert seen.accuracy == float(np.mean(seen.read == seen.labels)) > 0.9
    assert not torch.is_grad_enabled() or seen.fc1.dtype == np.float32
