"""The list of all lessons, with how far the learner has come in each."""

from __future__ import annotations

import streamlit as st

from cnn.lessons.lesson import Lesson
from cnn.quiz.misconceptions import MISCONCEPTIONS
from cnn.ui import state
from cnn.ui.lessons import course
from cnn.ui.lessons.files import library
from cnn.ui.words import as_html, marked_as_html, notice


def catalogue() -> None:
    """The files that cannot be read; then every lesson with its length, what it clears up, and a button."""
    found = library()
    if found.problems:
        with st.container(key="lesson_problems", gap="xsmall"):
            st.html('<h2 class="section">Lessons that cannot be read</h2>')
            for problem in found.problems:
                notice(problem, "alert")
    for lesson in found.lessons:
        with st.container(key=f"lesson_row_{lesson.id}", horizontal=True, vertical_alignment="center", gap="small"):
            _row(lesson)


def _row(lesson: Lesson) -> None:
    now = state.session().course
    is_open = now.progress is not None and now.progress.lesson == lesson.id
    progress = now.progress if is_open else now.left.get(lesson.id)
    mark = "Done: " if lesson.id in now.over else ""
    done = f"<strong>{progress.words(lesson)}.</strong> " if progress and lesson.tasks and not mark else ""
    st.html(
        f'<div class="lesson-row"><h2 data-names-button>{mark}{as_html(lesson.title)}</h2>'
        f"<p>{marked_as_html(lesson.intro)}</p>"
        f'<p class="lesson-met">{done}{lesson.minutes} minutes. {as_html(_clears_up(lesson))}</p></div>'
    )
    words = "Go on" if progress else "Again" if mark else "Start"
    begin = None if is_open else course.start
    if st.button(words, key=f"start_{lesson.id}", on_click=begin, args=(lesson.id,), type="primary"):
        step = course.open_step()
        if step is not None:
            course.go_to_page(step.page)


def _clears_up(lesson: Lesson) -> str:
    """The wrong ideas that a lesson meets, as a sentence that cannot be read as what it teaches."""
    ideas = " ".join(f"“{MISCONCEPTIONS[number].name}.”" for number in lesson.misconceptions)
    what = "a wrong idea" if len(lesson.misconceptions) == 1 else "wrong ideas"
    return f"Clears up {what}: {ideas}" if ideas else ""
