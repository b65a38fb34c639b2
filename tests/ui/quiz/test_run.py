"""What stands over a question while a quiz runs."""

from __future__ import annotations

from cnn.quiz.course import Progress
from cnn.ui.quiz.quiz_state import Quiz, Wanted, question_of
from cnn.ui.quiz.run import _head
from tests.ui.quiz.test_result import WRONG


def test_a_test_shows_its_number_and_no_score() -> None:
    quiz = Quiz().started(Wanted("seed", 1234, 6))
    words = _head(quiz, question_of(quiz.requests[0]))
    assert "Question 6 of 20" in words and "seed 1234" in words and "width:25%" in words
    assert "right" not in words


def test_practice_shows_score_and_streak_once_there_is_one() -> None:
    question = question_of(Quiz().started(Wanted("seed", 1)).requests[0])
    assert "right" not in _head(Quiz("practice"), question)
    assert "0 of 1 right · 0 in a row" in _head(Quiz("practice", progress=Progress((WRONG,))), question)
