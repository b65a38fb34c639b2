"""The generated digits as they reach the network when a step of the preparation is left out.

As prepared ones they are those of `sets.load_generated`; left out, it counts where and how large they were drawn.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from cnn.digits.handwriting import WrittenDigits, written_digits
from cnn.digits.prepare import BOX, Preparation
from cnn.digits.render import draw_placed, draw_prepared
from cnn.digits.sets import DigitSet
from cnn.network.spec import INPUT_SIZE

SMALLEST, LARGEST = 0.3, 0.9
"""Longer side of a digit as a share of the board: every size between is as likely, and so is every place on it."""


def generated_without(count: int, seed: int, preparation: Preparation) -> DigitSet:
    """`load_generated(count, seed)`, drawn anywhere on the board in any size, and prepared as `preparation` says."""
    parts, labels = written_digits(count, seed)
    images = np.empty((count, INPUT_SIZE, INPUT_SIZE), np.uint8)
    generator = torch.Generator().manual_seed(seed)
    board = torch.rand(count, 3, generator=generator)  # size and place of every digit
    for part in parts:
        drawn = _drawn(part, board[torch.from_numpy(part.where)], preparation)
        images[part.where] = drawn.numpy()
    return DigitSet(torch.from_numpy(images), torch.from_numpy(labels).long(), "computer-made digits")


def _drawn(digits: WrittenDigits, board: Tensor, preparation: Preparation) -> Tensor:
    """uint8 (N, 28, 28); board: (N, 3), size and place of each digit, 0 to 1."""
    if preparation == Preparation():
        return draw_prepared(digits.points, digits.down, digits.radius)
    radius = digits.radius
    low = digits.points.amin(1) - radius[:, None]
    box = digits.points.amax(1) + radius[:, None] - low  # (N, 2), of the ink
    longest = BOX if preparation.scale else INPUT_SIZE
    if preparation.crop:
        scale = longest / box.amax(1)
        corner, size = torch.zeros_like(box), torch.round(box * scale[:, None]).clamp(min=1)
    else:
        share = SMALLEST + (LARGEST - SMALLEST) * board[:, 0]
        scale = longest * share / box.amax(1)
        corner, size = board[:, 1:] * (longest - box * scale[:, None]), torch.full_like(box, float(longest))
    points = (digits.points - low[:, None]) * scale[:, None, None] + corner[:, None]
    return draw_placed(points, digits.down, radius * scale, size, preparation.centre)
