"""The measurement of the distance: on a few digits, and what the shipped figures say."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from cnn.digits.pendigits import PenDigit
from cnn.digits.sets import DigitSet, load_generated
from cnn.explain.known_digits import shipped
from cnn.network.spec import TEXTBOOK
from cnn.offline import digit_distance
from cnn.offline.digit_distance import (
    FIGURES,
    chosen_settings,
    known_to,
    measure_shared,
    nearest,
    pairs_found,
    to_fit_and_calibrate,
)  # fmt: skip
from cnn.offline.not_digits import noise
from cnn.training.accuracy_meter import READS_WELL
from cnn.weights.load import load_model


def pen_digits() -> list[PenDigit]:
    stroke = np.stack([np.linspace(0, 30, 20), np.linspace(0, 90, 20)], axis=1).astype(np.float32)
    return [PenDigit(1, writer, (stroke + writer,)) for writer in range(1, 9)]


def test_calibration_digits_are_of_other_writers_and_other_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[set[int]] = []

    def draw(digits: list[PenDigit], seed: int, degrees: float = 0.0) -> DigitSet:
        drawn.append({digit.writer for digit in digits})
        return load_generated(4, seed)

    monkeypatch.setattr(digit_distance, "draw_on_canvas", draw)
    monkeypatch.setattr(digit_distance, "_FIT", 60)
    monkeypatch.setattr(digit_distance, "_HELD_OUT", 80)
    monkeypatch.setattr(digit_distance, "load_generated", lambda count, seed: load_generated(5, seed))
    fit, calibrate = to_fit_and_calibrate(load_generated(100, 1), pen_digits())
    assert len(fit) == 60 + 60 + 4 + 5 and len(calibrate) == 20 + 4 + 5
    assert not drawn[0] & drawn[1] and drawn[0] | drawn[1] == set(range(1, 9))


def test_the_threshold_lets_99_of_100_of_the_calibration_digits_pass() -> None:
    model = load_model(TEXTBOOK.changed(hidden_units=20)).model
    calibrate = load_generated(400, 6)
    known = known_to(model, load_generated(600, 5), calibrate)
    assert (nearest(known, model, calibrate) > known.threshold).sum() == 4
    chaos = torch.from_numpy(noise(20, 1))
    assert (nearest(known, model, DigitSet(chaos, torch.zeros(20).long(), "noise")) > known.threshold).sum() > 10


def test_pairs_are_found_by_ink_or_distance() -> None:
    known = shipped()
    assert known is not None
    found = pairs_found(known, load_model(TEXTBOOK).model, False, 3, 20)
    assert found["either"] >= max(found["several"], found["unlike"]) > 0.8
    assert found["either"] + found["sure and nothing said"] <= 1


def test_settings_that_are_measured_read_well() -> None:
    for _, known, _, accuracy in chosen_settings(3, 2):
        assert accuracy >= READS_WELL and np.isfinite(known.threshold)
    shares = measure_shared({"digits": load_generated(200, 9)}, count=2, seed=3)["digits"]
    assert 0 <= shares["least"] <= shares["median"] <= shares["most"] < 0.1


def test_the_stated_figures_are_those_of_the_file() -> None:
    figures, known = json.loads(FIGURES.read_text(encoding="utf-8")), shipped()
    assert known is not None and figures["threshold"] == pytest.approx(known.threshold, abs=1e-3)
    assert figures["unlike"]["MNIST’s test digits"] < 0.01 < figures["unlike"]["scribbles"]
    card = (FIGURES.parent / "MODEL_CARD.md").read_text(encoding="utf-8")
    for name, share in figures["unlike"].items():
        assert f"| {name} |" in card and f"| {100 * share:.1f} % |" in card, name
