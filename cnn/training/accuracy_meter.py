"""How many digits a network reads, measured in the background, one network at a time, the one asked for last first.

On generated digits, which are always there, then on MNIST's test set where it has been downloaded. A network that no
page shows any more is not measured.
"""

from __future__ import annotations

import time
import weakref
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from threading import Condition, Thread

from cnn.digits.sets import DataError, DigitSet, find_mnist, load_generated, load_mnist
from cnn.network.model import SimpleCNN
from cnn.network.spec import NetworkSpec
from cnn.training.loop import evaluate
from cnn.weights.load import LoadedModel, load_model

GENERATED = 1000
"""Generated digits that a network is measured on, always the same."""

_DELAY_SECONDS = 0.5
"""Seconds that a measurement waits: the page with the new network is computed and drawn first."""

_FORGET_SECONDS = 5.0
"""Seconds after which a network that no page has asked for again is left out; pages ask every second."""

_SEED = 20_000
_MOST_KEPT = 512

Key = NetworkSpec | weakref.ref[SimpleCNN]
"""Shared weights are known by their settings, a learner's own by the model itself, which is not kept alive for this."""


@dataclass
class MeasuredAccuracy:
    """Shares of digits read, 0–1, None while they are not measured. mnist: of the 10,000 of MNIST's test set."""

    asked: float
    wanted: float
    generated: float | None = None
    mnist: float | None = None

    @property
    def open(self) -> bool:
        """Whether there is anything left to measure on this machine."""
        return self.generated is None or (self.mnist is None and _mnist_is_here())


class AccuracyMeter:
    """What was measured, what is to be, and the thread that does it."""

    def __init__(self) -> None:
        self.found: OrderedDict[Key, MeasuredAccuracy] = OrderedDict()
        self.changed = Condition()
        self.thread: Thread | None = None

    def of(self, loaded: LoadedModel) -> MeasuredAccuracy:
        """What is known of a network by now; asking for it is what has it measured."""
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
            self.thread = Thread(target=self._work, name="accuracy", daemon=False)  # killed in PyTorch, it aborts
            self.thread.start()
        self.changed.notify()

    def _work(self) -> None:
        """Until there is nothing left to measure."""
        while True:
            with self.changed:
                chosen = self._next()
                if chosen is None:
                    self.thread = None
                    return
                key, measured = chosen
                early = measured.asked + _DELAY_SECONDS - time.monotonic()
                if early > 0:  # a newer one may be asked for meanwhile
                    self.changed.wait(early)
                    continue
            self._measure(key, measured)

    def _next(self) -> tuple[Key, MeasuredAccuracy] | None:
        """The newest that a page still shows; all are measured on generated digits before any is on MNIST's."""
        limit = time.monotonic() - _FORGET_SECONDS
        waiting = [(key, one) for key, one in self.found.items() if one.wanted > limit and one.open]
        return max(waiting, key=lambda pair: (pair[1].generated is None, pair[1].asked), default=None)

    def _measure(self, key: Key, measured: MeasuredAccuracy) -> None:
        model = load_model(key).model if isinstance(key, NetworkSpec) else key()
        if model is None:  # the learner has other weights by now
            with self.changed:
                self.found.pop(key, None)
        elif measured.generated is None:
            measured.generated = evaluate(model, _generated(), batch_size=100).accuracy
        elif mnist := _mnist_test():
            measured.mnist = evaluate(model, mnist, batch_size=100).accuracy


@lru_cache(maxsize=1)
def accuracy_meter() -> AccuracyMeter:
    """The one of this server, for all learners."""
    return AccuracyMeter()


@lru_cache(maxsize=1)
def _generated() -> DigitSet:
    return load_generated(GENERATED, _SEED)


_mnist: list[DigitSet | None] = []
"""The test set once it was read; None if its files cannot be."""


def _mnist_is_here() -> bool:
    """Looked for each time, since it may be downloaded meanwhile."""
    return _mnist[0] is not None if _mnist else find_mnist() is not None


def _mnist_test() -> DigitSet | None:
    if not _mnist:
        try:
            _mnist.append(load_mnist(train=False))
        except DataError:
            _mnist.append(None)
    return _mnist[0]
