"""Every channel switched off by itself reads what the network with that channel cut out reads."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.digits.sets import load_generated, network_input
from cnn.explain.channel_worth import accuracy_of, channel_worth, digits_within
from cnn.explain.lesion import Lesion, channels, lesioned
from cnn.network.model import SimpleCNN
from cnn.network.spec import HIDDEN_LAYERS, TEXTBOOK, NetworkSpec
from cnn.training.loop import evaluate
from cnn.weights.load import load_model
from tests.explain.networks import LARGEST, SPECS

DIGITS = load_generated(60, 11)


def read_one_by_one(model: SimpleCNN) -> float:
    """The share that is read, each digit by itself."""
    with torch.no_grad():
        answers = [int(model(network_input(one[None])).argmax()) for one in DIGITS.images]
    return sum(a == b for a, b in zip(answers, DIGITS.labels.tolist(), strict=True)) / len(DIGITS)


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("layer", HIDDEN_LAYERS)
def test_each_channel_against_a_network_without_it(spec: NetworkSpec, layer: str) -> None:
    model = load_model(spec).model
    found = channel_worth(model, layer, DIGITS)
    assert found.digits == 60 and found.whole == pytest.approx(read_one_by_one(model))
    for channel in range(0, channels(spec)[layer], 1 if layer != "fc1" else 9):
        cut = lesioned(model, Lesion().with_off(layer, [channel]))
        assert found.without[channel] == pytest.approx(accuracy_of(cut, DIGITS)), channel
    np.testing.assert_allclose(found.lost, found.whole - found.without)


def test_a_dead_channel_is_never_active_and_costs_nothing() -> None:
    model = lesioned(load_model(TEXTBOOK).model, Lesion((3,), (5,), (7,)))
    for layer, channel in (("conv1", 3), ("conv2", 5), ("fc1", 7)):
        found = channel_worth(model, layer, DIGITS)
        assert found.active[channel] == 0 and found.lost[channel] == 0 and found.active.max() > 0


def test_accuracy_is_that_of_the_training_loop() -> None:
    for spec in SPECS:
        model = load_model(spec).model
        assert accuracy_of(model, DIGITS) == pytest.approx(evaluate(model, DIGITS).accuracy)
        assert accuracy_of(model, DIGITS) == pytest.approx(read_one_by_one(model))


def test_progress_ends_at_one_and_the_model_stays() -> None:
    model, told = load_model(TEXTBOOK).model, list[float]()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    channel_worth(model, "conv2", DIGITS, told.append)
    accuracy_of(model, DIGITS, told.append)
    assert told[-1] == 1 and told[-2] == 1 and sorted(told[:-1]) == told[:-1]
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())


def test_slow_networks_are_tried_on_fewer_digits() -> None:
    for layer in HIDDEN_LAYERS:
        assert digits_within(TEXTBOOK, layer, 1000) == 1000
        assert 100 <= digits_within(LARGEST, layer, 1000) < 1000
