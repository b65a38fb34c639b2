"""The card of a lesson, and the offer of the tour."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from cnn.paths import ROOT
from cnn.ui.lessons.files import library
from tests.apps import session_of
from tests.ui.lessons.open import html_of, opened, press


def _keys(at: AppTest) -> set[str]:
    return {button.key for button in at.button}


def test_the_tour_is_offered_once_and_goes_away() -> None:
    at = AppTest.from_file(str(ROOT / "pages" / "explore.py"), default_timeout=60).run()
    assert "tour" in _keys(at)
    press(at, "no_tour")
    assert "tour" not in _keys(at)


def test_it_is_not_offered_to_who_has_drawn_or_is_in_a_lesson() -> None:
    at = AppTest.from_file(str(ROOT / "pages" / "explore.py"), default_timeout=60).run()
    press(at, "example7")
    assert "tour" not in _keys(at)
    assert "tour" not in _keys(opened("explore", "relu"))


def test_the_tour_begins_on_the_page() -> None:
    at = AppTest.from_file(str(ROOT / "pages" / "explore.py"), default_timeout=60).run()
    press(at, "tour")
    assert "Draw a digit" in html_of(at) and session_of(at).course.progress is not None
    assert at.button(key="lesson_back").disabled


def test_the_question_at_the_end_is_asked_once_and_about_the_same_thing() -> None:
    lesson = library().named("relu")
    assert lesson is not None
    at = opened(lesson.steps[-1].page, "relu", len(lesson.steps) - 1)
    question = session_of(at).course.question
    assert question is not None and question.kind == "relu_values"
    at.run()
    assert session_of(at).course.question is question
