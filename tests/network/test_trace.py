"""The record of a forward pass agrees with the forward pass, to the bit."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from torch import Tensor

from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes
from cnn.network.spec import LAYER_NAMES, TEXTBOOK, NetworkSpec
from cnn.network.trace import trace_forward
from cnn.weights.load import untrained
from tests.strategies import valid_specs

IMAGE = torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(0))


def step_by_step(model: SimpleCNN, x: Tensor) -> dict[str, Tensor]:
    """The forward pass spelled out here, with the model's own modules."""
    steps = {"input": x, "conv1": model.conv1(x)}
    steps["relu1"] = steps["conv1"].clamp(min=0)
    steps["pool1"] = model.pool1(steps["relu1"])
    steps["conv2"] = model.conv2(steps["pool1"])
    steps["relu2"] = steps["conv2"].clamp(min=0)
    steps["pool2"] = model.pool2(steps["relu2"])
    steps["flatten"] = steps["pool2"].reshape(1, -1)
    steps["fc1"] = model.fc1(steps["flatten"])
    steps["relu3"] = steps["fc1"].clamp(min=0)
    steps["fc2"] = model.fc2(steps["relu3"])
    steps["softmax"] = steps["fc2"].exp() / steps["fc2"].exp().sum()
    return steps


@given(valid_specs())
def test_every_step_is_the_forward_pass_and_has_the_shape_of_the_table(spec: NetworkSpec) -> None:
    model = untrained(spec)
    trace = trace_forward(model, IMAGE)
    with torch.no_grad():
        logits, steps = model(IMAGE[None])[0], step_by_step(model, IMAGE[None])
    assert tuple(trace) == LAYER_NAMES and len(trace) == len(LAYER_NAMES)
    assert np.array_equal(trace.logits, logits.numpy())
    for name in LAYER_NAMES[:-1]:
        assert np.array_equal(trace[name], steps[name][0].numpy()), name
    assert np.allclose(trace.probabilities, steps["softmax"][0].numpy(), atol=1e-6)
    for layer in layer_shapes(spec):
        assert trace[layer.name].shape == layer.output_shape and trace[layer.name].dtype == np.float32


def test_probabilities_and_prediction() -> None:
    model = untrained(TEXTBOOK)
    with torch.no_grad():
        model.fc2.bias[7] += 5
    trace = trace_forward(model, IMAGE)
    assert trace.probabilities.min() >= 0 and trace.probabilities.sum() == pytest.approx(1, abs=1e-6)
    assert trace.prediction == 7 == trace.logits.argmax()


def test_softmax_works_with_huge_logits() -> None:
    model = untrained(TEXTBOOK)
    with torch.no_grad():
        model.fc2.bias += torch.linspace(-1e6, 1e6, 10)
    assert trace_forward(model, IMAGE).probabilities.tolist() == [0] * 9 + [1]


@pytest.mark.parametrize("training", [True, False])
def test_the_model_and_the_picture_are_left_as_they_were(training: bool) -> None:
    model = untrained(NetworkSpec()).train(training)
    image, weights = IMAGE.clone(), {key: value.clone() for key, value in model.state_dict().items()}
    trace = trace_forward(model, image)
    assert model.training is training
    assert all(parameter.grad is None and parameter.requires_grad for parameter in model.parameters())
    trace["input"][:] = 9  # the record is a copy: writing on it changes neither the picture nor another step
    assert torch.equal(image, IMAGE)
    assert all(torch.equal(value, weights[key]) for key, value in model.state_dict().items())


def test_steps_that_change_nothing_have_arrays_of_their_own() -> None:
    trace = trace_forward(untrained(TEXTBOOK.changed(pool1_kind="none", pool2_kind="none")), IMAGE)
    assert not np.shares_memory(trace["relu1"], trace["pool1"])
    assert not np.shares_memory(trace["pool2"], trace["flatten"])


@pytest.mark.parametrize("shape", [(28, 28), (1, 1, 28, 28), (3, 28, 28), (1, 27, 28), (0, 28, 28)])
def test_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="must have the shape"):
        trace_forward(untrained(TEXTBOOK), torch.zeros(shape))
