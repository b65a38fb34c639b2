"""Making questions: the same seed gives the same one, and the learner's own network is asked about."""

from __future__ import annotations

from collections import Counter
from random import Random

import numpy as np
import pytest

from cnn.network.spec import TEXTBOOK
from cnn.quiz.kinds import KINDS
from cnn.quiz.make import make_question
from cnn.quiz.misconceptions import MISCONCEPTIONS
from cnn.quiz.question import Question
from cnn.quiz.subject import Subject, random_spec
from cnn.weights.load import load_model
from tests.quiz.checks import check


def shown(question: Question) -> tuple[object, ...]:
    grids = [(grid.title, grid.values.tobytes(), grid.marked) for grid in question.grids]
    return question.prompt, question.answer, question.why, question.spec, question.place, grids


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_gives_the_same_question(kind: str) -> None:
    assert shown(make_question(kind, 3, 2)) == shown(make_question(kind, 3, 2))
    assert shown(make_question(kind, 3, 2)) != shown(make_question(kind, 4, 2))


def test_every_misconception_has_two_kinds() -> None:
    served = Counter(number for kind in KINDS.values() for number in kind.misconceptions)
    assert served.keys() == MISCONCEPTIONS.keys()
    assert min(served.values()) >= 2
    assert {kind.misconceptions[0] for kind in KINDS.values()} == MISCONCEPTIONS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_the_learners_own_network_is_asked_about(kind: str) -> None:
    loaded = load_model(random_spec(Random(5), 2))
    own = Subject.of(loaded, Subject(loaded.model.spec, 7).image)
    questions = [make_question(kind, seed, 2, own) for seed in range(2)]
    for question in questions:
        check(question)
    again = make_question(kind, 0, 2, own)
    assert shown(again) == shown(questions[0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_drawing_still_gives_a_question(kind: str) -> None:
    own = Subject.of(load_model(TEXTBOOK), np.zeros((28, 28), np.float32))
    check(make_question(kind, 1, 1, own))


def test_an_unknown_kind_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        make_question("no such kind", 1, 1)
