"""Many drawings as one batch of points, and the ways in which hands vary them before they are drawn.

See `render` for how points become pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from cnn.digits.render import draw_prepared, sample_points


@dataclass(frozen=True)
class StrokeBatch:
    """N drawings of C points each. points: float32 (N, C, 2), x and y, y downward, in any unit;
    down: bool (N, C - 1), whether the pen draws from one point to the next."""

    points: Tensor
    down: Tensor

    def __len__(self) -> int:
        return len(self.points)

    def take(self, index: Tensor) -> StrokeBatch:
        """Some of the drawings."""
        return StrokeBatch(self.points[index], self.down[index])


@dataclass(frozen=True)
class Variation:
    """How far drawings may be changed, at most; every drawing draws its own values.

    degrees: turned either way. aspect: natural logarithm of width over height. shear: slant, as a share of the height.
    tremble: how far the hand strays, as a share of the digit's size (half of the drawings stray little).
    brush: thinnest and thickest line, as a share of the digit's size: a brush of 20 pixels is 0.1 of a digit 200 pixels
    tall, and a small drawing comes out thick.
    """

    degrees: float = 10.0
    aspect: float = 0.2
    shear: float = 0.2
    tremble: float = 0.02
    brush: tuple[float, float] = (0.045, 0.24)


def batch_of(drawings: Sequence[Sequence[np.ndarray]]) -> StrokeBatch:
    """Drawings, each a list of (n, 2) strokes, as one batch."""
    sampled = [sample_points(strokes) for strokes in drawings]
    points, down = (np.stack(parts) for parts in zip(*sampled, strict=True))
    return StrokeBatch(torch.from_numpy(points), torch.from_numpy(down))


def draw_varied(batch: StrokeBatch, generator: torch.Generator, how: Variation = Variation()) -> Tensor:
    """Every drawing varied and drawn as the network sees it: uint8 (N, 28, 28)."""
    points, radius = varied_strokes(batch, generator, how)
    return draw_prepared(points, batch.down, radius)


def varied_strokes(batch: StrokeBatch, generator: torch.Generator, how: Variation) -> tuple[Tensor, Tensor]:
    """Every drawing varied: points (N, C, 2), centred on zero, of size about 1; half the widths of the lines (N,)."""
    points = varied(batch.points, generator, how)
    thin, thick = (torch.tensor(width).log() for width in how.brush)
    width = torch.exp(thin + (thick - thin) * torch.rand(len(batch), generator=generator))
    size = (points.amax(1) - points.amin(1)).amax(1)
    return points, width * size / 2


def varied(points: Tensor, generator: torch.Generator, how: Variation) -> Tensor:
    """Points turned, slanted, stretched and drawn by a trembling hand: (N, C, 2), centred on zero, of size about 1."""
    count, length, _ = points.shape
    low, high = points.amin(1, keepdim=True), points.amax(1, keepdim=True)
    points = (points - (low + high) / 2) / (high - low).amax(2, keepdim=True).clamp(min=1e-6)
    angle = torch.deg2rad(_uniform(count, how.degrees, generator))
    stretch = torch.exp(_uniform(count, how.aspect / 2, generator))
    shear = _uniform(count, how.shear, generator)
    cos, sin = torch.cos(angle), torch.sin(angle)
    # rotation times [[stretch, shear], [0, 1 / stretch]]
    rows = [cos * stretch, cos * shear - sin / stretch, sin * stretch, sin * shear + cos / stretch]
    points = points @ torch.stack(rows, dim=1).view(count, 2, 2).mT
    amount = how.tremble * torch.rand(count, 1, 1, generator=generator).square()
    waves = torch.randn(count, 2, max(2, length // 4), generator=generator)
    stray = torch.nn.functional.interpolate(waves, size=length, mode="linear", align_corners=True)
    return points + amount * stray.mT


def _uniform(count: int, limit: float, generator: torch.Generator) -> Tensor:
    return (torch.rand(count, generator=generator) * 2 - 1) * limit
