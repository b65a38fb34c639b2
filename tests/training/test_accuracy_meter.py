"""The accuracy that is measured in the background is that of the network itself, the last one asked for first."""

from __future__ import annotations

import time

import pytest

from cnn.digits.sets import load_generated
from cnn.network.spec import TEXTBOOK
from cnn.network.trace import trace_forward
from cnn.training import accuracy_meter
from cnn.training.accuracy_meter import AccuracyMeter, MeasuredAccuracy
from cnn.training.loop import evaluate
from cnn.weights.load import LoadedModel, load_model, untrained

PATIENCE = 60


def measured_of(meter: AccuracyMeter, loaded: LoadedModel) -> MeasuredAccuracy:
    """Ask, as a page does, until everything is measured."""
    deadline = time.monotonic() + PATIENCE
    while (found := meter.of(loaded)).open and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def test_the_measured_accuracy_is_that_of_the_network_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accuracy_meter, "_mnist", [load_generated(200, 3)])
    loaded = load_model(TEXTBOOK.changed(conv1_kernel_size=3, hidden_units=64))
    found = measured_of(AccuracyMeter(), loaded)
    generated = load_generated(accuracy_meter.GENERATED, accuracy_meter.SEED)
    assert found.generated == pytest.approx(evaluate(loaded.model, generated).accuracy, abs=1e-6)
    assert found.mnist == evaluate(loaded.model, load_generated(200, 3)).accuracy
    assert 0.9 < found.generated <= 1


def test_a_learners_own_weights_are_measured_not_those_of_their_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accuracy_meter, "_mnist", [None])
    found = measured_of(AccuracyMeter(), LoadedModel(untrained(TEXTBOOK), "yours"))
    assert found.generated is not None and found.generated < 0.5
    assert found.known is None  # it says nothing of what is like a digit


def test_what_is_known_of_digits_comes_with_the_accuracy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accuracy_meter, "_mnist", [None])
    loaded = load_model(TEXTBOOK.changed(conv2_kernel_size=3, hidden_units=32))
    known = measured_of(AccuracyMeter(), loaded).known
    assert known is not None and known.directions.shape == (32, 32)
    image = accuracy_meter.generated_digits().images[0]
    assert not known.is_unlike(trace_forward(loaded.model, image[None].float() / 255)["fc1"])


def test_the_last_setting_asked_for_is_measured_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a drag: those on the way, which no page shows any more, are never measured."""
    monkeypatch.setattr(accuracy_meter, "_mnist", [None])
    monkeypatch.setattr(accuracy_meter, "_FORGET_SECONDS", 1.0)
    meter = AccuracyMeter()
    passed = [load_model(TEXTBOOK.changed(hidden_units=units)) for units in range(100, 110)]
    for loaded in passed:
        meter.of(loaded)
    measured_of(meter, passed[-1])
    assert sum(meter.of(loaded).generated is not None for loaded in passed) <= 2


def test_mnist_is_measured_once_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accuracy_meter, "_mnist", [None])
    loaded, meter = load_model(TEXTBOOK.changed(hidden_units=60)), AccuracyMeter()
    assert measured_of(meter, loaded).mnist is None
    monkeypatch.setattr(accuracy_meter, "_mnist", [load_generated(100, 4)])
    assert measured_of(meter, loaded).mnist is not None
