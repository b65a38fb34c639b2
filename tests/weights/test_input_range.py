"""Weights trained on other pixel ranges: found, and folded into conv1."""

from __future__ import annotations

import pytest
import torch

from cnn.digits.sets import load_generated, network_input
from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK, ConvSpec, NetworkSpec
from cnn.weights.input_range import PREPARATIONS, Preparation, find_mismatch, fold
from cnn.weights.load import load_model, untrained


def trained_on(preparation: Preparation) -> SimpleCNN:
    """The textbook network as it would be after a training on such pixels, but for the edge of conv1."""
    back = Preparation("", 1 / preparation.scale, -preparation.shift / preparation.scale)
    return fold(load_model(TEXTBOOK).model, back)


@pytest.mark.parametrize("preparation", [one for one in PREPARATIONS if abs(one.scale) > 50 or one.scale < 0])
def test_weights_for_other_pixels_are_found_and_folded(preparation: Preparation) -> None:
    found = find_mismatch(trained_on(preparation))
    assert found is not None
    assert found.preparation.scale * preparation.scale > 0 and found.prepared > found.as_is + 0.04
    assert found.folded_reads > max(0.9, found.prepared - 0.05)


def test_folding_a_scale_changes_no_answer() -> None:
    model, digits = trained_on(PREPARATIONS[1]), network_input(load_generated(20, seed=4).images)
    assert torch.allclose(fold(model, PREPARATIONS[1])(digits), model(255 * digits), rtol=1e-4, atol=1e-3)


def test_folding_a_shift_is_exact_without_padding() -> None:
    model, normalised = untrained(NetworkSpec(conv1=ConvSpec(4, 5))), PREPARATIONS[3]
    digits = network_input(load_generated(20, seed=4).images)
    assert torch.allclose(fold(model, normalised)(digits), model(normalised(digits)), rtol=1e-4, atol=1e-5)


def test_weights_for_these_pixels_and_untrained_ones_are_left_alone() -> None:
    assert find_mismatch(load_model(TEXTBOOK).model) is None
    assert find_mismatch(untrained(TEXTBOOK)) is None
