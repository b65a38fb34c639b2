"""Limits how often the log repeats itself: an error is written once a minute, and its repetitions are counted.

When no more files can be opened, for example, asyncio logs the same error two thousand times a second.
"""

from __future__ import annotations

import contextlib
import logging
import re
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MINUTE = 60.0
"""Seconds during which the same error is written only once."""

MOST_CAUSES = 500
"""The number of causes that are remembered; beyond that the oldest is forgotten."""


@dataclass
class _Count:
    """When a cause was written last, and how often it has occurred since."""

    written: float
    more: int = 0


class RateLimit(logging.Filter):
    """Lets a warning or an error pass once a minute for each cause, and counts the others.

    clock: seconds, like `time.monotonic`. later(seconds, action): calls the action after these seconds.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        later: Callable[[float, Callable[[], None]], None] | None = None,
    ) -> None:
        super().__init__()
        self._clock, self._later = clock, later or _after
        self._counts: dict[tuple[object, ...], _Count] = {}
        self._lock = threading.RLock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        if record.levelno < logging.WARNING or getattr(record, "is_count", False):
            return True
        cause = cause_of(record)
        with self._lock:
            count, now = self._counts.get(cause), self._clock()
            if count is None or now - count.written >= MINUTE:
                self._counts.pop(cause, None)
                self._counts[cause] = _Count(now)
                if len(self._counts) > MOST_CAUSES:
                    del self._counts[next(iter(self._counts))]
                return True
            count.more += 1
            is_first = count.more == 1
        if is_first:
            words = _first_line(record)
            self._later(MINUTE, lambda: self._tell(record.name, words, count))
        return False

    def _tell(self, logger: str, words: str, count: _Count) -> None:
        """Write how often a cause has occurred since it was written."""
        with self._lock:
            more, count.more = count.more, 0
            count.written = self._clock()
        logging.getLogger(logger).warning(
            "%s more in the last %.0f seconds of: %s", f"{more:,}", MINUTE, words, extra={"is_count": True}
        )


def cause_of(record: logging.LogRecord) -> tuple[object, ...]:
    """The key by which two records count as the same: the logger, and the exception's type and traceback lines, or the
    message without its numbers, or `extra={"cause": …}` if it was given."""
    if hasattr(record, "cause"):
        return record.name, record.levelno, record.cause
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        words = str(record.msg)
        if not re.search(r"[^\W\d_]{2}", re.sub(r"%\W*\w", "", words)):  # the format has no words of its own
            words = record.getMessage()
        return record.name, record.levelno, re.sub(r"0x[0-9a-f]+|\d+", "#", words)
    return record.name, record.levelno, *places_of(error)


def places_of(error: BaseException) -> tuple[object, ...]:
    """The type of an exception and the lines of its traceback."""
    frames = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    return type(error).__qualname__, getattr(error, "errno", None), *frames


def _first_line(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    words = record.getMessage().partition("\n")[0]
    return words if error is None else f"{words} ({type(error).__name__}: {error})"[:300]


def _after(seconds: float, action: Callable[[], None]) -> None:
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    with contextlib.suppress(RuntimeError):  # no thread can be started either
        timer.start()


def limit_log() -> RateLimit:
    """Install the filter on all loggers that have handlers, and log errors that end a thread; returns the filter."""
    found = RateLimit()
    for logger in _loggers():
        for handler in logger.handlers:
            handler.addFilter(found)
    if logging.lastResort is not None:  # writes for loggers without a handler, such as asyncio's
        logging.lastResort.addFilter(found)
    threading.excepthook = _thread_ended
    return found


def _loggers() -> Iterator[logging.Logger]:
    yield logging.getLogger()
    yield from [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not issubclass(ended.exc_type, SystemExit):
        logging.getLogger("threads").error("A thread ended", exc_info=ended.exc_value)
