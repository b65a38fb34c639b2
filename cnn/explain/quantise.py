"""Weights with few values: uniform quantisation, as it is done for small devices. Computes; changes no network."""

from __future__ import annotations

import torch
from torch import Tensor

BITS = (8, 4, 2)


def quantised(weight: Tensor, bits: int, per_channel: bool = False) -> Tensor:
    """`weight` (out, …) rounded to 2^bits − 1 evenly spaced values, the middle one 0; still floats ("simulated").

    The step is the largest absolute value divided by 2^(bits − 1) − 1, so that none is cut off: every weight is off by
    half a step at most. One step for the whole tensor, or with `per_channel` one for each output channel. Symmetric and
    uniform, both ways: R. Krishnamoorthi, "Quantizing deep convolutional networks for efficient inference", 2018,
    arXiv:1806.08342, section 2. Raises ValueError for fewer than 2 bits.
    """
    step = step_of(weight, bits, per_channel)
    levels = torch.where(step > 0, (weight / step).round(), 0)
    return levels.clamp(-_highest(bits), _highest(bits)) * step


def step_of(weight: Tensor, bits: int, per_channel: bool = False) -> Tensor:
    """The distance between two values: a scalar, or (out, 1, …) with `per_channel`; 0 where all weights are 0."""
    size = weight.abs()
    if per_channel:
        return size.amax(tuple(range(1, weight.ndim)), keepdim=True) / _highest(bits)
    return size.max() / _highest(bits)


def _highest(bits: int) -> int:
    if bits < 2:
        raise ValueError(f"Symmetric quantisation needs 2 bits at least, not {bits}.")
    return int(2 ** (bits - 1) - 1)
