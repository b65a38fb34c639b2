"""Draws pen strokes: one drawing as the canvas shows it, or many at once as the network sees them.

A stroke is an (n, 2) array of x, y with y downward. Knows nothing of digits: see `handwriting`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor

from cnn.digits.prepare import BOX
from cnn.network.spec import INPUT_SIZE

POINTS = 48
"""Points that stand for a whole drawing in a batch."""

_SUBDIVISIONS = 3
_CHUNK = 128
_OVERSAMPLING = 4


def render(strokes: Sequence[np.ndarray], size: int = 280, brush: float = 20.0) -> np.ndarray:
    """The drawing on the canvas: uint8 (size, size), white ink on black, round caps and joins, smooth edges.

    strokes: in unit coordinates, (0, 0) the upper left and (1, 1) the lower right corner of the canvas.
    brush: width of the line in pixels of the canvas. A stroke of one point is a dot.
    """
    scale, radius = size * _OVERSAMPLING, brush * _OVERSAMPLING / 2
    picture = Image.new("L", (scale, scale))
    draw = ImageDraw.Draw(picture)
    for stroke in strokes:
        points = [(float(x), float(y)) for x, y in np.asarray(stroke) * scale]
        draw.line(points, fill=255, width=max(1, round(2 * radius)))
        for x, y in points:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(picture.reduce(_OVERSAMPLING), dtype=np.uint8)


def sample_points(strokes: Sequence[np.ndarray], count: int = POINTS) -> tuple[np.ndarray, np.ndarray]:
    """`count` points evenly spread over all strokes, and where the pen is down between them.

    Returns float32 (count, 2) and bool (count - 1,): False between the end of a stroke and the start of the next.
    """
    lengths = np.array([max(stroke_length(stroke), 1e-6) for stroke in strokes])
    shares = _shares(lengths, count)
    points = np.concatenate([resample(stroke, share) for stroke, share in zip(strokes, shares, strict=True)])
    down = np.ones(count - 1, bool)
    down[np.cumsum(shares)[:-1] - 1] = False
    return points.astype(np.float32), down


def _shares(lengths: np.ndarray, count: int) -> np.ndarray:
    """How many of `count` points each stroke gets: at least two, the rest by length."""
    shares = 2 + np.floor(lengths / lengths.sum() * (count - 2 * len(lengths))).astype(int)
    shares[np.argmax(lengths)] += count - shares.sum()
    return shares


def stroke_length(stroke: np.ndarray) -> float:
    """Length of the line, in its own units."""
    return float(np.hypot(*np.diff(stroke, axis=0).T).sum())


def resample(stroke: np.ndarray, count: int) -> np.ndarray:
    """`count` points along the line at equal distances, its two ends included: (n, 2) -> (count, 2)."""
    travelled = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    at = np.linspace(0, travelled[-1], count)
    return np.stack([np.interp(at, travelled, stroke[:, axis]) for axis in (0, 1)], axis=1)


def draw_prepared(points: Tensor, down: Tensor, radius: Tensor) -> Tensor:
    """Many drawings as the network sees them: what `render` and `prepare.prepare_digit` make, in one step.

    points: (N, C, 2), down: bool (N, C - 1), as `sample_points` gives them; radius: (N,), half the width of the line in
    the units of the points. Returns uint8 (N, 28, 28). The two agree to about 1 % of full ink, but where the centre of
    mass lies between two pixels (one drawing in five) they may choose different ones.
    """
    images = [
        _draw_chunk(*part) for part in zip(points.split(_CHUNK), down.split(_CHUNK), radius.split(_CHUNK), strict=True)
    ]
    return torch.cat(images)


def draw_placed(points: Tensor, down: Tensor, radius: Tensor, size: Tensor, by_mass: bool = True) -> Tensor:
    """Many drawings whose place and size in pixels are given, moved into the middle as `prepare` does it: uint8
    (N, 28, 28).

    points: (N, C, 2), in pixels of the picture that the drawing was scaled to; radius: (N,), in the same pixels; size:
    (N, 2), width and height of that picture, whole, at most 28. by_mass: see `Preparation.centre`.
    """
    strokes = zip(points.split(_CHUNK), down.split(_CHUNK), radius.split(_CHUNK), size.split(_CHUNK), strict=True)
    return torch.cat([_placed(_coverage(_subdivided(at, pen), half), box, by_mass) for at, pen, half, box in strokes])


def _draw_chunk(points: Tensor, down: Tensor, radius: Tensor) -> Tensor:
    low = points.amin(1) - radius[:, None]
    size = points.amax(1) + radius[:, None] - low  # (n, 2), the box of the ink
    scale = BOX / size.amax(1)
    ink = _coverage(_subdivided((points - low[:, None]) * scale[:, None, None], down), radius * scale)
    return _placed(ink, torch.round(size * scale[:, None]))


def _placed(ink: Tensor, size: Tensor, by_mass: bool = True) -> Tensor:
    """uint8: `_centred` in 256 steps."""
    return (_centred(ink, size, by_mass) * 255).round().to(torch.uint8)


def _centred(ink: Tensor, size: Tensor, by_mass: bool) -> Tensor:
    """`ink` moved from the upper left corner so that its centre of mass, or the middle of its box, is in the middle.

    ink: (n, 28, 28), size: (n, 2), width and height of the box of the ink in it.
    """
    pixels = torch.arange(INPUT_SIZE)
    mass = ink.sum((1, 2))[:, None].clamp(min=1e-9)
    centre = torch.stack([ink.sum(1) @ pixels.float(), ink.sum(2) @ pixels.float()], dim=1) / mass
    centre = centre if by_mass else size / 2
    shift = torch.round(INPUT_SIZE / 2 - centre).clamp(min=0).minimum(INPUT_SIZE - size).long()
    columns = (pixels - shift[:, :1]) % INPUT_SIZE  # (n, 28); what comes round from the far edge is empty
    rows = (pixels - shift[:, 1:]) % INPUT_SIZE
    return ink[torch.arange(len(ink))[:, None, None], rows[:, :, None], columns[:, None, :]]


def _subdivided(points: Tensor, down: Tensor) -> Tensor:
    """Points between the points, on the line: (n, C, 2) -> (n, 1 + (C - 1) · subdivisions, 2)."""
    start, step = points[:, :-1], points[:, 1:] - points[:, :-1]
    step = step * down[..., None]  # where the pen is up the start is repeated
    parts = torch.arange(_SUBDIVISIONS) / _SUBDIVISIONS
    between = start[:, :, None] + step[:, :, None] * parts[:, None]  # (n, C - 1, subdivisions, 2)
    return torch.cat([between.flatten(1, 2), points[:, -1:]], dim=1)


def _coverage(points: Tensor, radius: Tensor) -> Tensor:
    """Ink on each pixel from its distance to the nearest point: (n, P, 2) in pixels, (n,) -> (n, 28, 28) in [0, 1]."""
    middles = torch.arange(INPUT_SIZE) + 0.5
    across = (middles - points[..., :1]).square()  # (n, P, 28)
    along = (middles - points[..., 1:]).square()
    nearest = torch.full((len(points), INPUT_SIZE, INPUT_SIZE), 1e9)
    for p in range(points.shape[1]):
        torch.minimum(nearest, along[:, p, :, None] + across[:, p, None, :], out=nearest)
    distance, radius = nearest.sqrt_(), radius[:, None, None]
    return _edge(radius - distance) + _edge(radius + distance) - 1


def _edge(inside: Tensor) -> Tensor:
    """Ink at a straight edge seen through the triangle filter of width 2 with which `prepare` shrinks a drawing."""
    inside = inside.clamp(-1, 1)
    return 0.5 + inside - inside * inside.abs() / 2
