"""One cell: what is shown is enough to work it out."""

from __future__ import annotations

import re

import numpy as np

from cnn.quiz.kinds.cells import MOST_INK
from cnn.quiz.make import make_question
from cnn.quiz.question import Typed


def test_a_sum_of_the_rounded_numbers_is_accepted() -> None:
    for seed in range(15):
        for level in (1, 2, 3):
            question = make_question("cell_value", seed, level)
            window, kernel = (np.round(grid.values.astype(float), 2) for grid in question.grids)
            assert 2 <= np.count_nonzero(window) <= MOST_INK[level]
            bias = float(re.findall(r"\*\*(−?[\d.]+)\*\*", question.prompt)[0].replace("−", "-"))
            assert question.judge(f"{(window * kernel).sum() + bias:.2f}").right
            judged = question.judge(f"{(window * kernel[::-1, ::-1]).sum() + bias:.2f}")
            assert judged.misconception == 10


def test_the_sums_of_the_channels_are_enough() -> None:
    for seed in range(15):
        question = make_question("channel_sums", seed, 2)
        assert isinstance(question.answer, Typed)
        sums, bias = question.prompt.split("\n| ")[2].split("\n")[0], question.prompt.split("**")[1]
        numbers = [float(one.replace("−", "-")) for one in (*sums.strip("| ").split(" | "), bias)]
        assert question.judge(f"{sum(numbers):.2f}").right


def test_the_map_of_an_impulse_is_not_shown() -> None:
    question = make_question("impulse", 1, 1)
    assert [grid.hidden for grid in question.grids] == [False, False, True]
    assert not question.grids[2].values.any()
