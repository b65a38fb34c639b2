"""Measurements that take longer than a page may wait: one at a time for the whole server, the newest request first.

Results are kept; what no page asks for any more is not begun.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Condition, Event, Thread
from typing import Any

from cnn.explain.progress import Progress

_FORGET_SECONDS = 5.0
"""Seconds after which a measurement is not begun if no page has asked for it again; pages ask every half second."""

_AGAIN_SECONDS = 10.0
"""Seconds without a page that asks after which a measurement that failed is tried again."""

_MOST_KEPT = 600


@dataclass(eq=False)
class Measurement:
    """One measurement. share: how far it is, 0 to 1. result: what it found. failed: whether it ended with an error.

    work: what is done, until it is done. asked, wanted: when a page asked for it first and last, `time.monotonic`.
    """

    work: Callable[[Progress], Any] | None
    asked: float
    wanted: float
    share: float = 0.0
    result: Any = None
    failed: bool = False
    over: Event = field(default_factory=Event)

    @property
    def is_open(self) -> bool:
        """Whether there is no result yet and one may come."""
        return not self.over.is_set()

    def waited(self, seconds: float) -> Measurement:
        """This measurement, after it is over or so much time has passed."""
        self.over.wait(seconds)
        return self

    def run(self) -> None:
        """Do the work; an error is logged, and ends this measurement alone."""
        try:
            if self.work is not None:
                self.result = self.work(self._tell)
        except Exception:
            self.failed = True
            logging.getLogger(__name__).exception("A measurement failed.")
        finally:
            self.work = None
            self.over.set()

    def _tell(self, share: float) -> None:
        self.share = share


class Background:
    """All measurements by their keys, and the thread that does them."""

    def __init__(self) -> None:
        self.known: OrderedDict[Hashable, Measurement] = OrderedDict()
        self.changed = Condition()
        self.thread: Thread | None = None

    def of(self, key: Hashable, work: Callable[[Progress], Any]) -> Measurement:
        """The measurement `key`; asked for the first time it is put in the queue."""
        now = time.monotonic()
        with self.changed:
            if key in self.known and self.known[key].failed and now - self.known[key].wanted > _AGAIN_SECONDS:
                del self.known[key]
            if key not in self.known:
                self.known[key] = Measurement(work, now, now)
                while len(self.known) > _MOST_KEPT:
                    self.known.popitem(last=False)
            self.known.move_to_end(key)
            found = self.known[key]
            found.wanted = now
            if found.is_open and (self.thread is None or not self.thread.is_alive()):
                # a daemon thread inside PyTorch would abort at exit
                self.thread = Thread(target=self._work, name="reasons", daemon=False)
                self.thread.start()
            return found

    def _work(self) -> None:
        """Measure until there is nothing left that a page waits for."""
        while True:
            with self.changed:
                limit = time.monotonic() - _FORGET_SECONDS
                waiting = {key: one for key, one in self.known.items() if one.is_open}
                for key in [key for key, one in waiting.items() if one.wanted <= limit]:
                    waiting.pop(key)
                    self.known.pop(key).over.set()  # its page is gone
                if not waiting:
                    self.thread = None
                    return
                chosen = max(waiting.values(), key=lambda one: one.asked)
            chosen.run()


@lru_cache(maxsize=1)
def background() -> Background:
    """The one of this server, for all learners."""
    return Background()
