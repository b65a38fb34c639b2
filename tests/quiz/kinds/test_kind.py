"""What the kinds share."""

from __future__ import annotations

from random import Random

import pytest

from cnn.network.shapes import is_buildable
from cnn.network.spec import TEXTBOOK
from cnn.quiz.answers import Choice
from cnn.quiz.kinds.kind import SIZE_KEYS, changes, chosen, found, one_change, typed
from cnn.quiz.subject import NotPossibleError


def test_of_equal_wrong_choices_one_is_kept() -> None:
    made = chosen(Random(1), "4", [Choice("3", 1), Choice("3", 2), Choice("5", 2)])
    assert sorted(choice.text for choice in made.choices) == ["3", "4", "5"]
    assert next(choice.misconception for choice in made.choices if choice.text == "3") == 1


@pytest.mark.parametrize("wrong", [[Choice("4", 1)], []])
def test_a_wrong_choice_that_is_right_is_not_possible(wrong: list[Choice]) -> None:
    with pytest.raises(NotPossibleError):
        chosen(Random(1), "4", wrong)


def test_the_right_choice_is_at_every_place() -> None:
    places = {[c.text for c in chosen(Random(seed), "4", [Choice("3", 1)]).choices].index("4") for seed in range(20)}
    assert places == {0, 1}


def test_wrong_values_too_close_are_left_out() -> None:
    made = typed(1.0, [(1.03, 1, ""), (1.2, 2, ""), (1.21, 3, ""), (0.0, 4, "")], 0.02, 2)
    assert [mistake.misconception for mistake in made.mistakes] == [2, 4]


def test_changes_can_be_built_and_change_one_setting() -> None:
    pairs = list(changes(Random(1), TEXTBOOK, SIZE_KEYS))
    assert all(TEXTBOOK.differences(spec) == (key,) and is_buildable(spec) for key, spec in pairs)
    assert {key for key, _ in pairs} == set(SIZE_KEYS)
    kinds = {spec.pool1.kind for _, spec in changes(Random(1), TEXTBOOK, ["pool1_kind"])}
    assert kinds == {"avg", "none"}


def test_what_is_not_there_is_not_possible() -> None:
    with pytest.raises(NotPossibleError):
        one_change(Random(1), TEXTBOOK, SIZE_KEYS, lambda *_: False)
    with pytest.raises(NotPossibleError):
        found(Random(1), ["a"], lambda _: False)
    assert found(Random(1), ["a", "b"], lambda name: name == "b") == "b"
