"""Keeps what was computed of networks: a bounded cache for all sessions. Computes nothing."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from cnn.network.model import SimpleCNN

Result = TypeVar("Result")


class Kept(Generic[Result]):
    """The `most` results that were asked for last. A network is identified by itself and is not held: when it is gone,
    its results are never found again."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._results: OrderedDict[Hashable, Result] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._results)

    def has(self, model: SimpleCNN, question: Hashable) -> bool:
        """Whether the answer is kept."""
        with self._lock:
            return (weakref.ref(model), question) in self._results

    def of(self, model: SimpleCNN, question: Hashable, make: Callable[[], Result]) -> Result:
        """The answer to a question about a network; `make` is called where it is not kept. Two threads that ask for
        the same at once may both make it."""
        key = weakref.ref(model), question
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        made = make()
        with self._lock:
            self._results[key] = made
            self._results.move_to_end(key)
            while len(self._results) > self.most:
                self._results.popitem(last=False)
        return made
