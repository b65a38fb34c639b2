"""What a training is asked to do and what it reports: plain records, passed between its process and the pages."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from cnn.network.spec import NetworkSpec
from cnn.training.loop import TrainingOptions, TrainingProgress

Weights = dict[str, np.ndarray]
"""A network's parameters by name."""

STARTS = ("scratch", "trained", "yours")
LIMITED_BY = ("seconds", "epochs")

MOST_DIGITS = {"generated": 10_000, "MNIST": 59_750}
"""Digits to train on; the rest of MNIST's 60,000 is for validation."""

MOST_SECONDS = 300
"""The longest training, in seconds: others wait for the same process."""


@dataclass(frozen=True)
class TrainingChoices:
    """What the learner sets on the page. start: one of `STARTS`; limited_by: which of `seconds` and `epochs` counts."""

    data: str = "generated"
    digits: int = 2000
    start: str = "scratch"
    limited_by: str = "seconds"
    seconds: int = 10
    epochs: int = 2
    learning_rate: float = 0.003
    batch_size: int = 64
    optimizer: str = "adam"
    seed: int = 0

    def options(self) -> TrainingOptions:
        """The same choices for the training loop."""
        by_time = self.limited_by == "seconds"
        return TrainingOptions(
            optimizer=self.optimizer,
            learning_rate=self.learning_rate,
            batch_size=self.batch_size,
            epochs=math.inf if by_time else self.epochs,
            seconds=self.seconds if by_time else MOST_SECONDS,
            seed=self.seed,
        )


@dataclass(frozen=True, eq=False)
class TrainingJob:
    """One training. weights: what it starts from, float32, or None for fresh ones from the seed of the options."""

    name: str
    spec: NetworkSpec
    options: TrainingOptions
    data: str
    digits: int
    weights: Weights | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Phase:
    """What the process does: "data", "training", "paused" or "testing"; share: of it that is done, 0 to 1, if known."""

    name: str
    share: float = 0.0


@dataclass(frozen=True)
class Validation:
    """Loss and accuracy on digits that are not trained on, with the images and epochs trained on so far."""

    epoch: float
    images: int
    loss: float
    accuracy: float


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A copy of the weights as float16, which is precise enough to look at; with the images and epochs so far."""

    epoch: float
    images: int
    weights: Weights = field(repr=False)

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(value.nbytes for value in self.weights.values())


@dataclass(frozen=True, eq=False)
class WrongDigits:
    """Misread test digits, at most `PER_PAIR` of each pair of digits, those with the highest probability first.

    images: uint8 (N, 28, 28); written, read: (N,) digits; probability: (N,) float32, of the digit that was read.
    """

    images: np.ndarray
    written: np.ndarray
    read: np.ndarray
    probability: np.ndarray

    PER_PAIR = 12


@dataclass(frozen=True, eq=False)
class Score:
    """How the trained network does on test digits. name: what they are; confusion: int64 (10, 10), row: the digit that
    was written, column: the digit that was read; loss: mean cross-entropy in nats."""

    name: str
    confusion: np.ndarray
    loss: float
    wrong: WrongDigits = field(repr=False)

    @property
    def digits(self) -> int:
        """How many were tested."""
        return int(self.confusion.sum())

    @property
    def accuracy(self) -> float:
        """Share of right answers."""
        return float(np.trace(self.confusion) / max(1, self.digits))

    @property
    def by_digit(self) -> np.ndarray:
        """(10,) share of right answers for each written digit; NaN if none was tested."""
        written = self.confusion.sum(axis=1)
        return np.divide(np.diag(self.confusion), written, out=np.full(10, np.nan), where=written > 0)


@dataclass(frozen=True, eq=False)
class Finished:
    """The end of a training. weights: float32; score: on the test digits; stopped: the learner ended it early; reason:
    "" or why it ended by itself, in a sentence."""

    weights: Weights = field(repr=False)
    score: Score
    stopped: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Failed:
    """A training that failed, and the reason in a sentence."""

    reason: str


Message = TrainingProgress | Phase | Validation | Snapshot | Finished | Failed
"""What the process sends."""
