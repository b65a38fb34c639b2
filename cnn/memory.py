"""Gives memory that is free back to the system: glibc keeps it, for each thread that has had some."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import lru_cache


def free_memory() -> None:
    """Give back what is free; does nothing where the C library is another one."""
    _trim()(0)


@lru_cache(maxsize=1)
def _trim() -> Callable[[int], int]:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return lambda _: 0
