"""Gives free memory back to the system: glibc would keep it, for every thread that has used some."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import lru_cache


def free_memory() -> None:
    """Give free memory back; does nothing with another C library."""
    _trim()(0)


@lru_cache(maxsize=1)
def _trim() -> Callable[[int], int]:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return lambda _: 0
