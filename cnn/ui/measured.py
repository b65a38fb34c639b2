"""How many digits a network reads, measured in the background, once for each setting; one measurement at a time.

On generated digits, which are always there, and on MNIST's test set where it has been downloaded.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from cnn.data import DataError, DigitSet, find_mnist, load_generated, load_mnist
from cnn.spec import NetworkSpec
from cnn.train import evaluate
from cnn.weights import load_model

GENERATED = 1000
"""Generated digits that a network is measured on, always the same."""

_HEAD_START = 0.5
"""Seconds that a measurement waits: the page with the new network is computed and drawn first."""

_SEED = 20_000
_KEPT = 512


@dataclass(frozen=True)
class Measured:
    """Shares of digits read, 0–1. mnist: of the 10,000 of MNIST's test set; None where that is not on this machine."""

    generated: float
    mnist: float | None


_worker = ThreadPoolExecutor(1, thread_name_prefix="accuracy")
_asked: OrderedDict[NetworkSpec, Future[Measured]] = OrderedDict()
_lock = Lock()


def accuracy_of(spec: NetworkSpec) -> Measured | None:
    """What `load_model(spec)` reads, or None while it is being measured; the first call starts that."""
    with _lock:
        if spec not in _asked:
            _asked[spec] = _worker.submit(_measure, spec)
            if len(_asked) > _KEPT:
                _asked.popitem(last=False)[1].cancel()
        asked = _asked[spec]
    return asked.result() if asked.done() and not asked.cancelled() else None


def _measure(spec: NetworkSpec) -> Measured:
    time.sleep(_HEAD_START)
    model = load_model(spec).model
    mnist = _mnist_test()
    generated = evaluate(model, _generated(), batch_size=100).accuracy
    return Measured(generated, evaluate(model, mnist, batch_size=100).accuracy if mnist else None)


@lru_cache(maxsize=1)
def _generated() -> DigitSet:
    return load_generated(GENERATED, _SEED)


_mnist: list[DigitSet] = []


def _mnist_test() -> DigitSet | None:
    """MNIST's test set where it is on this machine; looked for each time, since it may be downloaded meanwhile."""
    if not _mnist and find_mnist() is not None:
        try:
            _mnist.append(load_mnist(train=False))
        except DataError:
            return None
    return _mnist[0] if _mnist else None
