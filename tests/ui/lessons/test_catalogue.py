"""The list of lessons."""

from __future__ import annotations

from dataclasses import replace

from streamlit.testing.v1 import AppTest

from cnn.lessons.progress import LessonProgress
from cnn.paths import ROOT
from cnn.ui.lessons.files import library
from tests.apps import session_of
from tests.ui.lessons.open import html_of, opened


def row_of(at: AppTest, lesson: str) -> str:
    """The words of a lesson in the list."""
    found = library().named(lesson)
    assert found is not None
    rows = [str(one.proto.body) for one in at.get("html") if 'class="lesson-row"' in one.proto.body]
    return rows[library().lessons.index(found)]


def test_every_lesson_has_a_row_with_its_misconceptions_and_a_button() -> None:
    at = AppTest.from_file(str(ROOT / "pages" / "lessons.py"), default_timeout=60).run()
    assert not at.exception
    html = html_of(at)
    for lesson in library().lessons:
        assert lesson.title.replace("·", "·") in html
        assert at.button(key=f"start_{lesson.id}").label == "Start"
    assert "A filter is one 2-D kernel" in html
    assert "<code>nn.Linear(32 * 7 * 7, 128)</code>" in row_of(at, "following-the-shapes")


def test_a_wrong_idea_cannot_be_read_as_what_a_lesson_teaches() -> None:
    at = AppTest.from_file(str(ROOT / "pages" / "lessons.py"), default_timeout=60).run()
    assert "3 minutes. Clears up a wrong idea: “99 % means that it is sure.”<" in row_of(at, "show-me-around")
    several = "Clears up wrong ideas: “The bias is added at each tap.” “Convolution flips the kernel.”<"
    assert several in row_of(at, "one-kernel-one-map")
    assert "Puts right" not in html_of(at)


def test_an_open_lesson_is_gone_on_with() -> None:
    at = opened("lessons", "relu", 2)
    assert at.button(key="start_relu").label == "Go on"
    assert "step 3 of" in html_of(at)


def test_the_list_says_how_much_is_done() -> None:
    at = opened("lessons", "relu", 2)
    now, tasks = session_of(at), frozenset(library().lessons[5].tasks)
    left = {
        "relu": LessonProgress("relu", 2, frozenset({0}) | tasks - {min(tasks)}),
        "pooling": LessonProgress("pooling"),
    }
    at.session_state["explorer"] = now.with_parts(
        replace(now.course, progress=None, left=left, over=frozenset({"pooling"}))
    )
    at.run()
    assert f"<strong>{len(tasks) - 1} of {len(tasks)} tasks done.</strong> 6 minutes" in row_of(at, "relu")
    assert ">Done: Pooling<" in row_of(at, "pooling") and "tasks" not in row_of(at, "pooling")
    assert "tasks" not in row_of(at, "how-it-learns")
