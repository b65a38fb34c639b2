"""A digit that is moved stays in the picture, and the question says how far it went."""

from __future__ import annotations

import numpy as np

from cnn.quiz.make import make_question
from tests.quiz.oracle import moved, step


def test_the_pictures_are_what_the_words_say() -> None:
    for seed in range(10):
        for kind in ("shift_cells", "shift_values"):
            question = make_question(kind, seed, 2)
            before, after = (grid.values for grid in question.grids)
            assert np.array_equal(after, moved(before, step(question)))
            assert np.isclose(after.sum(), before.sum(), rtol=1e-5), "no ink left the picture"


def test_the_answer_before_is_told_and_is_wrong() -> None:
    question = make_question("shift_answer", 4, 1)
    told = question.prompt.split("**")[1]
    assert question.judge(told).misconception == 7
