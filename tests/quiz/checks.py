"""What must hold of every question, whatever its kind: the key, the wrong answers, the words."""

from __future__ import annotations

import re

from cnn.quiz.kinds import KINDS
from cnn.quiz.misconceptions import MISCONCEPTIONS
from cnn.quiz.question import Chosen, Pointed, Question, Typed
from tests.quiz.oracle import ORACLES

ODD = ("", " ", "abc", "🙂", "٣", "1e5", "nan", "-", ",", "×", "7" * 400, "[[[", "\x00", "١×٢×٣")
"""Nothing of this is an answer to any question."""


def numbers(text: str) -> set[str]:
    """The numbers in a text, without separators of thousands."""
    return set(re.findall(r"\d+(?:\.\d+)?", text.replace(",", "")))


def check(question: Question) -> None:
    """Everything at once; the parts say what failed."""
    expected = ORACLES[question.kind](question)
    answer = question.answer
    if isinstance(answer, Chosen):
        assert callable(expected)
        check_choices(answer, [choice.text for choice in answer.choices if expected(choice.text)])
    elif isinstance(answer, Typed):
        assert isinstance(expected, tuple)
        check_typed(answer, expected)
    else:
        assert isinstance(expected, set)
        check_pointed(answer, expected)
    check_judgements(question)
    served = set(KINDS[question.kind].misconceptions)
    assert served <= set(question.misconceptions) <= MISCONCEPTIONS.keys()
    for grid in question.grids:
        assert grid.values.ndim == 2 and grid.values.size <= 34 * 34


def check_choices(answer: Chosen, right: list[str]) -> None:
    texts = [choice.text for choice in answer.choices]
    assert right == [answer.text], "exactly one choice is right"
    assert len(set(texts)) == len(texts) >= 2, "no two choices are equal"
    assert all(c.text == answer.text or c.misconception in MISCONCEPTIONS for c in answer.choices)


def check_typed(answer: Typed, expected: tuple[float, ...]) -> None:
    allowed = 0.005 if answer.decimals else 0
    assert len(expected) == len(answer.right)
    assert all(abs(one - two) <= allowed for one, two in zip(expected, answer.right, strict=True))
    values = [answer.right, *(values for values, _ in answer.wrong)]
    for index, one in enumerate(values):
        for two in values[index + 1 :]:
            assert any(abs(a - b) > 2 * answer.tolerance for a, b in zip(one, two, strict=True)), (
                "one value, two meanings"
            )


def check_pointed(answer: Pointed, expected: set[tuple[int, int]]) -> None:
    assert answer.right == expected
    for cells, _ in answer.wrong:
        assert cells and not cells & answer.right
        assert all(row < answer.size[0] and column < answer.size[1] for row, column in cells)


def check_judgements(question: Question) -> None:
    """The right answer is right, the wrong ones are wrong for their reason, and what is odd is no answer."""
    for given in right_texts(question):
        judged = question.judge(given)
        assert judged.right and judged.understood and judged.misconception is None, given
        assert judged.words == question.why
    shown = question.prompt + question.answer.text + "".join(grid.title for grid in question.grids)
    for given, misconception in wrong_texts(question):
        judged = question.judge(given)
        assert not judged.right and judged.understood and judged.misconception == misconception, given
        assert numbers(judged.words) & numbers(shown), judged.words
    for given in ODD:
        judged = question.judge(given)
        assert not judged.understood and not judged.right and judged.words.endswith("."), given


def right_texts(question: Question) -> list[str]:
    answer = question.answer
    if isinstance(answer, Pointed):
        return [f"{row},{column}" for row, column in answer.right]
    if isinstance(answer, Typed) and len(answer.right) == 3:
        channels, *size = (int(value) for value in answer.right)
        return [answer.text, f"[1, {channels}, {size[0]}, {size[1]}]", f"{channels}x{size[0]}x{size[1]}"]
    return [answer.text]


def wrong_texts(question: Question) -> list[tuple[str, int | None]]:
    answer = question.answer
    if isinstance(answer, Chosen):
        return [(c.text, c.misconception) for c in answer.choices if c.misconception is not None]
    if isinstance(answer, Typed):
        return [(answer.text_of(values), mistake.misconception) for values, mistake in answer.wrong]
    return [(f"{row},{column}", m.misconception) for cells, m in answer.wrong for row, column in sorted(cells)[:5]]
