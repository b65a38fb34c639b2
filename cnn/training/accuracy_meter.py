"""Measures in the background how many digits a network reads: one network at a time, the latest request first; and what
these digits are like to it.

First on generated digits, which are always available, then on MNIST's test set if it has been downloaded. A network
that no page shows any more is not measured.
"""

from __future__ import annotations

import time
import weakref
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from threading import Condition, Thread

import numpy as np

from cnn.digits.sets import DataError, DigitSet, find_mnist, load_generated, load_mnist
from cnn.explain.activations import Activations, activations_of
from cnn.explain.known_digits import KnownDigits, known_from_few
from cnn.network.model import SimpleCNN
from cnn.network.spec import NetworkSpec
from cnn.training.loop import evaluate
from cnn.weights.load import LoadedModel, load_shared

GENERATED = 1000
"""Generated digits that a network is measured on, always the same."""

_DELAY_SECONDS = 0.5
"""Seconds before a measurement starts, so that the page with the new network is computed and drawn first."""

_FORGET_SECONDS = 5.0
"""Seconds after which a network is skipped if no page has asked for it again; pages ask every second."""

READS_WELL = 0.8
"""Share of generated digits below which the page warns of the weights, and says nothing of what is like a digit."""

SEED = 20_000
"""Of these digits."""

_MOST_KEPT = 256
"""With what is known of digits they take 81 kB each at most."""

Key = NetworkSpec | weakref.ref[SimpleCNN]
"""Shared weights are identified by their settings, a learner's own by a weak reference to the model."""


@dataclass
class MeasuredAccuracy:
    """Shares of digits read correctly, 0–1, None until they are measured. mnist: of MNIST's 10,000 test digits.

    read: bool (GENERATED,), which of the generated digits; None until then.
    known: what the generated digits are like to the network; None until it is known, and for one that reads them badly.
    asked, wanted: when a page asked for it first and last, in seconds of `time.monotonic`.
    """

    asked: float
    wanted: float
    generated: float | None = None
    mnist: float | None = None
    read: np.ndarray | None = None
    known: KnownDigits | None = None

    @property
    def open(self) -> bool:
        """Whether there is anything left to measure on this server."""
        return self.generated is None or (self.mnist is None and _mnist_is_here())


class AccuracyMeter:
    """The results, the networks still to be measured, and the thread that measures them."""

    def __init__(self) -> None:
        self.found: OrderedDict[Key, MeasuredAccuracy] = OrderedDict()
        self.changed = Condition()
        self.thread: Thread | None = None

    def of(self, loaded: LoadedModel) -> MeasuredAccuracy:
        """What has been measured for a network so far; asking for it starts the measurement."""
        key: Key = loaded.model.spec if loaded.origin == "shared" else weakref.ref(loaded.model)
        now = time.monotonic()
        with self.changed:
            if key not in self.found:
                self.found[key] = MeasuredAccuracy(now, now)
                while len(self.found) > _MOST_KEPT:
                    self.found.popitem(last=False)
            measured = self.found[key]
            measured.wanted = now
            if measured.open:
                self._wake()
            return measured

    def _wake(self) -> None:
        if self.thread is None or not self.thread.is_alive():
            self.thread = Thread(
                target=self._work, name="accuracy", daemon=False
            )  # a daemon thread inside PyTorch would abort at exit
            self.thread.start()
        self.changed.notify()

    def _work(self) -> None:
        """Measure until there is nothing left."""
        while True:
            with self.changed:
                chosen = self._next()
                if chosen is None:
                    self.thread = None
                    return
                key, measured = chosen
                early = measured.asked + _DELAY_SECONDS - time.monotonic()
                if early > 0:  # a newer request may come first
                    self.changed.wait(early)
                    continue
            self._measure(key, measured)

    def _next(self) -> tuple[Key, MeasuredAccuracy] | None:
        """The newest network that a page still shows; generated digits come first for all of them, then MNIST."""
        limit = time.monotonic() - _FORGET_SECONDS
        waiting = [(key, one) for key, one in self.found.items() if one.wanted > limit and one.open]
        return max(waiting, key=lambda pair: (pair[1].generated is None, pair[1].asked), default=None)

    def _measure(self, key: Key, measured: MeasuredAccuracy) -> None:
        model = load_shared(key).model if isinstance(key, NetworkSpec) else key()
        if model is None:  # the learner has replaced these weights
            with self.changed:
                self.found.pop(key, None)
        elif measured.generated is None:
            seen = activations_of(model, generated_digits())
            measured.known, measured.read = known_from(seen), seen.read == seen.labels
            measured.generated = seen.accuracy
        elif mnist := _mnist_test():
            measured.mnist = evaluate(model, mnist, batch_size=100).accuracy


def known_from(seen: Activations) -> KnownDigits | None:
    """What a network knows of the generated digits; None for one that reads them badly."""
    return known_from_few(seen.fc1, seen.labels) if seen.accuracy >= READS_WELL else None


@lru_cache(maxsize=1)
def accuracy_meter() -> AccuracyMeter:
    """The one meter of this server, for all learners."""
    return AccuracyMeter()


@lru_cache(maxsize=1)
def generated_digits() -> DigitSet:
    """The generated digits that every network is measured on."""
    return load_generated(GENERATED, SEED)


_mnist: list[DigitSet | None] = []
"""The test set once it has been read; None if its files cannot be read."""


def _mnist_is_here() -> bool:
    """Checked each time, because it may have been downloaded in the meantime."""
    return _mnist[0] is not None if _mnist else find_mnist() is not None


def _mnist_test() -> DigitSet | None:
    if not _mnist:
        try:
            _mnist.append(load_mnist(train=False))
        except DataError:
            _mnist.append(None)
    return _mnist[0]
