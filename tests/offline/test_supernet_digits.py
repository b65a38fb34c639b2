"""The digits that the shared weights are trained on."""

from __future__ import annotations

import torch

from cnn.offline.supernet_digits import TaughtDigits


def test_digits_are_drawn_by_their_chances() -> None:
    zeros = torch.zeros(3, dtype=torch.long)
    digits = TaughtDigits(torch.zeros(3, 28, 28), zeros, torch.zeros(3, 10), torch.tensor([0.5, 0.6, 1.0]))
    counts = torch.bincount(digits.draw(20_000, torch.Generator().manual_seed(0)), minlength=3) / 20_000
    torch.testing.assert_close(counts, torch.tensor([0.5, 0.1, 0.4]), rtol=0, atol=0.02)
