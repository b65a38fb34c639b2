"""All lessons: those that come with the app, then those of the teacher's own folder. A broken file is named, and the
others still work."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cnn.lessons.lesson import Lesson, LessonError
from cnn.lessons.read import MOST_BYTES, id_of, lesson_of
from cnn.paths import ASSETS

LESSONS_VARIABLE = "SIMPLECNN_LESSONS"
"""Environment variable that names a folder of the teacher's own lessons."""

SHIPPED = ASSETS / "lessons"
_MOST_FILES = 200
_NAME = re.compile(r"([0-9]{1,4}-)?[a-z][a-z0-9-]{0,59}\.md", re.ASCII)


@dataclass(frozen=True)
class Library:
    """lessons: in order. problems: what is wrong with the files that are not among them."""

    lessons: tuple[Lesson, ...]
    problems: tuple[LessonError, ...]

    def named(self, lesson_id: str) -> Lesson | None:
        """The lesson with this id."""
        return next((lesson for lesson in self.lessons if lesson.id == lesson_id), None)

    def is_broken(self, lesson_id: str) -> bool:
        """Whether there is a file of a lesson with this id, but it cannot be read."""
        files = {problem.file for problem in self.problems if problem.file.endswith(".md")}
        return self.named(lesson_id) is None and lesson_id in map(id_of, files)

    def after(self, lesson: Lesson) -> Lesson | None:
        """The lesson that follows in order; None after the last one."""
        ids = [one.id for one in self.lessons]
        following = ids.index(lesson.id) + 1 if lesson.id in ids else len(ids)
        return self.lessons[following] if following < len(ids) else None


def lesson_folders() -> tuple[Path, ...]:
    """The app's own folder, and the one that `SIMPLECNN_LESSONS` names, if it does."""
    own = os.environ.get(LESSONS_VARIABLE, "").strip()
    return (SHIPPED, Path(own)) if own else (SHIPPED,)


def lessons(folders: Sequence[Path], kinds: frozenset[str] | None = None) -> Library:
    """The lessons of all folders; a file is read again only if it has changed. kinds: see `lesson_of`."""
    found: dict[str, Lesson] = {}
    problems: list[LessonError] = []
    for folder in folders:
        for path in _files(folder, problems):
            try:
                lesson = _read(path, kinds)
                if lesson.id in found:
                    raise LessonError(
                        path.name, 1, f"There is already a lesson called “{lesson.id}”. Rename this file."
                    )
            except LessonError as error:
                problems.append(error)
            else:
                found[lesson.id] = lesson
    return Library(tuple(found.values()), tuple(problems))


def _files(folder: Path, problems: list[LessonError]) -> list[Path]:
    """The lesson files of a folder by their numbers, then those without one."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".md" and path.name != "README.md")
    except OSError:
        problems.append(LessonError(folder.name, 0, "This folder of lessons cannot be read."))
        return []
    if len(paths) > _MOST_FILES:
        problems.append(LessonError(folder.name, 0, f"Only the first {_MOST_FILES} lessons are read."))
    return sorted(paths[:_MOST_FILES], key=_order)


def _order(path: Path) -> tuple[int, str]:
    number = re.match(r"([0-9]{1,4})-", path.name, re.ASCII)
    return int(number[1]) if number else 10_000, path.name


def _read(path: Path, kinds: frozenset[str] | None) -> Lesson:
    if not _NAME.fullmatch(path.name):
        shown = "".join(sign if sign.isprintable() else "?" for sign in path.name[:80])
        sentence = "The name of a lesson file has small letters, digits and hyphens only, such as 01-my-lesson.md."
        raise LessonError(shown, 1, sentence)
    try:
        if not path.is_file():
            raise LessonError(path.name, 1, "This is not a file.")
        stamp = path.stat()
        return _kept(path, (stamp.st_mtime_ns, stamp.st_size), kinds)
    except OSError as error:
        raise LessonError(path.name, 1, "The file cannot be read.") from error


@lru_cache(maxsize=2 * _MOST_FILES)
def _outcome(path: Path, stamp: tuple[int, int], kinds: frozenset[str] | None) -> Lesson | LessonError:
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    try:
        return lesson_of(data, path.name, kinds)
    except LessonError as error:
        return error


def _kept(path: Path, stamp: tuple[int, int], kinds: frozenset[str] | None) -> Lesson:
    """The lesson in a file as it was at `stamp`; a broken file is not read twice either."""
    outcome = _outcome(path, stamp, kinds)
    if isinstance(outcome, LessonError):
        raise LessonError(outcome.file, outcome.line, outcome.sentence)
    return outcome
