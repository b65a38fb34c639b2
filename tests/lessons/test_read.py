"""Lesson files read: round trips, every mistake named with its line, and 200 damaged files that never raise."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from cnn.lessons.lesson import Condition, Lesson, LessonError
from cnn.lessons.library import SHIPPED
from cnn.lessons.read import MOST_BYTES, MOST_STEPS, id_of, lesson_of
from tests.lessons.texts import SMALL, drawn_lesson, written


def read(text: str) -> Lesson:
    return lesson_of(text.encode(), "01-small.md")


def test_a_small_lesson() -> None:
    lesson = read(SMALL)
    assert (lesson.id, lesson.title, lesson.minutes, lesson.misconceptions) == ("small", "A lesson", 4, (1, 4))
    assert lesson.intro == "What it is about."
    first, second = lesson.steps
    assert (first.title, first.page, first.text, first.after) == ("First", "explore", "Set it.", "It is set.")
    assert first.conditions == (Condition("conv1_stride", "=", 2),) and first.line == 7
    assert second.conditions == () and second.after == "" and not second.keep


def test_a_page_holds_for_the_steps_after_it() -> None:
    text = SMALL.replace("set: textbook", "page: shapes\nset: textbook")
    assert [step.page for step in read(text).steps] == ["shapes", "shapes"]


def test_a_question_is_waited_for() -> None:
    step = read(SMALL.replace("## Second\n", "## Second\nask: new_shape\n")).steps[1]
    assert step.ask == "new_shape" and step.conditions == (Condition("answered"),)


def test_kinds_of_questions_are_those_of_the_caller() -> None:
    data = SMALL.replace("## Second\n", "## Second\nask: new_shape\n").encode()
    assert lesson_of(data, "a.md", {"new_shape"}).question == "new_shape"
    with pytest.raises(LessonError, match=r"line 19.*no kind of question “new_shape”"):
        lesson_of(data, "a.md", {"other"})


@pytest.mark.parametrize("seed", range(60))
def test_round_trips(seed: int) -> None:
    lesson = drawn_lesson(random.Random(seed))
    found = lesson_of(written(lesson).encode(), "drawn.md")
    assert replace(found, steps=tuple(replace(step, line=0) for step in found.steps)) == lesson


def test_line_ends_and_a_byte_order_mark_make_no_difference() -> None:
    plain = read(SMALL)
    for text in (SMALL.replace("\n", "\r\n"), SMALL.replace("\n", "\r"), "\ufeff" + SMALL, "\n\n" + SMALL):
        found = read(text)
        assert [replace(step, line=0) for step in found.steps] == [replace(step, line=0) for step in plain.steps]


WAIT, SET, MARK = "wait: conv1_stride = 2", "set: textbook", "mark: conv1_stride"
TOO_SMALL = f"{SET}, conv1_stride = 3, conv1_padding = 0"
DEEP = "conv1_stride = 3, conv2_kernel_size = 7, conv2_padding = 0, pool1_stride = 4"

REPLACED: dict[str, tuple[str, str, int, str]] = {
    "no title": ("# A lesson\n", "A lesson\n", 1, "The first line must be"),
    "empty": (SMALL, "", 1, "empty"),
    "only spaces": (SMALL, " \n\n", 1, "empty"),
    "a step first": ("# A lesson", "## Step", 1, "The first line must be"),
    "a second title": ("## Second", "# Second", 18, "with one #"),
    "an empty title": ("## First", "## ", 7, "1 to 80 characters"),
    "a long title": ("First", "x" * 81, 7, "1 to 80 characters"),
    "no minutes": ("minutes: 4\n", "", 1, "“minutes” is missing"),
    "minutes in words": ("minutes: 4", "minutes: four", 2, "from 1 to 60, not “four”"),
    "no introduction": ("What it is about.\n", "", 1, "introduces"),
    "no step": (SMALL[SMALL.index("## First") :], "", 1, "no step"),
    "too many steps": ("## First", "## More\n\nText.\n\n" * (MOST_STEPS - 1) + "## First", 134, "30 steps at most"),
    "unknown key": ("wait:", "wiat:", 10, "Did you mean “wait”?"),
    "key of a lesson in a step": ("mark:", "minutes:", 9, "no key “minutes”"),
    "a key twice": (MARK, "set: clear", 9, "second time, first in line 8"),
    "text below the title": ("## Second\n\n", "## Second\n", 19, "key: value"),
    "a value out of limits": ("= 2", "= 9", 10, "from 1 to 3"),
    "a huge number": ("= 2", f"= {'9' * 5000}", 10, "from 1 to 3"),
    "an unknown setting": (SET, "set: conv1_strid = 2", 8, "Did you mean “conv1_stride”?"),
    "an unknown place": (MARK, "mark: conv3", 9, "no place “conv3”"),
    "a place of another page": (MARK, "mark: wire", 9, "Explore has no “wire”"),
    "a view of another page": (SET, f"{SET}, view = Filters", 8, "no view “Filters”"),
    "an unknown condition": (WAIT, "wait: sunshine", 10, "cannot wait for"),
    "no text": ("Set it.", "", 7, "does not say what to do"),
    "nothing after the line": ("It is set.", "", 7, "nothing after ---"),
    "a meaning without a wait": (f"{WAIT}\n", "", 7, "waits for nothing"),
    "an answer without a question": (WAIT, "wait: answered", 10, "no “ask”"),
    "done before it begins": ("= 2", "= 1", 10, "when it begins"),
    "a network that cannot be built": (SET, f"{SET}, {DEEP}", 8, "conv2 cannot be built"),
    "a wait that cannot be built": (
        f"{SET}\n{MARK}\n{WAIT}",
        f"{TOO_SMALL}\nwait: conv2_padding = 0",
        9,
        "cannot be built",
    ),
    "a wait for two values": ("= 2", "= 2 and conv1_stride = 3", 10, "No value of conv1_stride"),
    "a cell that is not there": (SET, f"{SET}, cell = conv1 16 0 0", 8, "16×28×28"),
    "a code block left open": ("Set it.", "```python", 12, "not closed"),
    "a long text": ("Set it.", "x" * 3001, 7, "longer than 3000"),
    "NUL": ("Set it.", "Set\x00it.", 12, "U\\+0000"),
    "a line separator": ("Set it.", "Set\u2028it.", 12, "U\\+2028"),
}


@pytest.mark.parametrize("name", REPLACED)
def test_what_is_wrong_is_named_with_its_line(name: str) -> None:
    old, new, line, words = REPLACED[name]
    assert old in SMALL
    with pytest.raises(LessonError, match=words) as error:
        read(SMALL.replace(old, new))
    assert (error.value.file, error.value.line) == ("01-small.md", line)
    assert len(error.value.sentence) < 600 and error.value.sentence.isprintable()


def test_a_title_in_a_code_block_is_none() -> None:
    code = "```python\n# a comment\n## another\n---\n```"
    step = read(SMALL.replace("Set it.", code)).steps[0]
    assert step.text == code and step.after == "It is set."


def test_bytes_that_are_no_text() -> None:
    data = SMALL.encode().replace(b"Set it.", b"Set \xff it.")
    with pytest.raises(LessonError, match=r"line 12: .*not UTF-8"):
        lesson_of(data, "a.md")
    with pytest.raises(LessonError, match="not UTF-8"):
        lesson_of(SMALL.encode("utf-16"), "a.md")
    for size in (MOST_BYTES + 1, 10_000_000):
        with pytest.raises(LessonError, match="larger than 100 kB"):
            lesson_of(b"#" * size, "a.md")


def damaged(whole: bytes, rng: random.Random) -> bytes:
    """A file after one to three accidents."""
    for _ in range(rng.randint(1, 3)):
        lines = whole.split(b"\n")
        accident = rng.randrange(6)
        if accident == 0:
            whole = whole[: rng.randrange(len(whole) + 1)]
        elif accident == 1:
            flipped = bytearray(whole)
            for _ in range(rng.randint(1, 8) if flipped else 0):
                flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
            whole = bytes(flipped)
        elif accident == 2:
            one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
            whole = b"\n".join(lines)
        elif accident == 3:
            at = rng.randrange(len(lines))
            whole = b"\n".join([*lines[:at], lines[at], *lines[at:]])
        elif accident == 4:
            del lines[rng.randrange(len(lines))]
            whole = b"\n".join(lines)
        else:
            at = rng.randrange(len(whole) + 1)
            whole = (
                whole[:at]
                + rng.choice([b"\x00", b"\n---\n", b"\n## \n", b"\xed\xa0\x80", b"```", b" and "])
                + whole[at:]
            )
    return whole


def test_damaged_files_are_read_or_named() -> None:
    files = sorted(SHIPPED.glob("*.md"))
    rng = random.Random(13)
    named = 0
    for number in range(200):
        path = files[number % len(files)]
        data = damaged(path.read_bytes(), rng)
        try:
            lesson = lesson_of(data, path.name)
        except LessonError as error:
            named += 1
            assert error.file == path.name and 1 <= error.line <= data.count(b"\n") + data.count(b"\r") + 1
            assert str(error) == f"{path.name}, line {error.line}: {error.sentence}"
        else:
            assert lesson.steps and all(step.title and step.text for step in lesson.steps)
    assert 40 < named < 200


def test_ids_are_names_without_number() -> None:
    assert id_of("03-stride.md") == "stride" and id_of("my-own.md") == "my-own" and id_of("10-7-up.md") == "7-up"
