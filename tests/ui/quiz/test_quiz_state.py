"""Where a learner is in the quiz, without a page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnn.quiz.make import make_question
from cnn.quiz.question import Question
from cnn.ui.quiz.quiz_state import LARGEST_SEED, Quiz, Wanted, question_of, read_wanted, requests_of
from tests.ui.quiz.questions import right_answer, wrong_answer

HOSTILE = [
    "", "seed", "seed:", "seed:x", "seed:-1", "seed:1234.0", "seed:1234.21", "before:1.11", f"seed:{LARGEST_SEED + 1}",
    "seed:1234567890123", "practice:1.2", "other:1", "seed:١٢", "seed:1\n", " seed:1", "seed:1.1.1", "<b>", "a" * 9999,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_link_starts_nothing(text: str) -> None:
    assert read_wanted(text) is None
    quiz = Quiz().followed(text)
    assert quiz.mode is None and quiz.refused == bool(text)
    assert quiz.followed("").refused == bool(text), "the address is emptied, and the words stay"
    assert not quiz.started(Wanted("seed", 5)).followed(text).refused
    assert not Quiz().followed("seed:5").refused


def test_a_link_says_mode_seed_and_question() -> None:
    assert read_wanted("seed:1234") == Wanted("seed", 1234)
    assert read_wanted("after:7.5") == Wanted("after", 7, 5)
    for text in ("seed:1234", "seed:1234.5", "before:0", f"after:{LARGEST_SEED}.10", "practice:3"):
        assert Quiz().followed(text).text == text


def question(quiz: Quiz) -> Question:
    return question_of(quiz.requests[len(quiz.progress.answers)])


def test_a_test_goes_on_without_a_word_and_ends_after_its_last_question() -> None:
    quiz = Quiz().started(Wanted("seed", 5, 18))
    for number in (18, 19, 20):
        assert (quiz.number, quiz.count, quiz.is_over, quiz.given) == (number, 20, False, None)
        quiz = quiz.answered(question(quiz), right_answer(question(quiz)))
    assert quiz.is_over and quiz.progress.score == (3, 3) and quiz.text == "seed:5.20"


def test_an_answer_that_cannot_be_read_changes_nothing_in_a_test() -> None:
    quiz = Quiz().started(Wanted("seed", 5))
    assert not quiz.answered(question(quiz), "?").progress.answers


def test_practice_keeps_the_question_with_its_answer() -> None:
    asked = make_question("shape_rounded", 5, 1)
    quiz = replace(Quiz().started(Wanted("practice", 1)), question=asked)
    after = quiz.answered(asked, wrong_answer(asked))
    assert after.given == wrong_answer(asked) and after.number == quiz.number == 1 and not after.is_over
    assert replace(after, given=None, question=None).number == 2


def test_the_ten_before_are_remembered_until_others_are_asked() -> None:
    quiz = Quiz().started(Wanted("before", 9, 10))
    quiz = quiz.answered(question(quiz), right_answer(question(quiz)))
    assert quiz.before is quiz.progress
    assert quiz.started(Wanted("practice", 1)).started(Wanted("after", 9)).counterpart is quiz.progress
    assert quiz.started(Wanted("after", 8)).counterpart is None
    assert quiz.started(Wanted("before", 9)).before is None


def test_before_and_after_are_of_the_same_kinds_with_other_numbers() -> None:
    before, after = requests_of("before", 3), requests_of("after", 3)
    assert [one.kind for one in before] == [one.kind for one in after] and len(before) == 10
    assert not {one.seed for one in before} & {one.seed for one in after}


def test_an_older_address_of_the_browser_restarts_nothing() -> None:
    quiz = Quiz().followed("seed:4.3")
    assert quiz.first == 2
    other = replace(quiz.started(Wanted("seed", 5)), written="seed:5")
    for link in ("seed:4.3", "seed:5", "seed:5.2"):
        other = other.followed(link)
        assert (other.seed, other.first) == (5, 0)
    assert other.followed("seed:6").seed == 6
