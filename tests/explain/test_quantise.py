"""Rounded weights: how many values there are, how far they are off, and where zero is."""

from __future__ import annotations

import pytest
import torch

from cnn.explain.quantise import BITS, quantised, step_of

WEIGHT = torch.randn(6, 3, 5, 5, generator=torch.Generator().manual_seed(1))
WEIGHT *= torch.linspace(0.1, 3, 6)[:, None, None, None]  # channels of different size


@pytest.mark.parametrize("bits", BITS)
@pytest.mark.parametrize("per_channel", [False, True])
def test_levels_and_errors(bits: int, per_channel: bool) -> None:
    rounded, step = quantised(WEIGHT, bits, per_channel), step_of(WEIGHT, bits, per_channel)
    assert ((rounded - WEIGHT).abs() <= step / 2 * (1 + 1e-5)).all()
    for part in rounded if per_channel else [rounded]:
        assert len(part.unique()) <= 2**bits - 1
    levels = rounded / step
    torch.testing.assert_close(levels, levels.round(), atol=1e-4, rtol=0)
    assert quantised(rounded, bits, per_channel).sub(rounded).abs().max() < 1e-5  # once is enough


@pytest.mark.parametrize("per_channel", [False, True])
def test_the_largest_weight_stays(per_channel: bool) -> None:
    rounded = quantised(WEIGHT, 4, per_channel)
    at = int(WEIGHT.abs().argmax())
    assert rounded.flatten()[at] == pytest.approx(float(WEIGHT.flatten()[at]), rel=1e-5)
    assert torch.equal(quantised(-WEIGHT, 4, per_channel), -rounded)  # symmetric


def test_a_step_for_each_channel_is_closer() -> None:
    errors = [(quantised(WEIGHT, 4, each) - WEIGHT).square().mean() for each in (False, True)]
    assert errors[1] < errors[0]


def test_two_bits_are_three_values() -> None:
    weight = torch.tensor([[-2.0, -0.9, 0.0, 0.9, 1.1]])
    assert quantised(weight, 2).tolist() == [[-2.0, 0.0, 0.0, 0.0, 2.0]]


def test_zeros_stay_and_one_bit_is_refused() -> None:
    for each in (False, True):
        assert torch.equal(quantised(torch.zeros(2, 3), 8, each), torch.zeros(2, 3))
    with pytest.raises(ValueError, match="2 bits at least"):
        quantised(WEIGHT, 1)
