"""What the browser's tab keeps over a reload, as text: lessons, the quiz, and large type. Shows nothing."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any, get_args

from cnn.lessons.progress import LessonProgress
from cnn.link.link import Link, read_link
from cnn.quiz.course import Progress
from cnn.ui.parts import Course
from cnn.ui.quiz.quiz_state import LARGEST_SEED, Mode, Quiz
from cnn.ui.session import Session

LONGEST = 300_000
_DAMAGES = ValueError, TypeError, KeyError, AttributeError, RecursionError
_MOST_LESSONS = 300


def learned_text(now: Session, view: str = "") -> str:
    """Lessons left, finished and open, the answers of the quiz, and large type; "" where there is nothing to keep.
    view: the one that the page shows."""
    course, quiz = now.course, now.quiz
    before = quiz.before.to_text() if quiz.before else ""
    answers = [quiz.mode, quiz.seed, quiz.first, quiz.progress.to_text(), quiz.ended] if quiz.mode else None
    is_new = not (course.left or course.over or course.progress or answers or before) and course.is_offered
    if is_new and not now.teaching.large:
        return ""
    left = [progress.to_text() for progress in course.left.values()]
    kept = {
        "left": left, "done": sorted(course.over), "offered": course.is_offered, "quiz": answers, "before": before,
        "open": _open_lesson(now, view), "large": now.teaching.large,
    }  # fmt: skip
    return json.dumps(kept, separators=(",", ":"))


def with_learned(now: Session, text: object) -> Session:
    """The session with what `learned_text` wrote in another one; as it is for anything else. Never raises."""
    try:
        kept = _read(text)
        teaching = replace(now.teaching, large=now.teaching.large or kept.get("large") is True)
        learned = now.with_parts(_course(now.course, kept), _quiz(now.quiz, kept), teaching)
    except _DAMAGES:
        return now
    try:
        return _with_open_lesson(learned, kept.get("open"))
    except _DAMAGES:
        return learned


def is_in_same_step(now: Session, text: object) -> bool:
    """Whether a text of `learned_text` comes from the step of a lesson that is open here."""
    try:
        return _is_same_step(now.course.progress, LessonProgress.from_text(_read(text)["open"]["progress"]))
    except _DAMAGES:
        return False


def _read(text: object) -> Any:
    """What `learned_text` wrote as JSON; ValueError for what is no such text."""
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ValueError("Not of a tab.")
    return json.loads(text)


def _is_same_step(one: LessonProgress | None, other: LessonProgress | None) -> bool:
    return one is not None and other is not None and (one.lesson, one.step) == (other.lesson, other.step)


def _open_lesson(now: Session, view: str) -> dict[str, Any] | None:
    """How far the learner has come in the open lesson, and what its steps set as it is now."""
    progress = now.course.progress
    if progress is None:
        return None
    kept: dict[str, Any] = {"progress": progress.to_text(), "link": {}, "emptied": now.canvas.is_emptied}
    with suppress(ValueError):  # a value that no widget of ours sends
        link = Link(settings=now.network.wanted, view=view, cell=now.microscope.cell, scope=now.page.scope)
        kept["link"] = link.to_query()
    return kept


def _with_open_lesson(now: Session, kept: dict[str, Any] | None) -> Session:
    """With what `_open_lesson` wrote, if the same step is open here, as far as the link does not name it."""
    there = LessonProgress.from_text(kept["progress"]) if kept else None
    if kept is None or not _is_same_step(now.course.progress, there):
        return now
    link, unnamed = read_link(kept["link"])[0], now.course.unnamed
    words = now.page.notice
    after = now.asked_for(link.settings) if "settings" in unnamed else now
    page = replace(after.page, notice=words)
    if "view" in unnamed:
        page = replace(page, view=link.view)
    if "scope" in unnamed:
        page = replace(page, scope=link.scope)
    microscope = replace(after.microscope, cell=link.cell) if "cell" in unnamed else after.microscope
    is_emptied = kept["emptied"] is True and "drawing" in unnamed and after.canvas.is_as_begun
    canvas = after.canvas.restarted((), None) if is_emptied else after.canvas
    return after.with_parts(page, microscope, canvas, replace(after.course, progress=there))


def _course(course: Course, kept: dict[str, Any]) -> Course:
    found = [LessonProgress.from_text(one) for one in kept["left"][:_MOST_LESSONS]]
    left = {one.lesson: one for one in found if one is not None}
    done = kept.get("done", [])  # older texts have “over”, the lessons whose last step was left, done or skipped
    over = {one for one in done[:_MOST_LESSONS] if isinstance(one, str)}
    is_offered = course.is_offered and kept["offered"] is True and not kept.get("over")
    return replace(course, left=left | dict(course.left), over=course.over | over, is_offered=is_offered)


def _quiz(quiz: Quiz, kept: dict[str, Any]) -> Quiz:
    """The quiz as it was, unless another one has been started since."""
    before = Progress.from_text(kept["before"]) if kept["before"] else quiz.before
    if kept["quiz"] is None:
        return replace(quiz, before=quiz.before or before)
    mode, seed, first, text, ended = kept["quiz"]
    is_known = mode in get_args(Mode) and type(seed) is int and 0 <= seed <= LARGEST_SEED
    is_other = quiz.mode is not None and (quiz.mode, quiz.seed) != (mode, seed)
    if not is_known or is_other or type(first) is not int or not 0 <= first < 20 or quiz.progress.answers:
        return replace(quiz, before=quiz.before or before)
    progress = Progress.from_text(text)
    return replace(
        quiz, mode=mode, seed=seed, first=first, progress=progress, ended=ended is True, before=quiz.before or before,
    )  # fmt: skip
