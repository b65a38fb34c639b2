"""How many files and connections the server may have open: as many as the system allows; and whether it is full.

A learner's page takes four (its connection, and three of the event loop that Streamlit makes for the session: see
`closed_sessions`). The usual limit on a Mac is 256 in all.
"""

from __future__ import annotations

import contextlib
import os
from functools import lru_cache
from pathlib import Path

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

FULL = "This server has no room for another learner at the moment. Try again in a few minutes."

_ENOUGH = (65_536, 10_240, 4096, 1024)
"""Limits to try if the system names none: macOS refuses "unlimited"."""

_SPARE = 24
"""Files reserved for learners who are connected already: an upload, a training process, a page that reloads."""


@lru_cache(maxsize=1)
def raise_limit() -> int:
    """Raise the number of files that may be open to what the system allows; returns the limit, or 0 if there is none.

    Done once for each server.
    """
    if resource is None:
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in (hard, *_ENOUGH) if hard != resource.RLIM_INFINITY else _ENOUGH:
        if soft != resource.RLIM_INFINITY and wanted > soft:
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
                return wanted
    return soft if soft != resource.RLIM_INFINITY else 0


def is_full() -> bool:
    """Whether another learner's page would take the files that are reserved for those already connected."""
    limit = raise_limit()
    return limit > 0 and open_now() > limit - _SPARE


def open_now() -> int:
    """How many files and connections this process has open; 0 if the system does not say."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        with contextlib.suppress(OSError):
            return len(os.listdir(folder)) if Path(folder).is_dir() else 0  # noqa: PTH208
    return 0
