"""The lessons that can be opened: those of the app, and those of the teacher's own folder."""

from __future__ import annotations

import time
from pathlib import Path

from cnn.lessons.library import Library, lesson_folders, lessons
from cnn.quiz.kinds import KINDS

_FRESH = 1.0
"""Seconds for which the folders are not looked at again: many learners ask, and files change seldom."""

_kept: dict[tuple[Path, ...], tuple[float, Library]] = {}


def library() -> Library:
    """All lessons that can be read, and what is wrong with the others."""
    folders = lesson_folders()
    looked, found = _kept.get(folders, (0.0, None))
    if found is None or time.monotonic() - looked >= _FRESH:
        found = lessons(folders, frozenset(KINDS))
        _kept.clear()
        _kept[folders] = (time.monotonic(), found)
    return found
