"""What was learned comes back from the browser's tab, and nothing else does."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from cnn.lessons.progress import LessonProgress
from cnn.quiz.make import make_question
from cnn.ui.learned import learned_text, with_learned
from cnn.ui.quiz.quiz_state import Quiz, Wanted
from cnn.ui.session import Session


def _session() -> Session:
    now = Session()
    quiz = Quiz().started(Wanted("before", 7))
    for request in quiz.requests:
        question = make_question(*request)
        given = {"Pointed": "0,0"}.get(type(question.answer).__name__, question.answer.text)
        quiz = quiz.answered(question, given)
    left = {"relu": LessonProgress("relu", 3, frozenset({0, 1}))}
    return now.with_parts(quiz, replace(now.course, left=left, over=frozenset({"pooling"}), is_offered=False))


def test_lessons_and_quiz_come_back() -> None:
    before = _session()
    after = with_learned(Session(), learned_text(before))
    assert after.course.left == before.course.left and after.course.over == {"pooling"}
    assert not after.course.is_offered
    assert after.quiz.progress == before.quiz.progress and after.quiz.before == before.quiz.before
    assert len(after.quiz.progress.answers) == 10 and after.quiz.is_over


def test_a_link_to_the_test_after_the_lesson_finds_the_answers_before_it() -> None:
    linked = Session.from_query({"quiz": "after:7"})
    after = with_learned(linked, learned_text(_session()))
    assert after.quiz.mode == "after" and after.quiz.counterpart is not None
    assert len(after.quiz.counterpart.answers) == 10


def test_a_reload_in_the_middle_of_a_test_goes_on_with_its_answers() -> None:
    quiz = Quiz().started(Wanted("seed", 1234))
    for request in quiz.requests[:4]:
        question = make_question(*request)
        quiz = quiz.answered(question, {"Pointed": "0,0"}.get(type(question.answer).__name__, question.answer.text))
    text = learned_text(Session().with_parts(quiz))
    again = with_learned(Session.from_query({"quiz": "seed:1234.5"}), text)
    assert len(again.quiz.progress.answers) == 4 and again.quiz.first == 0 and again.quiz.number == 5
    assert again.quiz.is_open


def test_a_new_learner_keeps_nothing() -> None:
    assert learned_text(Session()) == ""


def test_damaged_text_changes_nothing_and_never_raises() -> None:
    text, rng = learned_text(_session()), Random(5)
    for _ in range(300):
        at = rng.randrange(len(text))
        with_learned(
            Session(), text[:at] + rng.choice(["", "x", '"', "}", "\x00", "9"]) + text[at + rng.randrange(3) :]
        )
    new = Session()
    for wrong in (None, 5, "", "[]", "{}", "null", "9" * 400_000, "[" * 5000, '{"left":5}', '{"left":[],"over":{}}'):
        assert with_learned(new, wrong) is new
