"""The fourteen misconceptions are all there, in words fit to be read."""

from __future__ import annotations

from cnn.quiz.misconceptions import MISCONCEPTIONS


def test_all_fourteen_are_there() -> None:
    assert list(MISCONCEPTIONS) == list(range(1, 15))
    assert all(number == one.number for number, one in MISCONCEPTIONS.items())
    assert len({one.name for one in MISCONCEPTIONS.values()}) == 14


def test_they_are_short_sentences() -> None:
    for one in MISCONCEPTIONS.values():
        assert len(one.name) < 60 and not one.name.endswith(".")
        assert one.answer.endswith(".") and one.answer.count(". ") <= 3
        assert not {"simply", "just"} & set(one.answer.lower().split())
