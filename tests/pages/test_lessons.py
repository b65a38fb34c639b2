"""The page Learn by AppTest."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from cnn.paths import ROOT
from cnn.ui.lessons.files import library


def test_it_opens_with_all_lessons() -> None:
    at = AppTest.from_file(str(ROOT / "pages" / "lessons.py"), default_timeout=60).run()
    assert not at.exception
    keys = {button.key for button in at.button}
    assert {f"start_{lesson.id}" for lesson in library().lessons} <= keys
