"""The words about the weights: true for every origin, and a warning where the answer is worth little."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn.data import load_generated
from cnn.spec import TEXTBOOK
from cnn.train import evaluate
from cnn.ui import measured
from cnn.ui.measured import Measured, Measurements
from cnn.weights import LoadedModel, load_model, untrained

PAGE = Path(__file__).parent.parent / "pages" / "explore.py"
PATIENCE = 60


def measured_of(measurements: Measurements, loaded: LoadedModel) -> Measured:
    """Ask, as a page does, until everything is measured."""
    deadline = time.monotonic() + PATIENCE
    while (found := measurements.of(loaded)).open and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def test_the_measured_accuracy_is_that_of_the_network_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "_mnist", [load_generated(200, 3)])
    loaded = load_model(TEXTBOOK.changed(conv1_kernel_size=3, hidden_units=64))
    found = measured_of(Measurements(), loaded)
    assert found.generated == evaluate(loaded.model, load_generated(measured.GENERATED, measured._SEED)).accuracy
    assert found.mnist == evaluate(loaded.model, load_generated(200, 3)).accuracy
    assert 0.9 < found.generated <= 1


def test_a_learners_own_weights_are_measured_not_those_of_their_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "_mnist", [None])
    found = measured_of(Measurements(), LoadedModel(untrained(TEXTBOOK), "yours"))
    assert found.generated is not None and found.generated < 0.5


def test_the_last_setting_asked_for_is_measured_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a drag: those on the way, which no page shows any more, are never measured."""
    monkeypatch.setattr(measured, "_mnist", [None])
    monkeypatch.setattr(measured, "_PATIENCE", 1.0)
    measurements = Measurements()
    passed = [load_model(TEXTBOOK.changed(hidden_units=units)) for units in range(100, 110)]
    for loaded in passed:
        measurements.of(loaded)
    measured_of(measurements, passed[-1])
    assert sum(measurements.of(loaded).generated is not None for loaded in passed) <= 2


def test_mnist_is_measured_once_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "_mnist", [None])
    loaded, measurements = load_model(TEXTBOOK.changed(hidden_units=60)), Measurements()
    assert measured_of(measurements, loaded).mnist is None
    monkeypatch.setattr(measured, "_mnist", [load_generated(100, 4)])
    assert measured_of(measurements, loaded).mnist is not None


def test_shared_weights_say_so_and_what_they_read() -> None:
    page = AppTest.from_file(str(PAGE), default_timeout=60)
    page.query_params["conv1_kernel_size"] = "3"
    page.query_params["hidden_units"] = "64"
    page.run()
    words = " ".join(str(element.proto.body) for element in page.get("html"))
    assert "shared weights" in words and "generated digits" in words


def test_textbook_weights_say_what_they_read_of_mnist() -> None:
    page = AppTest.from_file(str(PAGE), default_timeout=60).run()
    words = " ".join(str(element.proto.body) for element in page.get("html"))
    assert "trained weights" in words and "MNIST" in words and "untrained" not in words
