"""The progress of a part is a part of the progress."""

from __future__ import annotations

from cnn.explain.progress import part


def test_the_progress_of_a_part() -> None:
    told: list[float] = []
    part(told.append, 1, 4)(0.5)
    part(told.append, 3, 4)(2.0)
    assert told == [0.375, 1.0]
