"""Measures what a network reads: MNIST's test set, pen digits of unseen writers, and rare letterforms.

Trains nothing; `textbook` writes the figures beside the weights.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from cnn.digits.letterforms import SKELETONS, skeleton_strokes
from cnn.digits.pendigits import PenDigit
from cnn.digits.prepare import prepare_digit
from cnn.digits.render import render
from cnn.digits.sets import DigitSet
from cnn.digits.vary import Variation, batch_of, draw_varied
from cnn.network.spec import CLASSES
from cnn.training.loop import evaluate

CANVAS = 280

RARE_FORMS = (
    "0 with a slash", "1 with flag and foot", "2 with a loop", "4 open", "4 open, one stroke", "4 closed",
    "7 with a bar", "8 in one stroke", "9 with a curled foot",
)  # fmt: skip
"""Letterforms that networks trained on MNIST alone misread most."""

_CALIBRATION_BINS = 15


def draw_on_canvas(digits: list[PenDigit], seed: int, degrees: float = 0.0, tremble: float = 0.0) -> DigitSet:
    """Pen digits as people would draw them: somewhere on the canvas, 90 to 240 pixels large, with a brush of 12 to 24
    pixels, through `render` and `prepare_digit`.

    degrees: largest rotation in either direction. tremble: standard deviation in pixels of the canvas by which every
    third point is moved, the line between them straight, as with a mouse.
    """
    rng = np.random.default_rng(seed)
    images = [prepare_digit(_drawn(digit.strokes, rng, degrees, tremble)) for digit in digits]
    pixels = torch.from_numpy((np.stack(images) * 255).round().astype(np.uint8))
    return DigitSet(pixels, torch.tensor([digit.label for digit in digits]), "pen digits of unseen writers")


def _drawn(strokes: tuple[np.ndarray, ...], rng: np.random.Generator, degrees: float, tremble: float) -> np.ndarray:
    angle = np.deg2rad(rng.uniform(-degrees, degrees))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = [stroke @ turn for stroke in strokes]
    points = np.concatenate(turned)
    low, high = points.min(axis=0), points.max(axis=0)
    size = rng.uniform(90, 240) / CANVAS
    middle = 0.5 + rng.uniform(-0.45, 0.45, 2) * (1 - size)
    placed = [(stroke - (low + high) / 2) / max(float((high - low).max()), 1e-6) * size + middle for stroke in turned]
    if tremble:
        placed = [_angular(stroke, rng, tremble / CANVAS) for stroke in placed]
    return render(placed, CANVAS, rng.uniform(12, 24))


def _angular(stroke: np.ndarray, rng: np.random.Generator, tremble: float) -> np.ndarray:
    kept = np.unique(np.append(np.arange(0, len(stroke), 3), len(stroke) - 1))
    return stroke[kept] + rng.normal(0, tremble, (len(kept), 2))


def draw_form(name: str, count: int, seed: int = 0) -> DigitSet:
    """`count` moderately varied drawings of one letterform of `letterforms`, as the network sees them."""
    generator = torch.Generator().manual_seed(seed)
    form = batch_of([skeleton_strokes(name)]).take(torch.zeros(count, dtype=torch.long))
    how = Variation(degrees=8, aspect=0.2, shear=0.15, tremble=0.025, brush=(0.06, 0.2))
    return DigitSet(draw_varied(form, generator, how), torch.full((count,), SKELETONS[name][0]), name)


def figures(model: nn.Module, data: DigitSet) -> dict[str, Any]:
    """Accuracy on `data`, over all and by digit; the loss in nats; and how far the network's probability can be
    trusted: expected calibration error over 15 bins (Guo et al., "On Calibration of Modern Neural Networks", 2017)."""
    result = evaluate(model, data)
    right = (result.predictions == data.labels).float()
    bins = (result.probabilities * _CALIBRATION_BINS).long().clamp(max=_CALIBRATION_BINS - 1)
    gaps = [(right - result.probabilities)[bins == i].sum().abs().item() for i in range(_CALIBRATION_BINS)]
    return {
        "digits": len(data),
        "accuracy": round(result.accuracy, 5),
        "loss": round(result.loss, 5),
        "calibration_error": round(sum(gaps) / len(data), 5),
        "by_digit": [round(right[data.labels == digit].mean().item(), 5) for digit in range(CLASSES)],
    }


def measure(model: nn.Module, mnist_test: DigitSet, unseen: list[PenDigit]) -> dict[str, Any]:
    """All figures of the model card. unseen: digits of writers that had no part in training."""
    forms = {name: round(evaluate(model, draw_form(name, 200)).accuracy, 5) for name in RARE_FORMS}
    four_times = unseen * 4
    return {
        "mnist_test": figures(model, mnist_test),
        "unseen_writers": figures(model, draw_on_canvas(four_times, seed=1)),
        "unseen_writers_turned_and_trembling": figures(model, draw_on_canvas(four_times, 2, degrees=12, tremble=2)),
        "rare_letterforms": forms,
    }
