"""Parameters for other sizes of pictures, and the reference numbers of the textbook network."""

from __future__ import annotations

from random import Random

from cnn.network.spec import TEXTBOOK
from cnn.quiz.kinds import KINDS
from cnn.quiz.kinds.parameters import flatten_of
from cnn.quiz.subject import Subject
from tests.quiz.oracle import shapes
from tests.strategies import drawn, reference_modules


def test_flatten_of_larger_pictures() -> None:
    assert flatten_of(TEXTBOOK, 28) == 1568
    for spec in drawn(10):
        assert (flatten_of(spec, 56),) == shapes(reference_modules(spec), 56)["flatten"]


def test_the_textbooks_numbers() -> None:
    conv2 = KINDS["conv_parameters"].make(Random(1), Subject(TEXTBOOK), 1)
    assert conv2.answer.text == "12,832"
    assert conv2.judge("832").misconception == 2 and conv2.judge("12800").misconception == 3
    where = KINDS["where_parameters"].make(Random(1), Subject(TEXTBOOK), 1)
    assert "200,832 of 215,370" in where.why and "2,508,800 of 3,024,384" in where.why
