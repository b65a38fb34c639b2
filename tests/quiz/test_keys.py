"""Over two thousand questions of all kinds and levels, each key computed once more with PyTorch alone."""

from __future__ import annotations

from collections import Counter

import pytest

from cnn.quiz.kinds import KINDS
from cnn.quiz.make import make_question
from tests.quiz.checks import check
from tests.quiz.oracle import ORACLES

SEEDS = range(18)


def test_there_are_over_two_thousand() -> None:
    assert len(KINDS) * len(SEEDS) * 3 > 2000
    assert KINDS.keys() == ORACLES.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_keys_are_right(kind: str) -> None:
    keys = Counter()
    for seed in SEEDS:
        for level in (1, 2, 3):
            question = make_question(kind, seed, level)
            assert (question.kind, question.seed, question.level, question.own) == (kind, seed, level, False)
            check(question)
            keys[question.answer.text] += 1
    assert len(keys) > 1, "the right answer is not always the same"
