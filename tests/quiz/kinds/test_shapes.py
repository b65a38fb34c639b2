"""Rounding up, as PyTorch does it where it is asked to, and what the questions make of it."""

from __future__ import annotations

import torch
from torch import nn

from cnn.network.shapes import layer_shapes
from cnn.network.spec import TEXTBOOK
from cnn.quiz.kinds.shapes import division, rounded_up, sizes_rounded_up
from cnn.quiz.make import make_question
from tests.strategies import drawn


def test_rounded_up_is_ceil_mode() -> None:
    for spec in drawn(40):
        pool = layer_shapes(spec).pool1
        if pool.kernel_size >= pool.stride:  # ceil_mode leaves out a window that starts beyond the edge
            module = nn.MaxPool2d(pool.kernel_size, pool.stride, ceil_mode=True)
            assert module(torch.zeros(1, *pool.input_shape)).shape[2] == rounded_up(pool)


def test_rounding_up_all_the_way() -> None:
    spec = TEXTBOOK.changed(conv1_stride=2, conv1_padding=0)  # (28 − 5) / 2 = 11.5
    assert sizes_rounded_up(spec, "conv1") == 13 and layer_shapes(spec).conv1.output_shape[1] == 12
    assert sizes_rounded_up(TEXTBOOK, "pool2") == 7
    assert division(layer_shapes(spec).conv1) == "(28 + 2·0 − 5) / 2 = 11.50"


def test_the_size_before_is_taken_for_a_change_that_stays_in_its_layer() -> None:
    question = make_question("shape_downstream", 3, 1)
    before = question.prompt.split("put out ")[1].split(".")[0]
    assert question.judge(before).misconception == 5
    assert before in question.judge(before).words
