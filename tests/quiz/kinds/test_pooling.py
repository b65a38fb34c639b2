"""Pooling and padding='same': the words of PyTorch's refusal are its own."""

from __future__ import annotations

import pytest
from torch import nn

from cnn.quiz.make import make_question
from cnn.quiz.question import Chosen


def test_refusals_are_asked_about_and_what_works_too() -> None:
    with pytest.raises(ValueError) as refused:
        nn.Conv2d(1, 1, 3, stride=2, padding="same")
    texts = [make_question("padding_same", seed, 2).answer.text for seed in range(20)]
    assert {text.startswith("It works") for text in texts} == {True, False}
    assert {text for text in texts if not text.startswith("It works")} == {f"ValueError: {refused.value}"}


def test_wrong_refusals_are_in_pytorchs_words() -> None:
    with pytest.raises(ValueError) as refused:
        nn.Conv2d(1, 1, 3, stride=2, padding="same")
    for seed in range(20):
        answer = make_question("padding_same", seed, 1).answer
        assert isinstance(answer, Chosen)
        assert f"ValueError: {refused.value}" in [choice.text for choice in answer.choices]


def test_both_sides_of_stride_and_pooling_are_asked() -> None:
    prompts = [make_question("stride_value", seed, 1).prompt for seed in range(10)]
    assert {"stride to 2 instead" in prompt for prompt in prompts} == {True, False}
