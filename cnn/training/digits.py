"""The digits of one training in three disjoint sets: for training, for validation, and for the test at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import torch

from cnn.digits.sets import DigitSet, load_generated, load_mnist
from cnn.training.records import MOST_DIGITS

VALIDATION = 250
"""Digits for validation during the training: few, so that it takes little time."""

TEST = 2000
"""Generated digits that a network is tested on; for MNIST, all 10,000."""

_CHUNK = 2500
_HELD_OUT_SEED = 10_000


@dataclass(frozen=True)
class Digits:
    """Three sets without a common digit."""

    training: DigitSet
    validation: DigitSet
    test: DigitSet


def digits_for(data: str, count: int, progress: Callable[[float], None] = lambda share: None) -> Digits:
    """`count` digits to train on and the held-out ones. data: "generated" or "MNIST".

    progress: called with the share that is ready; generated digits take a while the first time. Raises DataError if
    MNIST is missing or damaged.
    """
    count = max(1, min(count, MOST_DIGITS[data]))
    return _mnist(count) if data == "MNIST" else _generated(count, progress)


def _mnist(count: int) -> Digits:
    train, test = _mnist_files()
    return Digits(train.part(VALIDATION, VALIDATION + count), train.part(0, VALIDATION), test)


@lru_cache(maxsize=1)
def _mnist_files() -> tuple[DigitSet, DigitSet]:
    """Training and test digits, in a fixed random order (in the files, the digits are sorted by writer)."""
    train, test = load_mnist(train=True), load_mnist(train=False)
    return _mixed(train, "MNIST training digits"), _mixed(test, "MNIST test digits")


def _mixed(data: DigitSet, name: str) -> DigitSet:
    order = torch.randperm(len(data), generator=torch.Generator().manual_seed(0))
    return DigitSet(data.images[order], data.labels[order], name)


def _generated(count: int, progress: Callable[[float], None]) -> Digits:
    seeds = [_HELD_OUT_SEED, *range(-(-count // _CHUNK))]
    chunks = []
    for done, seed in enumerate(seeds):
        progress(done / len(seeds))
        chunks.append(_chunk(seed))
    held_out, *train = chunks
    images, labels = torch.cat([one.images for one in train]), torch.cat([one.labels for one in train])
    return Digits(
        DigitSet(images, labels, held_out.name).part(0, count),
        held_out.part(0, VALIDATION),
        held_out.part(VALIDATION, VALIDATION + TEST),
    )


def prepare_generated(idle: Callable[[], bool]) -> None:
    """Generate the digits that most trainings need first, while there is nothing else to do."""
    for seed in (_HELD_OUT_SEED, 0):
        if idle():
            _chunk(seed)


@lru_cache(maxsize=8)
def _chunk(seed: int) -> DigitSet:
    """Cached, so that the next training starts at once; generating fewer at a time would take as long."""
    return load_generated(_CHUNK, seed)
