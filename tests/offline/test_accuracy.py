"""The shipped weights read what the model card says that they read."""

from __future__ import annotations

import json

import pytest
import torch
from safetensors.torch import load_file

from cnn.digits.pendigits import PENDIGITS_VARIABLE, pendigits_file, read_pendigits, split_writers
from cnn.digits.sets import find_mnist, load_generated, load_mnist
from cnn.network.model import SimpleCNN
from cnn.offline.accuracy import RARE_FORMS, draw_form, draw_on_canvas, figures
from cnn.offline.textbook import WEIGHTS
from cnn.training.loop import evaluate

CARD = WEIGHTS.with_name("MODEL_CARD.md")
STATED = json.loads(WEIGHTS.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def model() -> SimpleCNN:
    model = SimpleCNN()
    model.load_state_dict(load_file(WEIGHTS))
    return model.eval()


def test_the_file_holds_the_tutorials_state_dict() -> None:
    weights = load_file(WEIGHTS)
    assert set(weights) == set(SimpleCNN().state_dict())
    assert all(tensor.dtype == torch.float32 and torch.isfinite(tensor).all() for tensor in weights.values())
    assert sum(tensor.numel() for tensor in weights.values()) == 215_370


@pytest.mark.skipif(find_mnist() is None, reason="MNIST's files are not on this machine")
def test_accuracy_on_mnist_is_the_stated_one(model: SimpleCNN) -> None:
    measured = figures(model, load_mnist(train=False))
    assert measured["accuracy"] == pytest.approx(STATED["mnist_test"]["accuracy"], abs=0.0003)
    assert measured["accuracy"] >= 0.995
    assert measured["by_digit"] == pytest.approx(STATED["mnist_test"]["by_digit"], abs=0.002)


@pytest.mark.skipif(pendigits_file() is None, reason=f"{PENDIGITS_VARIABLE} names no file of pen strokes")
def test_unseen_writers_are_read(model: SimpleCNN) -> None:
    _, unseen = split_writers(read_pendigits())
    plain = figures(model, draw_on_canvas(unseen, seed=11))
    assert plain["accuracy"] == pytest.approx(STATED["unseen_writers"]["accuracy"], abs=0.004)
    assert plain["accuracy"] >= 0.99
    hard = evaluate(model, draw_on_canvas(unseen[::3], seed=12, degrees=12, tremble=2))
    assert hard.accuracy > 0.97


@pytest.mark.parametrize("name", RARE_FORMS)
def test_rare_letterforms_are_read(model: SimpleCNN, name: str) -> None:
    assert evaluate(model, draw_form(name, 100, seed=5)).accuracy > 0.98


def test_generated_digits_are_read(model: SimpleCNN) -> None:
    assert evaluate(model, load_generated(1000, seed=9)).accuracy > 0.95


def test_the_model_card_states_the_measured_figures() -> None:
    card = CARD.read_text(encoding="utf-8")
    for part in ("mnist_test", "unseen_writers", "unseen_writers_turned_and_trembling"):
        row = [STATED[part]["accuracy"], *STATED[part]["by_digit"]]
        assert " | ".join(f"{value:.2%}".replace("%", " %") for value in row) in card
