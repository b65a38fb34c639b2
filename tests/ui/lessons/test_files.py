"""Which lessons the pages know."""

from __future__ import annotations

from cnn.quiz.kinds import KINDS
from cnn.ui.lessons.files import library


def test_every_lesson_can_be_read_and_asks_a_question_that_there_is() -> None:
    found = library()
    assert found.problems == () and len(found.lessons) == 12
    assert {lesson.question for lesson in found.lessons} - {""} <= set(KINDS)
