"""Strokes varied as hands vary them."""

from __future__ import annotations

import torch

from cnn.digits.letterforms import skeleton_strokes
from cnn.digits.vary import Variation, batch_of, draw_varied


def test_thicker_brushes_leave_more_ink() -> None:
    batch = batch_of([skeleton_strokes("3 round")])
    still = {"degrees": 0.0, "aspect": 0.0, "shear": 0.0, "tremble": 0.0}
    ink = [
        int(draw_varied(batch, torch.Generator().manual_seed(0), Variation(**still, brush=(width, width))).sum())
        for width in (0.05, 0.1, 0.2)
    ]
    assert ink == sorted(ink)
    assert ink[2] > 2 * ink[0]
