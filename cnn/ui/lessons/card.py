"""The card of a lesson: what to do, what is missing, what it means, and the way on. `course` does what is pressed."""

from __future__ import annotations

import streamlit as st

from cnn.lessons.lesson import Lesson, Step
from cnn.lessons.progress import LessonProgress
from cnn.ui import state
from cnn.ui.lessons import course, marks
from cnn.ui.lessons.files import library
from cnn.ui.menu import PAGES
from cnn.ui.quiz.asked import Layout, show_question
from cnn.ui.words import as_html

TOUR = "show-me-around"
_IN_A_CARD = Layout(narrow=True)


def card(page: str) -> None:
    """The card of the open lesson on the page with this name, or nothing."""
    course.attend(page)
    lesson, step = course.open_lesson(), course.open_step()
    place = st.container(key="lesson")  # always there, so that the elements after it keep their places
    if lesson is None or step is None:
        with place:
            _finished()
        return
    with place, st.container(key="lesson_card", gap="xsmall"):
        _step(lesson, step, page)
    here = page in course.pages_of(step)
    marks.show(step.marks if here else (), page, state.session().course.progress)


def offer_tour() -> None:
    """On a first visit: the offer to be shown around, once."""
    if not _is_first_visit() or library().named(TOUR) is None:
        return
    with st.container(key="tour_offer", horizontal=True, gap="xsmall"):
        st.button("Show me around (3 minutes)", key="tour", on_click=course.start, args=(TOUR,), type="primary")
        st.button("×", key="no_tour", on_click=course.dismiss, help="No, thank you")


def _is_first_visit() -> bool:
    """Whether nothing has been drawn, no lesson begun, and the offer not refused."""
    now, known = state.session(), state.session().course
    return known.is_offered and now.canvas.is_untouched and not (known.progress or known.left or known.over)


def _step(lesson: Lesson, step: Step, page: str) -> None:
    now = state.session().course
    assert now.progress is not None
    at, count = now.progress.step, len(lesson.steps)
    is_done = at in now.progress.done
    st.html(
        f'<div class="lesson-head"><span>{as_html(lesson.title)}</span><span>step {at + 1} of {count}</span></div>'
        f'<progress class="lesson-bar" max="{count}" value="{at + is_done}" aria-label="Progress"></progress>'
        f'<h2 class="lesson-title">{as_html(step.title)}</h2>'
    )
    was_waiting = is_done and step.is_task
    is_elsewhere = not was_waiting and page not in course.pages_of(step)
    with st.container(key="lesson_after", gap="xsmall"):  # before what was to do: a card may be low
        if was_waiting:
            st.html('<div class="lesson-done" role="status">Done</div>')
            if step.after:
                st.markdown(step.after)
        elif is_elsewhere:
            _way_to(step.page)
    with st.container(key="lesson_over" if is_done and step.after else "lesson_text", gap="xsmall"):
        if at == 0:
            st.markdown(lesson.intro)
        st.markdown(step.text)
    if step.ask:
        show_question(course.question(step.ask), "lesson", now.given, course.answer, _IN_A_CARD)
    if now.said and not was_waiting and not is_elsewhere:
        st.html(f'<div class="lesson-missing">{as_html(now.said)}</div>')
    _buttons(step, at, count, page)


def _way_to(page: str) -> None:
    """The way to the page of a step that is on another one."""
    label = f"This step is on the page {PAGES[page]}: go there"
    if st.button(label, key="lesson_page", width="stretch", type="primary"):
        course.go_to_page(page)


def _buttons(step: Step, at: int, count: int, page: str) -> None:
    progress = state.session().course.progress
    assert progress is not None
    is_free = at in progress.done or not step.is_task
    is_last = at == count - 1
    words = ("Finish" if is_last else "Next") if is_free else "Skip"
    with st.container(key="lesson_buttons", horizontal=True, gap="xsmall"):
        st.button("Back", key="lesson_back", on_click=course.go, args=(-1,), disabled=at == 0)
        st.button(words, key="lesson_next", on_click=course.go, args=(1,), type="primary" if is_free else "secondary")
        st.button("Leave", key="lesson_leave", on_click=course.leave, help="You can come back on the page Learn.")
    if state.widget("lesson_next") or state.widget("lesson_back"):  # pressed in this very run: this is the new step
        here = course.open_step()
        if here is not None and page not in course.pages_of(here):
            course.go_to_page(here.page)


def _finished() -> None:
    """After the last step: how much of the lesson is done, and what comes next."""
    now = state.session().course
    lesson = library().named(now.finished) if now.finished else None
    if lesson is None:
        return
    left = now.left.get(lesson.id)
    said = left.words(lesson) if left else "finished"
    with st.container(key="lesson_card", gap="xsmall"):
        st.html(
            f'<div class="lesson-done" role="status">{as_html(lesson.title)}: {said}</div>'
            + ("<p>Your own settings and drawing are back.</p>" if now.gave_back else "")
        )
        with st.container(key="lesson_buttons", horizontal=True, gap="xsmall"):
            _ways_on(lesson, left)
            st.button("Close", key="lesson_close", on_click=course.dismiss)


def _ways_on(lesson: Lesson, left: LessonProgress | None) -> None:
    """To the first step of a lesson that is not done, and to the lesson after it."""
    if left is not None:
        label = f"Go on at step {left.step + 1}"
        st.button(label, key="lesson_again", on_click=course.start, args=(lesson.id,), type="primary")
    following = library().after(lesson)
    if following is not None:
        st.button(
            "Next lesson", key="lesson_following", on_click=course.start, args=(following.id,),
            type="secondary" if left else "primary",
        )  # fmt: skip
