"""Varies digits as hands and pens do: shifted, turned, slanted, stretched, bent, thinner and thicker.

Works on batches of pictures; `vary` does the same to strokes.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True)
class Augmentation:
    """How far a picture may be changed, at most; every picture draws its own values.

    degrees: turned either way. scale: larger or smaller, as a share, in each direction by itself. shear: slanted, as a
    share of the height. shift: pixels. bend: pixels by which parts are moved (elastic). thickness: share of a step of
    one pixel to each side.
    """

    degrees: float = 12.0
    scale: float = 0.12
    shear: float = 0.2
    shift: float = 1.5
    bend: float = 1.0
    thickness: float = 0.7


def augment(images: Tensor, generator: torch.Generator, how: Augmentation = Augmentation()) -> Tensor:
    """Changed copies of `images`, float32 (N, 1, 28, 28) in [0, 1].

    Affine and elastic changes are one resampling (after Simard, Steinkraus & Platt, "Best Practices for Convolutional
    Neural Networks", ICDAR 2003); thickness blends each picture with its 3×3 maximum or minimum.
    """
    if how.thickness:
        images = _thickened(images, _uniform((len(images), 1, 1, 1), how.thickness, generator))
    grid = F.affine_grid(_affine(images, generator, how), list(images.shape), align_corners=False)
    if how.bend:
        grid = grid + _bending(images, generator, how.bend)
    return F.grid_sample(images, grid, align_corners=False)


def _uniform(shape: tuple[int, ...], limit: float, generator: torch.Generator) -> Tensor:
    return (torch.rand(shape, generator=generator) * 2 - 1) * limit


def _affine(images: Tensor, generator: torch.Generator, how: Augmentation) -> Tensor:
    """(N, 2, 3): from a place in the new picture to its place in the old one, both from -1 to 1."""
    count, half = len(images), images.shape[-1] / 2
    angle = torch.deg2rad(_uniform((count,), how.degrees, generator))
    width, height = 1 + _uniform((2, count), how.scale, generator)
    shear = _uniform((count,), how.shear, generator)
    cos, sin = torch.cos(angle), torch.sin(angle)
    # rotation times [[width, shear], [0, height]]
    matrix = torch.stack([cos * width, cos * shear - sin * height, sin * width, sin * shear + cos * height], dim=1)
    shift = _uniform((count, 2, 1), how.shift / half, generator)
    return torch.cat([matrix.view(count, 2, 2), shift], dim=2)


def _bending(images: Tensor, generator: torch.Generator, pixels: float) -> Tensor:
    """A smooth field of displacements, (N, 28, 28, 2) in units of `affine_grid`: a coarse random grid, smoothed."""
    size = images.shape[-1]
    coarse = _uniform((len(images), 2, 6, 6), 2 * pixels / size, generator)
    return F.interpolate(coarse, size=(size, size), mode="bilinear", align_corners=True).permute(0, 2, 3, 1)


def _thickened(images: Tensor, amount: Tensor) -> Tensor:
    """Thicker where `amount` (N, 1, 1, 1) is above zero, thinner below: a blend with the 3×3 maximum or minimum."""
    thicker = F.max_pool2d(images, 3, 1, 1)
    thinner = -F.max_pool2d(-images, 3, 1, 1)
    target = torch.where(amount > 0, thicker, thinner)
    return images + amount.abs() * (target - images)
