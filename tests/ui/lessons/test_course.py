"""Lessons on the pages: a step is done by doing it, stays done, and what a lesson has set is given back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.lessons.library import LESSONS_VARIABLE, SHIPPED, lessons
from cnn.lessons.progress import LessonProgress
from cnn.link.link import Link
from cnn.network.spec import TEXTBOOK
from cnn.paths import ROOT
from cnn.ui.lessons.files import library
from tests import apps
from tests.apps import session_of
from tests.ui.lessons.open import html_of, opened, press

STRIDE = "stride-padding-and-the-floor"


def test_a_step_is_done_by_what_it_asks_for_and_stays_done() -> None:
    at = opened("explore", STRIDE, 1)
    assert at.button(key="lesson_next").label == "Skip"
    assert "Set conv1 padding to 0; it is 2." in html_of(at)
    at.slider(key="conv1_padding").set_value(1).run()
    assert "Set conv1 padding to 0; it is 1." in html_of(at)
    at.slider(key="conv1_padding").set_value(0).run()
    assert at.button(key="lesson_next").label == "Next" and "Done" in html_of(at)
    at.slider(key="conv1_padding").set_value(2).run()
    assert at.button(key="lesson_next").label == "Next"
    press(at, "lesson_next")
    assert session_of(at).course.progress.step == 2  # type: ignore[union-attr]
    press(at, "lesson_back")
    assert at.button(key="lesson_next").label == "Next"


def test_a_step_sets_and_leaving_gives_back() -> None:
    at = opened("explore", STRIDE, 0)
    at.slider(key="hidden_units").set_value(64).run()
    press(at, "lesson_leave")  # it was resumed from a link: nobody knows what was there before
    assert session_of(at).network.wanted.hidden_units == 64
    at.slider(key="hidden_units").set_value(32).run()
    before = session_of(at).canvas.image  # what the step of the link has set
    press(at, "example5")
    five = session_of(at).canvas.image
    at = _started(at)
    assert session_of(at).network.wanted == TEXTBOOK and session_of(at).canvas.image is not None
    at.slider(key="conv1_padding").set_value(0).run()
    press(at, "lesson_leave")
    assert session_of(at).network.wanted == TEXTBOOK.changed(hidden_units=32)
    after = session_of(at).canvas.image
    assert before is not None and five is not None and after is not None
    assert np.array_equal(after, five) and not np.array_equal(after, before)
    assert session_of(at).course.left[STRIDE].step == 0


def _started(at: AppTest) -> AppTest:
    """The same session with the lesson about strides begun from its first step, as the page Learn does."""
    script = f"from cnn.ui.lessons import course\ncourse.start({STRIDE!r})\n"
    begun = AppTest.from_string(script, default_timeout=60)
    begun.session_state["explorer"] = session_of(at)
    begun.run()
    assert not begun.exception
    again = opened("explore", STRIDE)
    again.session_state["explorer"] = session_of(begun)
    again.run()
    return again


def test_what_was_skipped_is_there_for_the_steps_that_follow() -> None:
    at = opened("explore", STRIDE, 1)
    press(at, "lesson_next")
    assert session_of(at).network.wanted.conv1.padding == 0
    press(at, "lesson_leave")
    at.slider(key="conv1_padding").set_value(2).run()
    again = _started(at)
    assert session_of(again).course.progress.step == 2  # type: ignore[union-attr]
    assert session_of(again).network.wanted.conv1.padding == 0


def test_a_lesson_goes_on_where_it_was_left_and_ends_with_words() -> None:
    at = opened("explore", STRIDE, 2)
    press(at, "lesson_leave")
    at = _started(at)
    assert session_of(at).course.progress.step == 2  # type: ignore[union-attr]
    lesson = library().named(STRIDE)
    assert lesson is not None
    at = opened(lesson.steps[-1].page, STRIDE, len(lesson.steps) - 1)
    press(at, "lesson_next")
    assert "floor: 0 of 8 tasks done" in html_of(at)
    press(at, "lesson_close")
    assert "tasks done" not in html_of(at)


def _with_done(lesson: str, *undone: int) -> AppTest:
    """The last step of a lesson, of which all but these steps have been done, and Finish or Skip pressed."""
    found = library().named(lesson)
    assert found is not None
    last = len(found.steps) - 1
    at = opened(found.steps[last].page, lesson, last)
    now = session_of(at)
    done = frozenset(found.tasks) - set(undone)
    at.session_state["explorer"] = now.with_parts(replace(now.course, progress=LessonProgress(lesson, last, done)))
    at.run()
    press(at, "lesson_next")
    return at


def test_a_lesson_is_done_when_every_task_in_it_is() -> None:
    at = _with_done(STRIDE)
    assert session_of(at).course.over == {STRIDE} and "floor: finished" in html_of(at)
    assert STRIDE not in session_of(at).course.left and "Go on" not in str([one.label for one in at.button])


def test_what_was_skipped_is_counted_and_gone_on_with() -> None:
    at = _with_done(STRIDE, 4, 6)
    assert not session_of(at).course.over and "floor: 6 of 8 tasks done" in html_of(at)
    assert at.button(key="lesson_again").label == "Go on at step 5"
    press(at, "lesson_again")
    progress = session_of(at).course.progress
    assert progress is not None and progress.step == 4 and progress.done == {1, 2, 3, 5, 7, 8}
    assert "tasks done" not in html_of(at)


def test_pressing_only_skip_and_next_does_no_lesson() -> None:
    script = """
from cnn.ui.lessons import course
course.start("relu")
while step := course.open_step():
    course.attend(step.page)
    course.go(1)
"""
    skipped = AppTest.from_string(script, default_timeout=60).run()
    assert not skipped.exception and not session_of(skipped).course.over
    at = AppTest.from_file(str(ROOT / "pages" / "explore.py"), default_timeout=60)
    at.session_state["explorer"] = session_of(skipped)
    at.run()
    assert "ReLU: 0 of 6 tasks done" in html_of(at) and at.button(key="lesson_again").label == "Go on at step 2"
    press(at, "lesson_close")
    assert "tour" not in {one.key for one in at.button}


def test_back_after_skip_finds_the_step_still_to_be_done() -> None:
    at = opened("explore", "show-me-around", 2)
    at.run()
    press(at, "lesson_next")
    assert session_of(at).network.spec.conv1.stride == 2  # as the step asks for
    press(at, "lesson_back")
    assert session_of(at).network.spec.conv1.stride == 1
    assert not session_of(at).course.progress.done and "Set conv1 stride to 2" in html_of(at)


def test_the_address_names_the_lesson_and_a_wrong_one_is_nothing() -> None:
    at = opened("explore", STRIDE, 3)
    at.run()
    assert at.query_params["lesson"] == [f"{STRIDE}:3"] or at.query_params["lesson"] == f"{STRIDE}:3"
    at = opened("explore", "no-such-lesson", 3)
    assert session_of(at).course.progress is None and "lesson" not in at.query_params


@pytest.mark.parametrize("lock", ["settings", "conv1_padding"])
def test_a_step_about_a_locked_setting_says_so(lock: str) -> None:
    at = apps.opened(**Link(lesson=STRIDE, step=1).to_query(), lock=lock)
    assert at.slider(key="conv1_padding").disabled
    assert "Set conv1 padding to 0; it is 2. This setting is locked here: Skip goes on." in html_of(at)
    press(at, "lesson_next")
    assert session_of(at).course.progress.step == 2  # type: ignore[union-attr]
    at = apps.opened(**Link(lesson=STRIDE, step=1).to_query(), lock="conv1_stride")
    assert "Set conv1 padding to 0; it is 2.</div>" in html_of(at)


def test_a_step_about_hidden_settings_says_so() -> None:
    at = apps.opened(**Link(lesson=STRIDE, step=1).to_query(), hide="settings")
    assert "Set conv1 padding to 0; it is 2. Your teacher has hidden this for now: Skip goes on." in html_of(at)


@pytest.mark.parametrize(("step", "is_first"), [(3, False), (4, True)])
def test_a_switch_that_a_step_is_about_stands_beside_the_maps(step: int, is_first: bool) -> None:
    keys = [getattr(one, "key", None) for one in opened("explore", "relu", step).main]
    assert (keys.index("scope") < keys.index("example0")) == is_first


def test_every_page_takes_up_a_lesson() -> None:
    for page in (ROOT / "pages").glob("*.py"):
        assert "page.begin(course.resume)" in page.read_text(encoding="utf-8"), page.name


def test_a_step_on_another_page_says_so() -> None:
    at = opened("microscope", STRIDE, 1)
    assert at.button(key="lesson_page").label == "This step is on the page Explore: go there"


def test_every_shipped_lesson_can_be_opened_at_every_step() -> None:
    found = lessons([SHIPPED])
    assert len(found.lessons) == 12
    for lesson in found.lessons:
        for step in (0, len(lesson.steps) - 1):
            html = html_of(opened(lesson.steps[step].page, lesson.id, step))
            assert f"step {step + 1} of {len(lesson.steps)}" in html, lesson.id


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The teacher's own folder, with a good lesson and a broken one."""
    (tmp_path / "20-mine.md").write_text("# Mine\nminutes: 2\n\nHello.\n\n## Only\n\nLook.\n", encoding="utf-8")
    (tmp_path / "21-broken.md").write_text("# Broken\nminutes: many\n", encoding="utf-8")
    monkeypatch.setenv(LESSONS_VARIABLE, str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("own")
def test_a_folder_of_the_teachers_own_is_read_and_a_broken_file_named_first() -> None:
    found = library()
    assert found.lessons[-1].title == "Mine" and [problem.file for problem in found.problems] == ["21-broken.md"]
    at = AppTest.from_file("../../../pages/lessons.py", default_timeout=60).run()
    assert not at.exception
    html = html_of(at)
    assert html.index("Lessons that cannot be read") < html.index("21-broken.md, line 2") < html.index("lesson-row")


@pytest.mark.usefixtures("own")
def test_a_link_to_a_broken_lesson_says_where_to_look() -> None:
    at = opened("explore", "broken", 1)
    assert session_of(at).course.progress is None
    assert "cannot be read. The page Learn lists" in session_of(at).page.notice
    assert "not on this server" in session_of(opened("explore", "no-such-lesson")).page.notice
