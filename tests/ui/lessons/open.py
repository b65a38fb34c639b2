"""A page with an open lesson, by AppTest."""

from __future__ import annotations

from dataclasses import replace

from streamlit.testing.v1 import AppTest

from cnn.lessons.progress import LessonProgress
from cnn.paths import ROOT
from cnn.ui.session import Session


def opened(page: str, lesson: str, step: int = 0) -> AppTest:
    """The page with this name, in a new session whose link names the lesson and the step."""
    at = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
    now = Session()
    at.session_state["explorer"] = now.with_parts(replace(now.course, progress=LessonProgress(lesson, step)))
    at.run()
    assert not at.exception
    return at


def html_of(at: AppTest) -> str:
    """All HTML of the page."""
    return " ".join(str(one.proto.body) for one in at.get("html"))


def press(at: AppTest, key: str) -> None:
    """Press a button of the card."""
    at.button(key=key).click().run()
    assert not at.exception
