"""Makes one question from its kind, seed and level; the same three give the same question."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from cnn.network.spec import SpecError
from cnn.quiz.kinds import KINDS
from cnn.quiz.question import Question
from cnn.quiz.subject import NotPossibleError, Subject

TRIES_OWN, TRIES = 6, 200
"""How often a question is tried with the learner's own network, and with random ones."""


def make_question(kind: str, seed: int, level: int, subject: Subject | None = None) -> Question:
    """A question of `kind` (a key of KINDS), at level 1 to 3.

    subject: the learner's own network and drawing. If it allows no such question, a random one is asked:
    `Question.own` tells. KeyError for another kind.
    """
    for attempt in range(TRIES_OWN + TRIES):
        is_own = attempt < TRIES_OWN
        if is_own and subject is None:
            continue
        rng = Random(f"{kind}/{seed}/{level}/{attempt}")
        about = subject if is_own and subject else Subject.random(rng, level)
        try:
            return replace(KINDS[kind].make(rng, about, level), seed=seed)
        except (NotPossibleError, SpecError):
            continue
    raise RuntimeError(f"No question of the kind {kind} for seed {seed} at level {level}.")
