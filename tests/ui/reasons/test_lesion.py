"""Switch parts off: what is chosen is kept, the cached network stays, and the words are those of the numbers."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.explain.channel_worth import ChannelWorth
from cnn.explain.lesion import Lesion
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.ui import models
from cnn.ui.reasons.lesion import worth_words
from tests.apps import session_of
from tests.explain.networks import LARGEST, SMALLEST
from tests.ui.reasons.trying import view, words


def test_what_is_switched_off_is_kept_and_the_cached_network_is_not_touched() -> None:
    model = models.model_for(TEXTBOOK).model
    before = {name: value.clone() for name, value in model.state_dict().items()}
    at = view("lesion", off="conv1_1.3~bits_4~noise_0.2")
    assert at.multiselect("lesion_off_conv1").value == [1, 3] and at.slider("lesion_noise").value == 0.2
    at.multiselect("lesion_off_conv1").set_value([2, 0]).run()
    at.segmented_control("lesion_bits").set_value(2).run()
    assert session_of(at).experiments.lesion == Lesion((0, 2), noise=0.2, bits=2)
    at.button("lesion_all").click().run()
    assert session_of(at).experiments.lesion.conv1 == tuple(range(16))
    at.segmented_control("lesion_layer").set_value("fc1").run()
    assert not at.exception and session_of(at).experiments.layer == "fc1"
    at.button("lesion_none").click().run()
    assert session_of(at).experiments.lesion == Lesion() and not at.exception
    assert all(
        torch.equal(before[name], value) for name, value in models.model_for(TEXTBOOK).model.state_dict().items()
    )


@pytest.mark.parametrize("spec", [SMALLEST, LARGEST])
def test_it_opens_for_the_smallest_and_the_largest_network(spec: NetworkSpec) -> None:
    at = view("lesion", spec, off="conv1_0.31~conv2_63~fc1_255")
    assert at.multiselect("lesion_off_conv1").value == [one for one in (0, 31) if one < spec.conv1.out_channels]


def test_an_empty_board_asks_for_a_digit() -> None:
    assert "Draw a digit" in words(view("lesion", draw=""))


def test_words_name_the_channel_that_costs_most_and_the_dead_ones() -> None:
    worth = ChannelWorth("conv2", 1000, 0.98, np.array([0.98, 0.9, 0.979, 0.98]), np.array([0, 1, 0.5, 0.1]))
    said = worth_words(worth)
    assert "Without channel 1 it reads 8.0 points fewer" in said and "2 of 4 cost nothing" in said
    assert "Never active on any of them: 0." in said and "reads 98.0 % of 1,000" in said
    nothing = ChannelWorth("fc1", 200, 0.5, np.full(3, 0.5), np.ones(3))
    assert "No unit alone costs anything" in worth_words(nothing) and "Never active" not in worth_words(nothing)


def test_channels_that_cost_the_same_are_named_together() -> None:
    def said(*accuracies: float) -> str:
        return worth_words(ChannelWorth("fc1", 1000, 0.98, np.array(accuracies), np.ones(len(accuracies))))

    assert "Without unit 1 or 3 it reads 1 point fewer, more than without any other. 1 of 4 cost" in said(
        0.98, 0.97, 0.979, 0.97
    )
    assert "Without unit 0, 1 or 2 it reads 0.3 points fewer" in said(0.977, 0.977, 0.977, 0.979)
    assert "Without any one of 6 units it reads 2.0 points fewer: no other costs more." in said(*[0.96] * 6, 0.98)
    assert "1 of 3 cost nothing, and without 1 other it reads more" in said(0.98, 0.97, 0.99)
    assert "switch its unit off" in said(0.9) and "One digit more or less is 0.1 points" in said(0.9)
