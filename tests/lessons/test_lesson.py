"""The parts of a lesson: how they are written, and what they mean for the network."""

from __future__ import annotations

import pytest

from cnn.lessons.keys import assignment, condition
from cnn.lessons.lesson import Condition, Lesson, LessonError, Step
from cnn.network.spec import TEXTBOOK


@pytest.mark.parametrize(
    "text", ["textbook", "digit = 7", "conv1_stride = 2", "cell = conv1 3 10 12", "cell = fc1 5", "view = Filters"]
)
def test_assignments_are_written_as_they_are_read(text: str) -> None:
    assert str(assignment(text)) == text


@pytest.mark.parametrize("text", ["conv1_stride >= 2", "pool1_kind changed", "answer is not 4", "cell pool1", "drawn"])
def test_conditions_are_written_as_they_are_read(text: str) -> None:
    assert str(condition(text)) == text


def test_assignments_change_the_network_in_their_order() -> None:
    step = Step("", "explore", "", assignments=(assignment("textbook"), assignment("conv1_stride = 2")))
    other = TEXTBOOK.changed(hidden_units=16)
    assert step.network(other) == TEXTBOOK.changed(conv1_stride=2)
    turned = Step("", "explore", "", assignments=step.assignments[::-1])
    assert turned.network(other) == TEXTBOOK
    assert Step("", "explore", "", assignments=(assignment("digit = 4"),)).network(other) == other


@pytest.mark.parametrize(
    ("relation", "holds"),
    [
        ("=", (False, True, False)),
        ("is not", (True, False, True)),
        (">=", (False, True, True)),
        ("<=", (True, True, False)),
        ("changed", (True, False, True)),
    ],
)
def test_relations(relation: str, holds: tuple[bool, ...]) -> None:
    one = Condition("conv1_stride", relation, "" if relation == "changed" else 2)
    assert tuple(one.holds_for(now, 2) for now in (1, 2, 3)) == holds


def test_an_error_says_where() -> None:
    assert str(LessonError("01-a.md", 3, "Wrong.")) == "01-a.md, line 3: Wrong."
    assert str(LessonError("/folder", 0, "Wrong.")) == "/folder: Wrong."


def test_the_question_is_the_last_one() -> None:
    steps = (Step("", "explore", "", ask="one"), Step("", "explore", "", ask="two"), Step("", "explore", ""))
    assert Lesson("a", "", 1, (), "", steps).question == "two"
    assert Lesson("a", "", 1, (), "", steps[2:]).question == ""
