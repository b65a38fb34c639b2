"""Which pixels a network was trained on, found by trying; and how that is folded into its first layer.

This app gives a network pixels from 0 (no ink) to 1 (full ink). Weights that were trained on other ones read badly
here, and nothing in a file of weights says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import torch
from torch import Tensor
from torch.nn import functional as F

from cnn.digits.sets import DigitSet, load_generated, network_input
from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes, totals
from cnn.weights.file import is_always_finite, network_with

_SEED = 30_000
_FIRST_DIGITS, _MORE_DIGITS = 120, 360
"""Generated digits on which all preparations are tried, and on which the best one is compared."""

_MOST_PRODUCTS = 3_000_000_000
"""Multiply-accumulates for the first trial, about 0.3 s; a network that needs more is tried on fewer digits."""

_LEAST_READ, _LEAST_BETTER, _SURE = 0.5, 0.04, 2.0
"""What share of the digits another preparation has to read, how much more than without it, and by how many standard
deviations of that difference. A network that was never trained reads some preparation best, too, by chance."""


@dataclass(frozen=True)
class Preparation:
    """What was done to pixels from 0 (no ink) to 1 (ink) before a network saw them: times `scale`, plus `shift`."""

    words: str
    scale: float = 1.0
    shift: float = 0.0

    def __call__(self, images: Tensor) -> Tensor:
        return images * self.scale + self.shift


def _normalised(mean: float, deviation: float, inverted: bool = False) -> Preparation:
    """As torchvision's Normalize((mean,), (deviation,)) has it."""
    words = f"pixels normalised with mean {mean:g} and standard deviation {deviation:g}"
    if inverted:
        return Preparation(f"inverted {words}", -1 / deviation, (1 - mean) / deviation)
    return Preparation(words, 1 / deviation, -mean / deviation)


AS_IS = Preparation("pixels from 0 to 1")

PREPARATIONS = (
    AS_IS,
    Preparation("pixels from 0 to 255", 255),
    _normalised(0.1307, 0.3081),
    _normalised(0.5, 0.5),
    Preparation("inverted pixels (ink 0, paper 1)", -1, 1),
    Preparation("inverted pixels from 0 to 255 (ink 0, paper 255)", -255, 255),
    _normalised(0.1307, 0.3081, inverted=True),
    _normalised(0.5, 0.5, inverted=True),
)
"""The usual ones, and each with inverted ink. 0.1307 and 0.3081 are mean and standard deviation of MNIST's pixels."""


@dataclass(frozen=True, eq=False)
class Mismatch:
    """A network that reads clearly more digits if they are prepared in another way.

    folded: the same network with the preparation in its weights. as_is, prepared, folded_reads: shares of `digits`
    generated digits read by `model` without and with the preparation, and by `folded`.
    """

    model: SimpleCNN
    preparation: Preparation
    folded: SimpleCNN
    digits: int
    as_is: float
    prepared: float
    folded_reads: float


def find_mismatch(model: SimpleCNN) -> Mismatch | None:
    """The preparation that lets `model` read clearly more generated digits than pixels from 0 to 1; None if none does.

    It takes about half a second on one core.
    """
    work = totals(layer_shapes(model.spec))[1]
    few = min(_FIRST_DIGITS, max(8, _MOST_PRODUCTS // (work * len(PREPARATIONS))))
    many = few * _MORE_DIGITS // _FIRST_DIGITS
    trial = _digits().part(0, few)
    scores = [_score(model, preparation, trial) for preparation in PREPARATIONS]
    best = max(range(len(PREPARATIONS)), key=lambda index: scores[index])
    if scores[best][0] <= scores[0][0]:
        return None
    return _compared(model, PREPARATIONS[best], _digits().part(_FIRST_DIGITS, _FIRST_DIGITS + many))


def _score(model: SimpleCNN, preparation: Preparation, digits: DigitSet) -> tuple[float, float]:
    """How many digits are read, and, where that is equal, how sure the network is of the right answers."""
    logits = _logits(model, preparation, digits)
    likely = -F.cross_entropy(logits, digits.labels).item()
    return float((logits.argmax(1) == digits.labels).sum()), likely


def _compared(model: SimpleCNN, preparation: Preparation, digits: DigitSet) -> Mismatch | None:
    """The finding, if the preparation is clearly better on these digits too."""
    before, after = (_read(model, one, digits) for one in (AS_IS, preparation))
    won, lost = int((after & ~before).sum()), int((before & ~after).sum())
    clearly = max(_LEAST_BETTER * len(digits), _SURE * sqrt(won + lost))  # a sign test of the digits that differ
    if won - lost < clearly or after.float().mean() < _LEAST_READ:
        return None
    inside = fold(model, preparation)
    if not is_always_finite(inside):
        return None
    shares = (read.float().mean().item() for read in (before, after, _read(inside, AS_IS, digits)))
    return Mismatch(model, preparation, inside, len(digits), *shares)


def _read(model: SimpleCNN, preparation: Preparation, digits: DigitSet) -> Tensor:
    """bool (N,): which digits are read."""
    return _logits(model, preparation, digits).argmax(1) == digits.labels


def _logits(model: SimpleCNN, preparation: Preparation, digits: DigitSet) -> Tensor:
    with torch.inference_mode():
        parts = [model(preparation(network_input(images))) for images in digits.images.split(40)]
    return torch.cat(parts).nan_to_num(nan=-1e30, posinf=1e30, neginf=-1e30).clamp(-1e30, 1e30)


@lru_cache(maxsize=1)
def _digits() -> DigitSet:
    return load_generated(_FIRST_DIGITS + _MORE_DIGITS, _SEED)


def fold(model: SimpleCNN, preparation: Preparation) -> SimpleCNN:
    """A network that gives for pixels from 0 to 1 what `model` gives for prepared ones; it shares the other weights.

    conv1 is linear: w · (scale · x + shift) + b = (scale · w) · x + (b + shift · Σw). That is exact where no kernel
    reaches over the edge. There padding is 0 before and after, which is another grey in the other range, so the cells
    of conv1 along the edge differ.
    """
    weights = dict(model.state_dict())
    kernels = weights["conv1.weight"]
    weights["conv1.weight"] = kernels * preparation.scale
    weights["conv1.bias"] = weights["conv1.bias"] + preparation.shift * kernels.sum((1, 2, 3))
    return network_with(model.spec, weights)
