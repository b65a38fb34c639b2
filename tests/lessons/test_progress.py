"""Progress as text: there and back, and nothing that is sent raises."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from cnn.lessons.progress import LessonProgress
from cnn.lessons.read import lesson_of
from tests.lessons.texts import SMALL


def test_there_and_back() -> None:
    rng = random.Random(1)
    for _ in range(300):
        done = frozenset(rng.sample(range(64), rng.randint(0, 30)))
        one = LessonProgress(rng.choice(["relu", "a-b-c", "7-up"]), rng.randrange(64), done)
        assert LessonProgress.from_text(one.to_text()) == one
    assert LessonProgress("stride", 3, frozenset({0, 1, 2})).to_text() == "stride.3.7"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stride",
        "stride.3",
        "stride.3.",
        "stride.64.0",
        "stride.100.0",
        "stride.-1.0",
        "STRIDE.1.0",
        "../x.1.0",
        "a.1.g",
        "a.1." + "f" * 17,
        "a" * 61 + ".1.0",
        "stride.1.0\n",
        "stride.١.0",
        None,
        3,
        ["stride.1.0"],
        {"a": 1},
        b"stride.1.0",
    ],
)
def test_anything_else_is_none(text: object) -> None:
    assert LessonProgress.from_text(text) is None


def test_damaged_texts_never_raise() -> None:
    rng = random.Random(2)
    for _ in range(2000):
        whole = list(LessonProgress("stride", 3, frozenset({0, 5})).to_text())
        for _ in range(rng.randint(1, 4)):
            whole[rng.randrange(len(whole))] = chr(rng.randrange(0x110000))
        found = LessonProgress.from_text("".join(whole))
        assert found is None or LessonProgress.from_text(found.to_text()) == found


def test_another_lesson_of_fewer_steps() -> None:
    one = LessonProgress("stride", 8, frozenset({0, 3, 8}))
    assert one.within(4) == LessonProgress("stride", 3, frozenset({0, 3})) and one.within(9) == one


def test_only_steps_with_something_to_do_count() -> None:
    lesson = lesson_of(f"{SMALL}\n## Third\nask: new_shape\n\nAnswer.\n".encode(), "a.md")
    assert lesson.tasks == (0, 2)
    skipped, half = LessonProgress("a", 2, frozenset({1})), LessonProgress("a", 2, frozenset({1, 2}))
    assert skipped.undone(lesson) == (0, 2) and skipped.words(lesson) == "0 of 2 tasks done"
    assert half.undone(lesson) == (0,) and half.words(lesson) == "1 of 2 tasks done"
    assert half.with_done(0).undone(lesson) == ()
    one = lesson_of(SMALL.encode(), "a.md")
    assert LessonProgress("a").words(one) == "0 of 1 task done"
    nothing = replace(one, steps=one.steps[1:])
    assert LessonProgress("a").undone(nothing) == () and LessonProgress("a").words(nothing) == ""


def test_going_on() -> None:
    one = LessonProgress("stride").with_done(0).at(1)
    assert one == LessonProgress("stride", 1, frozenset({0})) and one.with_done(0) == one
