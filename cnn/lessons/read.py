"""Reads the text of a lesson: a lesson, or a LessonError with the line. The format is in docs/LESSONS.md.

Opens no files: that is `library`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cnn.lessons.check import check_step, networks
from cnn.lessons.keys import LESSON_KEYS, STEP_KEYS, Key
from cnn.lessons.lesson import Condition, Lesson, LessonError, Step
from cnn.lessons.values import nearest, quoted

MOST_BYTES = 100_000
MOST_STEPS = 30
_MOST_TITLE, _MOST_TEXT = 80, 3000
"""Characters."""

_HEADER = re.compile(r"([A-Za-z_]+)[ \t]*:(.*)")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")


_NO_TITLE = "The first line must be the lesson’s title: # Title"


@dataclass(frozen=True)
class _Section:
    """A title with the lines below it; line: of the title. lines: up to a line `---`; after: that line and those below,
    none in the lesson's own section."""

    title: str
    line: int
    lines: list[str]
    after: list[str]


def lesson_of(data: bytes, file: str, kinds: Container[str] | None = None) -> Lesson:
    """The lesson in a file. file: its name, of which the id is made. kinds: of questions that there are; None: all.

    Raises LessonError, and nothing else, whatever the bytes are.
    """
    head, *sections = _sections(_text(data, file), file)
    values, _, intro = _split(head, LESSON_KEYS, file)
    if "minutes" not in values:
        raise LessonError(file, head.line, f"“minutes” is missing below the title: {LESSON_KEYS['minutes'].example}")
    if not intro:
        raise LessonError(file, head.line, "A sentence that introduces the lesson is missing before its first step.")
    if not sections:
        raise LessonError(file, head.line, "The lesson has no step: a step begins with “## ” and its title.")
    if len(sections) > MOST_STEPS:
        raise LessonError(file, sections[MOST_STEPS].line, f"A lesson has {MOST_STEPS} steps at most.")
    steps: list[tuple[Step, dict[str, int]]] = []
    for section in sections:
        page = steps[-1][0].page if steps else "explore"
        steps.append(_step(section, page, file, kinds))
    for _ in networks(steps, file):
        pass
    return Lesson(
        id_of(file), head.title, values["minutes"], values.get("misconceptions", ()), intro,
        tuple(step for step, _ in steps),
    )  # fmt: skip


def id_of(file: str) -> str:
    """The id of a lesson: "stride" for "03-stride.md"."""
    return re.sub(r"^[0-9]+-", "", file.removesuffix(".md"))


def _text(data: bytes, file: str) -> str:
    """The text of a file, with "\\n" as line ends."""
    if len(data) > MOST_BYTES:
        raise LessonError(file, 1, f"The file is larger than {MOST_BYTES // 1000} kB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = _lines(data[: error.start].decode("latin-1")).count("\n") + 1
        raise LessonError(file, line, "This line is not UTF-8 text. Save the file as UTF-8.") from error
    text = _lines(text)
    bad = re.search(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufeff]", text)
    if bad:
        line = text.count("\n", 0, bad.start()) + 1
        raise LessonError(file, line, f"There is a control character here (U+{ord(bad[0]):04X}). Delete it.")
    return text


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _sections(text: str, file: str) -> list[_Section]:
    """The lesson's own section, and one for each step."""
    found: list[_Section] = []
    for number, line, is_code in _with_code(text, file):
        if not is_code and re.match(r"#{1,2}( |$)", line):
            if line.startswith("##") is not bool(found):
                raise LessonError(
                    file, number, "Only the lesson itself has a title with one #." if found else _NO_TITLE
                )
            found.append(_Section(_title(line, number, file), number, [], []))
        elif found:
            divides = len(found) > 1 and not is_code and line.rstrip() == "---"
            (found[-1].after if found[-1].after or divides else found[-1].lines).append(line)
        elif line.strip():
            raise LessonError(file, number, _NO_TITLE)
    if not found:
        raise LessonError(file, 1, f"The file is empty. {_NO_TITLE}")
    return found


def _with_code(text: str, file: str) -> Iterator[tuple[int, str, bool]]:
    """Every line with its number, and whether it is in a code block, where a # makes no title."""
    fence, opened = "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        mark = _FENCE.match(line)
        yield number, line, bool(fence or mark)
        if mark and not fence:
            fence, opened = mark[1], number
        elif mark and mark[1].startswith(fence) and not line.strip(" `~"):
            fence = ""
    if fence:
        raise LessonError(file, opened, f"The code block that begins here is not closed: {fence} is missing.")


def _title(line: str, number: int, file: str) -> str:
    title = line.lstrip("#").strip()
    if not title or len(title) > _MOST_TITLE:
        raise LessonError(file, number, f"A title has 1 to {_MOST_TITLE} characters.")
    return title


def _split(section: _Section, keys: Mapping[str, Key], file: str) -> tuple[dict[str, Any], dict[str, int], str]:
    """The values of the header by key, the lines of its keys, and the text below it."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    count = 0
    for number, line in enumerate(section.lines, start=section.line + 1):
        if not line.strip():
            break
        count += 1
        found = _HEADER.fullmatch(line.strip())
        if found is None:
            raise LessonError(file, number, "Only lines “key: value” stand directly below a title; then an empty line.")
        key, value = found[1], found[2].strip()
        if key not in keys:
            listed = f" Here it can be {', '.join(keys)}."
            raise LessonError(file, number, f"There is no key {quoted(key)}.{nearest(key, tuple(keys))}{listed}")
        if key in lines:
            raise LessonError(file, number, f"“{key}” is here for the second time, first in line {lines[key]}.")
        lines[key] = number
        try:
            values[key] = keys[key].read(value)
        except ValueError as error:
            raise LessonError(file, number, str(error)) from error
    text = "\n".join(section.lines[count:]).strip()
    if len(text) + sum(map(len, section.after)) > _MOST_TEXT:
        raise LessonError(file, section.line, f"This text is longer than {_MOST_TEXT} characters.")
    return values, lines, text


def _step(section: _Section, page: str, file: str, kinds: Container[str] | None) -> tuple[Step, dict[str, int]]:
    """A step and the lines of its keys. page: where the step before takes place."""
    values, lines, text = _split(section, STEP_KEYS, file)
    after = "\n".join(section.after[1:]).strip()
    if not text:
        raise LessonError(file, section.line, f"The step {quoted(section.title)} does not say what to do.")
    if section.after and not after:
        raise LessonError(file, section.line, "There is nothing after ---: say what it means, or delete that line.")
    conditions, ask = values.get("wait", ()), values.get("ask", "")
    if ask and kinds is not None and ask not in kinds:
        raise LessonError(file, lines["ask"], f"There is no kind of question {quoted(ask)}.")
    if ask and Condition("answered") not in conditions:
        conditions = (*conditions, Condition("answered"))
    step = Step(
        section.title, values.get("page", page), text, after, values.get("set", ()), values.get("keep", False),
        values.get("mark", ()), conditions, ask, section.line,
    )  # fmt: skip
    check_step(step, lines, file)
    return step, lines
