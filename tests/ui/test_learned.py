"""What was learned comes back from the browser's tab, and nothing else does."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import ink_of, prepare_steps
from cnn.lessons.progress import LessonProgress
from cnn.network.spec import TEXTBOOK
from cnn.quiz.make import make_question
from cnn.ui.learned import is_in_same_step, learned_text, with_learned
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


def test_an_older_text_does_not_say_that_a_lesson_was_done() -> None:
    kept = json.loads(learned_text(_session()))
    kept["over"] = kept.pop("done")  # the end was reached, whatever was skipped
    kept["offered"] = True
    after = with_learned(Session(), json.dumps(kept))
    assert not after.course.is_offered  # who has been to the end of a lesson needs no tour
    assert not after.course.over and after.course.left and after.quiz.is_over


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


def _in_lesson(step: int = 3, query: dict[str, str] | None = None) -> Session:
    """A new session at a step of a lesson, which has put its settings, its drawing and its cell there."""
    new = Session.from_query({"lesson": f"pooling:{step}"} | (query or {}))
    new = new.asked_for(TEXTBOOK.changed(conv1_stride=2)) if query is None else new
    lesson = new.canvas.filled((), prepare_steps(ink_of(example_drawing(7)))).begun()
    return new.with_parts(lesson, replace(new.microscope, cell=("conv1", 7, 9, 11)), replace(new.page, notice="Hm."))


def test_a_reload_in_a_lesson_finds_it_as_the_learner_left_it() -> None:
    before = _in_lesson().asked_for(TEXTBOOK)
    progress = LessonProgress("pooling", 3, frozenset({1, 3}))
    before = before.with_parts(
        replace(before.course, progress=progress), replace(before.page, scope="map"),
        replace(before.microscope, cell=("relu1", 1, 2, 3)), before.canvas.filled((), None),
    )  # fmt: skip
    text = learned_text(before, "Filters")
    after = with_learned(_in_lesson(), text)
    assert after.network.wanted == TEXTBOOK and after.course.progress == progress and after.page.notice == "Hm."
    assert (after.page.view, after.page.scope, after.microscope.cell) == ("Filters", "map", ("relu1", 1, 2, 3))
    assert after.canvas.is_emptied
    assert is_in_same_step(_in_lesson(), text) and not is_in_same_step(_in_lesson(4), text)
    other = with_learned(_in_lesson(4), text)
    assert other.network.wanted.conv1.stride == 2 and other.page.view == "" and not other.canvas.is_emptied


def test_what_a_link_to_the_same_step_names_stays() -> None:
    text = learned_text(_in_lesson().asked_for(TEXTBOOK), "Filters")
    named = _in_lesson(query={"conv1_padding": "1", "view": "The cell", "scope": "network", "cell": "conv2.1.1.1"})
    after = with_learned(named, text)
    assert after.network.wanted == TEXTBOOK.changed(conv1_padding=1)
    assert (after.page.view, after.page.scope) == ("The cell", "network")
    assert after.microscope.cell == named.microscope.cell


def test_a_lock_of_the_teacher_goes_before_what_the_tab_has_kept() -> None:
    text = learned_text(_in_lesson())
    locked = _in_lesson(query={"lock": "settings"})
    assert with_learned(locked, text).network.wanted == TEXTBOOK
    assert with_learned(_in_lesson(query={}), text).network.wanted.conv1.stride == 2


@pytest.mark.parametrize(
    "wrong",
    [3, "x", [], True, {}, {"progress": 5}, {"progress": "pooling.3.0"}, {"progress": "pooling.3.0", "link": 5},
     {"progress": "pooling.3.0", "link": [[]], "emptied": 1}],
)  # fmt: skip
def test_a_damaged_open_lesson_loses_nothing_else(wrong: object) -> None:
    kept = json.loads(learned_text(_session())) | {"open": wrong}
    after = with_learned(_in_lesson(), json.dumps(kept))
    assert after.course.over == {"pooling"} and after.quiz.before is not None
    assert after.network.wanted.conv1.stride == 2 and not after.canvas.is_emptied


def test_a_cell_that_no_link_can_carry_is_left_out() -> None:
    now = _in_lesson()
    odd = now.with_parts(replace(now.microscope, cell=("conv1", -1, 0, 0)))
    assert json.loads(learned_text(odd))["open"]["link"] == {}


@pytest.mark.parametrize("text", ["", "{", "[]", "5", '{"open": 3}', '{"open": {"progress": []}}', None, 7])
def test_no_damaged_text_is_of_the_same_step(text: object) -> None:
    assert not is_in_same_step(_in_lesson(), text)


def test_large_type_stays_over_a_reload() -> None:
    large = Session().with_parts(replace(Session().teaching, large=True))
    assert with_learned(Session(), learned_text(large)).teaching.large
    assert with_learned(large, learned_text(_session())).teaching.large  # chosen before the tab was heard
    kept = json.loads(learned_text(large)) | {"large": "yes"}
    assert not with_learned(Session(), json.dumps(kept)).teaching.large


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
