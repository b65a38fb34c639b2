"""How far something is that takes longer: what is called while it is done. Shows nothing."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float], None]
"""Called with the share that is done, 0 to 1."""


def quiet(share: float) -> None:
    """No progress is shown."""


def part(tell: Progress, number: int, count: int) -> Progress:
    """The progress of one of `count` parts that are done one after the other."""
    return lambda share: tell((number + min(1.0, share)) / count)
