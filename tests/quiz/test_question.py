"""A question judges an answer in words with its own numbers."""

from __future__ import annotations

from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.quiz.question import Judgement, Mistake, Question, Typed, place

QUESTION = Question(
    "kind", "topic", 1, 0, "What is 2·14?", Typed((28.0,), (((14.0,), Mistake(3, "You left out the 2.")),)),
    "2·14 = 28.", TEXTBOOK, place("shapes", TEXTBOOK),
)  # fmt: skip


def test_judgements() -> None:
    assert QUESTION.judge("28") == Judgement(True, None, "2·14 = 28.")
    assert QUESTION.judge("14") == Judgement(False, 3, "You left out the 2. 2·14 = 28.")
    assert QUESTION.judge("15") == Judgement(False, None, "2·14 = 28."), "the page says that it is not right"
    unread = QUESTION.judge("abc")
    assert not unread.understood and not unread.right and unread.misconception is None
    assert "28" not in unread.words, "the answer is not told to those who typed nothing"


def test_misconceptions_are_those_of_its_wrong_answers() -> None:
    assert QUESTION.misconceptions == (3,)


def test_a_place_is_a_link_to_the_setting() -> None:
    spec = TEXTBOOK.changed(conv1_stride=2, pool2_kind="avg")
    where = place("microscope", spec, "conv1", (0, 1, 2), "The cell")
    assert where.query == {"conv1_stride": "2", "pool2_kind": "avg"}
    assert NetworkSpec.from_query(where.query) == spec
