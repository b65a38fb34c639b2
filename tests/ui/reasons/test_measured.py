"""What is measured for a network is measured once, on digits that slow networks get fewer of."""

from __future__ import annotations

import pytest
import torch

from cnn.digits.prepare import Preparation
from cnn.digits.sets import load_generated
from cnn.explain.background import Background
from cnn.network.spec import TEXTBOOK
from cnn.training.accuracy_meter import GENERATED
from cnn.ui.reasons import measured
from cnn.weights.load import LoadedModel, load_model, untrained
from tests.explain.networks import LARGEST


def test_digits_are_those_of_the_meter() -> None:
    known = load_generated(GENERATED, measured.SEED)
    assert torch.equal(measured.digits().images, known.images)
    assert len(measured.digits(Preparation(crop=False))) == GENERATED


def test_slow_networks_get_fewer_digits() -> None:
    assert measured.digits_for(TEXTBOOK) == GENERATED and 200 <= measured.digits_for(LARGEST) < GENERATED


def test_one_measurement_for_the_apps_weights_and_one_for_each_own_network(monkeypatch: pytest.MonkeyPatch) -> None:
    own_queue = Background()  # nothing of other tests waits in it
    monkeypatch.setattr(measured, "background", lambda: own_queue)
    app, again = load_model(TEXTBOOK), load_model(TEXTBOOK)
    own, other = (LoadedModel(untrained(TEXTBOOK), "yours") for _ in range(2))
    found = measured.ask(app, "a test", lambda _: 1)
    assert measured.ask(again, "a test", lambda _: 2) is found and found.waited(60).result == 1
    assert measured.ask(own, "a test", lambda _: 3).waited(60).result == 3
    assert measured.ask(other, "a test", lambda _: 4).waited(60).result == 4
