"""What a learner has done in lessons and quiz, as text that the browser's tab keeps over a reload. Shows nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, get_args

from cnn.lessons.progress import LessonProgress
from cnn.quiz.course import Progress
from cnn.ui.parts import Course
from cnn.ui.quiz.quiz_state import LARGEST_SEED, Mode, Quiz
from cnn.ui.session import Session

LONGEST = 300_000
_MOST_LESSONS = 300


def learned_text(now: Session) -> str:
    """Lessons left and finished, and the answers of the quiz; "" where there is nothing to keep."""
    course, quiz = now.course, now.quiz
    before = quiz.before.to_text() if quiz.before else ""
    answers = [quiz.mode, quiz.seed, quiz.first, quiz.progress.to_text(), quiz.ended] if quiz.mode else None
    if not (course.left or course.over or answers or before) and course.is_offered:
        return ""
    left = [progress.to_text() for progress in course.left.values()]
    kept = {"left": left, "over": sorted(course.over), "offered": course.is_offered, "quiz": answers, "before": before}
    return json.dumps(kept, separators=(",", ":"))


def with_learned(now: Session, text: object) -> Session:
    """The session with what `learned_text` wrote in another one; as it is for anything else. Never raises."""
    if not isinstance(text, str) or not text or len(text) > LONGEST:
        return now
    try:
        kept = json.loads(text)
        return now.with_parts(_course(now.course, kept), _quiz(now.quiz, kept))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return now


def _course(course: Course, kept: dict[str, Any]) -> Course:
    found = [LessonProgress.from_text(one) for one in kept["left"][:_MOST_LESSONS]]
    left = {one.lesson: one for one in found if one is not None}
    over = {one for one in kept["over"][:_MOST_LESSONS] if isinstance(one, str)}
    is_offered = course.is_offered and kept["offered"] is True
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
