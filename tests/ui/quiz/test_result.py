"""The words at the end of a quiz."""

from __future__ import annotations

from dataclasses import replace

from cnn.quiz.course import Answered, Progress
from cnn.quiz.misconceptions import MISCONCEPTIONS
from cnn.quiz.sheet import Context
from cnn.ui.quiz.quiz_state import Quiz
from cnn.ui.quiz.result import mistakes_words, sheet_context, topics_table

WRONG = Answered("shape_rounded", 1, 1, "1×1×1", False, 1, "2×2×2")
PROGRESS = Progress((WRONG, WRONG, replace(WRONG, misconception=None), replace(WRONG, right=True)), seed=4)


def test_misconceptions_come_with_what_is_true() -> None:
    words = mistakes_words(PROGRESS)
    assert f"**“{MISCONCEPTIONS[1].name}”** (2 times). {MISCONCEPTIONS[1].answer}" in words
    assert "Without a known cause: a slip" in words
    assert mistakes_words(Progress((replace(WRONG, right=True),))) == "Nothing went wrong."


def test_the_sheet_after_a_lesson_gets_what_was_answered_before_it() -> None:
    assert sheet_context(Quiz("after", 4, 3, before=PROGRESS)) == Context(3, PROGRESS)
    for other in (Quiz("after", 5, before=PROGRESS), Quiz("seed", 4, before=PROGRESS), Quiz("before", 4)):
        assert sheet_context(other) == Context()


def test_topics_are_counted_and_compared() -> None:
    assert "| Shapes | 1 of 4 |" in topics_table(Quiz("seed", 4, progress=PROGRESS))
    pair = Quiz("after", 4, progress=Progress((replace(WRONG, kind="impulse", right=True),)), before=PROGRESS)
    assert "| Shapes | 1 of 4 | 0 of 0 |" in topics_table(pair) and "| One cell | 0 of 0 | 1 of 1 |" in topics_table(
        pair
    )
    assert topics_table(Quiz("practice")) == "No question was answered."
