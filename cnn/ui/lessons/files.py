"""The lessons that can be opened: those of the app, and those of the teacher's own folder."""

from __future__ import annotations

from cnn.lessons.library import Library, lesson_folders, lessons
from cnn.quiz.kinds import KINDS


def library() -> Library:
    """All lessons that can be read, and what is wrong with the others."""
    return lessons(lesson_folders(), frozenset(KINDS))
