"""How long a forward pass of one picture takes, of two networks in turns. Changes no settings of PyTorch."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

import torch

from cnn.network.model import SimpleCNN
from cnn.network.spec import INPUT_SIZE

LEAST, MOST, SECONDS = 5, 15, 0.15
"""Passes of each network: at least and at most so many, and no more once this time is over."""

_WARM_UP = 2


@dataclass(frozen=True)
class PassTimes:
    """Medians in milliseconds, how many passes they are of, and PyTorch's number of threads."""

    one: float
    other: float
    passes: int
    threads: int


def pass_times(one: SimpleCNN, other: SimpleCNN) -> PassTimes:
    """Measured in turns, so that both meet the same load of the machine; the values of weights and picture do not
    matter. The modes of the networks are left as they are."""
    picture = torch.full((1, 1, INPUT_SIZE, INPUT_SIZE), 0.5)
    taken: tuple[list[float], list[float]] = ([], [])
    with torch.no_grad():
        for model in (one, other) * _WARM_UP:
            model(picture)
        end = time.perf_counter() + SECONDS
        while len(taken[1]) < LEAST or (len(taken[1]) < MOST and time.perf_counter() < end):
            for model, found in zip((one, other), taken, strict=True):
                start = time.perf_counter()
                model(picture)
                found.append(1000 * (time.perf_counter() - start))
    mine, theirs = map(statistics.median, taken)
    return PassTimes(mine, theirs, len(taken[0]), torch.get_num_threads())
