"""Questions about the whole network: PyTorch's own error, and choices that are different networks."""

from __future__ import annotations

from cnn.network.spec import NetworkSpec
from cnn.quiz.make import make_question
from cnn.quiz.question import Chosen


def test_the_error_is_pytorchs_own() -> None:
    question = make_question("fc1_error", 2, 1)
    assert "mat1 and mat2 shapes cannot be multiplied (1x" in question.prompt
    assert question.place.view == "fc1 shape error"


def test_the_right_setting_is_the_one_of_the_place() -> None:
    for seed in range(10):
        question = make_question("which_setting", seed, 2)
        layer, name, value = question.answer.text.split(" ")
        assert str(NetworkSpec.from_query(question.place.query).get(f"{layer}_{name}")) == value


def test_more_filters_are_always_among_the_wrong_settings() -> None:
    for seed in range(10):
        answer = make_question("which_setting", seed, 1).answer
        assert isinstance(answer, Chosen)
        assert all("out_channels" in c.text for c in answer.choices if c.misconception == 4)
        assert "out_channels" not in answer.text
