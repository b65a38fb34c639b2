"""Letterforms drawn by rule: the ways of writing a digit that a pen data set may hardly contain.

Each is a skeleton in the unit square, y downward; `handwriting` mixes them with the fitted ones and varies both.
"""

from __future__ import annotations

import numpy as np

Skeleton = tuple[tuple[tuple[float, float], ...], ...]

# fmt: off
SKELETONS: dict[str, tuple[int, Skeleton]] = {
    "0 plain": (0, (((0.6, 0.03), (0.2, 0.2), (0.1, 0.6), (0.4, 0.98), (0.8, 0.75), (0.85, 0.3), (0.6, 0.03)),)),
    "0 with a slash": (
        0,
        (
            ((0.5, 0), (0.18, 0.2), (0.12, 0.6), (0.45, 1), (0.82, 0.8), (0.85, 0.3), (0.5, 0)),
            ((0.8, 0.1), (0.2, 0.9)),
        ),
    ),
    "1 plain": (1, (((0.5, 0), (0.5, 1)),)),
    "1 with a flag": (1, (((0.22, 0.32), (0.5, 0), (0.5, 0), (0.5, 1)),)),
    "1 with flag and foot": (1, (((0.25, 0.25), (0.5, 0), (0.5, 0), (0.5, 1)), ((0.22, 1), (0.78, 1)))),
    "2 like a z": (
        2,
        (((0.12, 0.22), (0.4, 0), (0.78, 0.14), (0.7, 0.45), (0.1, 0.97), (0.1, 0.97), (0.9, 0.97)),),
    ),
    "2 with a loop": (
        2,
        (
            (
                (0.1, 0.25), (0.4, 0), (0.76, 0.15), (0.66, 0.5), (0.3, 0.9), (0.1, 0.92), (0.14, 0.74),
                (0.4, 0.82), (0.66, 0.97), (0.95, 0.88),
            ),
        ),
    ),
    "3 round": (
        3,
        (((0.15, 0.12), (0.5, 0), (0.8, 0.2), (0.42, 0.46), (0.42, 0.46), (0.85, 0.68), (0.55, 1), (0.1, 0.88)),),
    ),
    "3 with a flat top": (
        3,
        (((0.15, 0.02), (0.8, 0.02), (0.8, 0.02), (0.42, 0.42), (0.42, 0.42), (0.84, 0.66), (0.55, 1), (0.1, 0.86)),),
    ),
    "4 open": (4, (((0.2, 0), (0.12, 0.52), (0.12, 0.52), (0.9, 0.52)), ((0.7, 0.1), (0.68, 1)))),
    "4 open, one stroke": (
        4,
        (((0.16, 0.02), (0.14, 0.5), (0.5, 0.54), (0.8, 0.02), (0.8, 0.02), (0.78, 0.5), (0.74, 1)),),
    ),
    "4 closed": (4, (((0.68, 1), (0.68, 0), (0.68, 0), (0.08, 0.66), (0.08, 0.66), (0.92, 0.66)),)),
    "5 in two strokes": (
        5,
        (
            ((0.22, 0.02), (0.2, 0.42), (0.2, 0.42), (0.55, 0.38), (0.8, 0.66), (0.52, 1), (0.12, 0.9)),
            ((0.22, 0.02), (0.82, 0.02)),
        ),
    ),
    "5 in one stroke": (
        5,
        (
            (
                (0.82, 0.02), (0.26, 0.04), (0.26, 0.04), (0.2, 0.42), (0.2, 0.42), (0.56, 0.38), (0.8, 0.68),
                (0.5, 1), (0.1, 0.9),
            ),
        ),
    ),
    "6 plain": (
        6,
        (((0.7, 0), (0.3, 0.32), (0.14, 0.72), (0.42, 1), (0.8, 0.8), (0.58, 0.54), (0.18, 0.72)),),
    ),
    "6 with a straight back": (6, (((0.46, 0), (0.2, 0.7), (0.4, 1), (0.78, 0.84), (0.6, 0.6), (0.22, 0.76)),)),
    "7 plain": (7, (((0.12, 0.03), (0.86, 0.03), (0.86, 0.03), (0.42, 1)),)),
    "7 with a bar": (7, (((0.12, 0.03), (0.86, 0.03), (0.86, 0.03), (0.42, 1)), ((0.3, 0.5), (0.88, 0.5)))),
    "8 in one stroke": (
        8,
        (
            (
                (0.74, 0.14), (0.48, 0), (0.24, 0.2), (0.5, 0.46), (0.78, 0.74), (0.5, 1), (0.22, 0.76),
                (0.5, 0.46), (0.76, 0.2), (0.7, 0.08),
            ),
        ),
    ),
    "8 of two rings": (
        8,
        (
            ((0.5, 0.46), (0.26, 0.24), (0.5, 0), (0.74, 0.24), (0.5, 0.46)),
            ((0.5, 0.46), (0.2, 0.74), (0.5, 1), (0.8, 0.74), (0.5, 0.46)),
        ),
    ),
    "9 with a straight leg": (
        9,
        (((0.78, 0.16), (0.42, 0.02), (0.18, 0.28), (0.44, 0.48), (0.76, 0.2), (0.76, 0.2), (0.72, 1)),),
    ),
    "9 with a curled foot": (
        9,
        (
            (
                (0.78, 0.2), (0.46, 0), (0.2, 0.24), (0.46, 0.46), (0.78, 0.2), (0.78, 0.2), (0.78, 0.66),
                (0.6, 0.96), (0.2, 0.88),
            ),
        ),
    ),
}
# fmt: on
"""Digit and strokes by the name of the form. A point given twice is a corner."""


def skeleton_strokes(name: str) -> list[np.ndarray]:
    """The strokes of one form, smooth between its corners: (n, 2) arrays in the unit square."""
    return [_through(np.array(stroke, np.float32)) for stroke in SKELETONS[name][1]]


def smooth(points: np.ndarray, between: int = 2) -> np.ndarray:
    """A smooth line through all points (uniform Catmull-Rom spline): (..., n, 2) -> (..., (n - 1) · between + 1, 2)."""
    ends = 2 * points[..., :1, :] - points[..., 1:2, :], 2 * points[..., -1:, :] - points[..., -2:-1, :]
    padded = np.concatenate([ends[0], points, ends[1]], axis=-2)
    a, b, c, d = (padded[..., i : padded.shape[-2] - 3 + i, None, :] for i in range(4))
    t = (np.arange(between, dtype=np.float32) / between)[:, None]
    curve = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    flat = curve.reshape(*points.shape[:-2], -1, 2)
    return np.concatenate([flat, points[..., -1:, :]], axis=-2)


def _through(points: np.ndarray) -> np.ndarray:
    """The smooth line through `points` that breaks off where a point is repeated."""
    corners = np.flatnonzero((points[1:] == points[:-1]).all(axis=1)) + 1
    return np.concatenate([smooth(run, 6) for run in np.split(points, corners)])
