"""The parts of the session about learning."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from cnn.lessons.progress import LessonProgress
from cnn.ui.parts import Course
from cnn.ui.session import Session


def test_a_new_session_is_in_no_lesson_and_is_offered_the_tour() -> None:
    course = Session().course
    assert course.progress is None and course.is_offered and not course.over
    with pytest.raises(FrozenInstanceError):
        course.page = "shapes"  # type: ignore[misc]


def test_a_link_opens_a_lesson_at_a_step() -> None:
    assert Session.from_query({"lesson": "pooling:3"}).course.progress == LessonProgress("pooling", 3)
    for wrong in ("", "pooling:-1", "<b>", "pooling:3:4", "x" * 5000):
        assert Session.from_query({"lesson": wrong}).course.progress is None
    assert Course().left == {}
