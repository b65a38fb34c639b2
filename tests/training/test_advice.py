"""The advice after a training that learned nothing, tested on trainings that really learn nothing."""

from __future__ import annotations

import math

import pytest

from cnn.digits.sets import DigitSet, load_generated
from cnn.network.spec import TEXTBOOK, ConvSpec, NetworkSpec
from cnn.training.advice import GUESSING, advice, relative_step
from cnn.training.loop import TrainingOptions, evaluate, train
from cnn.training.worker import weights_of
from cnn.weights.load import untrained


@pytest.fixture(scope="module")
def digits() -> DigitSet:
    return load_generated(1000, seed=1)


@pytest.mark.parametrize(
    ("optimizer", "learning_rate", "epochs", "word"),
    [
        ("sgd", 0.0001, 2, "larger learning rate"),
        ("sgd", 0.001, 1, "larger learning rate"),
        ("adam", 0.0001, 1, "larger learning rate"),
        ("sgd", 10.0, 1, "smaller learning rate"),
        ("sgd", 10.0, 4, "smaller learning rate"),
        ("adam", 1.0, 1, "smaller learning rate"),
        ("adam", 1.0, 4, "smaller learning rate"),  # its loss is back near that of guessing by then
        ("adamw", 10.0, 4, "smaller learning rate"),
        ("adam", 0.003, 4, ""),
    ],
)
def test_the_advice_fits_the_losses(
    digits: DigitSet, optimizer: str, learning_rate: float, epochs: int, word: str
) -> None:
    model = untrained(TEXTBOOK, seed=0)
    options = TrainingOptions(optimizer=optimizer, learning_rate=learning_rate, epochs=epochs)
    before = weights_of(untrained(TEXTBOOK, seed=0))
    losses = [record.loss for record in train(model, digits, options)]
    accuracy = evaluate(model, load_generated(300, seed=2)).accuracy
    said = advice(losses, accuracy, relative_step(before, weights_of(model), len(losses)))
    assert word in said
    assert bool(said) == bool(word)


TINY = NetworkSpec(conv1=ConvSpec(2, 3, 1, 1), conv2=ConvSpec(2, 3, 1, 1), hidden_units=16)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("learning_rate", "epochs", "word"), [(10.0, 1, "smaller"), (0.01, 1, "larger"), (0.03, 40, "larger")]
)
def test_steps_of_a_tiny_network_are_judged_by_how_far_they_go(
    digits: DigitSet, learning_rate: float, epochs: int, word: str, seed: int
) -> None:
    """In which no loss rises: two steps, or many small ones that go as far together."""
    model = untrained(TINY, seed)
    options = TrainingOptions(optimizer="sgd", learning_rate=learning_rate, epochs=epochs, batch_size=512, seed=seed)
    losses = [record.loss for record in train(model, digits, options)]
    change = relative_step(weights_of(untrained(TINY, seed)), weights_of(model), len(losses))
    assert f"{word} learning rate" in advice(losses, 0.1, change)
    assert "larger learning rate" in advice(losses, 0.1)


def test_no_smaller_learning_rate_is_advised_if_the_loss_falls_after_a_bad_start() -> None:
    assert "larger" in advice([9.0, 7.0, 5.0, 4.0], 0.1)
    assert "smaller" in advice([9.0, 7.0, 9.5], 0.1)
    assert "smaller" in advice([2.3, math.nan], 0.1)
    assert advice([2.3, 2.3], GUESSING) == advice([], 0.1) == ""
