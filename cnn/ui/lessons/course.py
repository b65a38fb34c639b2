"""The lesson that a learner is in: begins steps, looks whether they are done, and gives back what they have set.

Draws nothing; `card` does.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

import streamlit as st

from cnn.lessons.lesson import Lesson, Step
from cnn.lessons.progress import LessonProgress
from cnn.lessons.situation import Situation, is_done, missing
from cnn.network.spec import SETTINGS
from cnn.quiz.make import make_question
from cnn.quiz.question import Question
from cnn.quiz.subject import Subject
from cnn.ui import models, state, teacher, views
from cnn.ui.lessons import assignments
from cnn.ui.lessons.files import library
from cnn.ui.parts import GivenBack
from cnn.ui.training import runs

_BROKEN = "This link names a lesson that cannot be read. The page Learn lists what is wrong with its file."


def open_lesson() -> Lesson | None:
    """The lesson that is open; None if none is."""
    progress = state.session().course.progress
    return library().named(progress.lesson) if progress else None


def open_step() -> Step | None:
    """The step that is shown."""
    lesson, progress = open_lesson(), state.session().course.progress
    return None if lesson is None or progress is None else lesson.steps[progress.within(len(lesson.steps)).step]


def start(lesson_id: str, step: int = 0) -> None:
    """Callback: open a lesson at a step; where it was left before, if that is known."""
    lesson = library().named(lesson_id)
    if lesson is None:
        return
    leave()
    now = state.session()
    known = now.course.left.get(lesson_id)
    progress = (known if known and not step else LessonProgress(lesson_id, step)).within(len(lesson.steps))
    before = GivenBack(now.network.wanted, now.canvas.drawing, now.page.scope)
    state.update(replace(now.course, progress=progress, before=before, finished=""))
    for earlier in lesson.steps[: progress.step]:
        assignments.make(earlier)
        assignments.do(earlier)
    _begin()


def resume() -> None:
    """What every page that shows the card begins with. Takes up the lesson that the address of a new session names, as
    it is at that step. What was there before the lesson is not known any more, so nothing is given back."""
    course = state.session().course
    if course.progress is None or course.start is not None:
        return
    lesson = open_lesson()
    if lesson is None:
        state.update(replace(course, progress=None))
        is_broken = library().is_broken(course.progress.lesson)
        state.set_notice(_BROKEN if is_broken else "This link names a lesson that is not on this server.")
        return
    progress = course.progress.within(len(lesson.steps))
    state.update(replace(course, progress=progress))
    assignments.complete(lesson.steps[: progress.step + 1])
    state.update(replace(state.session().course, start=situation(lesson.steps[progress.step].page)))


def go(change: int) -> None:
    """Callback: on to the next step, or back; beyond the last one the lesson ends."""
    lesson, course = open_lesson(), state.session().course
    if lesson is None or course.progress is None:
        return
    step = max(0, course.progress.step + change)
    if step >= len(lesson.steps):
        _end(lesson, course.progress)
        return
    if change > 0 and course.progress.step not in course.progress.done:
        assignments.do(lesson.steps[course.progress.step])  # what is skipped is there for the steps that follow
    if change < 0 and step not in course.progress.done:
        assignments.set_again(lesson.steps[:step])  # what was skipped would be done already
    state.update(replace(course, progress=course.progress.at(step)))
    _begin()


def _end(lesson: Lesson, progress: LessonProgress) -> None:
    """The last step is left: the lesson's state is given back, and the card says so. The lesson is over if all that
    there was to do is done, whenever that was; else it goes on at the first step that is not."""
    is_known = state.session().course.before is not None
    leave()
    course, undone = state.session().course, progress.undone(lesson)
    left = {name: one for name, one in course.left.items() if name != lesson.id}
    left |= {lesson.id: progress.at(undone[0])} if undone else {}
    over = course.over if undone else course.over | {lesson.id}
    state.update(replace(course, finished=lesson.id, over=over, left=left, gave_back=is_known))


def leave() -> None:
    """Callback: close the lesson, remember where it was, and give back what it has set."""
    lesson, course = open_lesson(), state.session().course
    state.update(replace(course, progress=None, before=None, start=None, finished="", question=None, given=None))
    if lesson is None or course.progress is None:
        return
    left = {**course.left, lesson.id: course.progress}
    state.update(replace(state.session().course, left=left))
    if course.before is not None:
        assignments.give_back(lesson, course.before)


def dismiss() -> None:
    """Callback: the offer of the tour, or the words after a lesson, go away."""
    state.update(replace(state.session().course, is_offered=False, finished=""))


def attend(page: str) -> None:
    """To be called at the top of every page, with its name: looks whether the step is done."""
    now = state.session()
    state.update(replace(now.course, page=page, seen=now.network.wanted))
    _look()
    state.update(replace(state.session().course, said=_missing()))


def attend_part(page: str) -> None:
    """To be called by a part of a page that runs alone: the page runs again if the step has just been done, or if
    something else is missing than the card says."""
    if state.session().course.page == page and (_look() or _missing() != state.session().course.said):
        st.rerun()


def attend_settings() -> None:
    """To be called by a part of a page that runs alone after a change of the settings: the page runs again if the card
    of a lesson is open, which says what is missing."""
    now = state.session()
    if now.course.progress is not None and now.course.seen != now.network.wanted:
        st.rerun()


def question(kind: str) -> Question:
    """The question of the step, about the network and the drawing that are on the page where that is possible."""
    now = state.session()
    if now.course.question is None:
        about = None if now.canvas.image is None else Subject.of(models.current(now), now.canvas.image)
        made = make_question(kind, secrets.randbelow(2**32), 1, about)
        now = state.update(replace(now.course, question=made))
    assert now.course.question is not None
    return now.course.question


def answer(given: str) -> None:
    """Callback: the question of the step is answered."""
    course = state.session().course
    if course.question is not None and course.question.judge(given).understood:
        state.update(replace(course, given=given))
        _look()


def situation(page: str) -> Situation:
    """What the learner sees and has done."""
    now = state.session()
    digit = now.canvas.digit
    trace = None if digit is None else models.trace_of(models.current(now), digit.image)
    phases = {run.phase.name for run in runs.runs()}
    return Situation(
        page=page,
        spec=now.network.wanted,
        refused=now.network.problem is not None,
        drawing=digit is not None,
        drawn=digit is not None and digit is not now.canvas.started,
        answer=None if trace is None else trace.prediction,
        confidence=None if trace is None else float(trace.probabilities.max()),
        cell=now.microscope.cell if page == "microscope" else None,
        view=views.current(page),
        scope=now.page.scope,
        training="running" if phases - {"finished", "failed"} else "finished" if "finished" in phases else "none",
        answered=now.course.given is not None,
    )


def pages_of(step: Step) -> set[str]:
    """The pages on which a step can be done."""
    wanted = {str(one.value) for one in step.conditions if one.subject == "page"}
    opened = {"microscope"} if any(one.subject == "cell" for one in step.conditions) else set()
    return {step.page} | wanted | opened


def is_about(mark: str) -> bool:
    """Whether the open step outlines a place with this name."""
    step = open_step()
    return step is not None and mark in step.marks


def go_to_page(page: str) -> None:
    """Show another page of the app."""
    st.switch_page(f"pages/{page}.py", query_params=state.query_to_keep())


def _look() -> bool:
    """Whether the step has been done since the last look; it stays done."""
    step, course = open_step(), state.session().course
    if step is None or course.progress is None or course.start is None or course.progress.step in course.progress.done:
        return False
    if not is_done(step, situation(course.page), course.start):
        return False
    state.update(replace(course, progress=course.progress.with_done(course.progress.step)))
    return True


def _missing() -> str:
    """What the step still waits for, and whether that is locked or hidden, in short sentences; "" if it is done."""
    step, course = open_step(), state.session().course
    if step is None or course.progress is None or course.start is None or course.progress.step in course.progress.done:
        return ""
    locked = [key for key in SETTINGS if teacher.is_locked(key)]
    return missing(step, situation(course.page), course.start, locked, state.session().teaching.hidden)


def _begin() -> None:
    """Make what the step sets, and note how things are then."""
    step, course = open_step(), state.session().course
    if step is None:
        return
    state.update(replace(course, question=None, given=None))
    assignments.make(step)
    state.update(replace(state.session().course, start=situation(step.page)))
