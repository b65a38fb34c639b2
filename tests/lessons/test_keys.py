"""The tables of what a lesson can say: every example in them is read, and what is near it is refused."""

from __future__ import annotations

import pytest

from cnn.lessons.keys import ASSIGNMENTS, CONDITIONS, LESSON_KEYS, STEP_KEYS, assignment, condition
from cnn.lessons.lesson import Assignment, Condition
from cnn.lessons.situation import _MISSING
from cnn.network.spec import SETTINGS, TEXTBOOK


def test_every_example_of_a_key_is_read() -> None:
    for table in (LESSON_KEYS, STEP_KEYS):
        for name, key in table.items():
            written, _, value = key.example.partition(": ")
            assert written == name and key.read(value)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_example_of_set_is_read(name: str) -> None:
    example = ASSIGNMENTS[name].example
    found = assignment(example)
    assert str(found) == example
    assert found.name == name or (name == "setting" and found.name in SETTINGS)


@pytest.mark.parametrize("name", CONDITIONS)
def test_every_example_of_wait_is_read(name: str) -> None:
    example = CONDITIONS[name].example
    assert str(condition(example)) == example
    assert (condition(example).subject in SETTINGS) is (name == "setting")


def test_every_condition_can_be_judged() -> None:
    assert set(CONDITIONS) - {"setting", "next"} == set(_MISSING)


@pytest.mark.parametrize("key", SETTINGS)
def test_every_setting_can_be_set_and_waited_for(key: str) -> None:
    value = TEXTBOOK.get(key)
    assert assignment(f"{key} = {value}") == assignment(f"{key}={value}") == Assignment(key, value)
    assert condition(f"{key} = {value}") == Condition(key, "=", value)
    assert condition(f"{key} is not {value}") == Condition(key, "is not", value)
    assert condition(f"{key} changed") == Condition(key, "changed")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "conv1_stride",
        "conv1_stride =",
        "textbook = 1",
        "clear = yes",
        "digit",
        "digit = 10",
        "digit = a",
        "scope = all",
        "view = Nothing",
        "cell = conv1",
        "setting = 3",
        "conv1_stride = 2 = 2",
        "keep",
    ],
)
def test_what_cannot_be_set(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.|written"):
        assignment(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "conv1_stride",
        "conv1_stride 2",
        "conv1_stride = 4",
        "conv1_stride > 2",
        "conv1_stride changed 2",
        "pool1_kind >= 2",
        "pool1_kind = median",
        "drawn = yes",
        "drawn 1",
        "answer 4",
        "answer >= 4",
        "answer = 10",
        "confidence = 90",
        "confidence >= 101",
        "cell",
        "cell = pool1",
        "cell conv3",
        "page train",
        "page",
        "view Filters",
        "view is not Filters",
        "training",
        "training done",
        "setting = 2",
        "conv1_stride is not",
        "conv1_stride = 2 or drawn",
    ],
)
def test_what_cannot_be_waited_for(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.|written"):
        condition(text)


@pytest.mark.parametrize("text", ["conv1_stride == 2", "view == Filters", "cell == conv1 3 10 12"])
def test_two_signs_are_named(text: str) -> None:
    once = text.replace("==", "=")
    for read in (condition, assignment):
        with pytest.raises(ValueError, match=f"“{text}” has two =. One is written: “{once}”"):
            read(text)


def test_conditions_are_joined_by_and() -> None:
    wait = STEP_KEYS["wait"].read
    assert wait("view = parameters and work and  conv1_stride = 2 and drawn") == (
        Condition("view", "=", "parameters and work"), Condition("conv1_stride", "=", 2), Condition("drawn"),
    )  # fmt: skip
    assert wait("next") == ()
    with pytest.raises(ValueError, match="cannot be joined"):
        wait("next and drawn")
    with pytest.raises(ValueError, match="6 things at most"):
        wait(" and ".join(["drawn"] * 7))
    with pytest.raises(ValueError):
        wait("drawn and ")


def test_other_keys() -> None:
    assert STEP_KEYS["mark"].read("conv1,  menu   shapes, conv1_stride") == ("conv1", "menu shapes", "conv1_stride")
    assert STEP_KEYS["keep"].read("no") is False and LESSON_KEYS["misconceptions"].read("14,1") == (14, 1)
    for key, wrong in (("mark", "conv1,"), ("keep", "maybe"), ("ask", "A kind"), ("ask", ""), ("page", "Shapes")):
        with pytest.raises(ValueError):
            STEP_KEYS[key].read(wrong)
    for wrong in ("0", "15", "1 2", ""):
        with pytest.raises(ValueError):
            LESSON_KEYS["misconceptions"].read(wrong)
