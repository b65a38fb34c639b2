"""Tells the ink from the paper in a grey picture, also where the light is uneven. Reads no files: that is `upload`."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

_COARSE = 64
"""The longer side, in pixels, of the copy on which the paper's brightness is estimated."""

_WIDEST = 0.3
"""The widest stroke of a pen, as a share of the picture's longer side; what is wider is paper or shadow."""

_NEAR = 0.45
"""How far "near" reaches, as a share of the picture's longer side: so far that ink fills less than half of it."""

_PARTS = 160
"""The longer side, in pixels, of the copy on which connected parts are told apart."""

_SMALLEST = 4
"""The smallest part, in pixels of that copy, that can be a digit."""

_WEAKEST = 0.08
"""The least contrast between paper and ink."""


def find_ink(grey: np.ndarray) -> np.ndarray:
    """How much ink is on each pixel of a grey picture: float32 (H, W) in [0, 1].

    grey: float (H, W), black 0, white 1. Light falls unevenly, so the paper's brightness is estimated everywhere; what
    differs from it is ink; specks and what only lines the edge are left out. All zeros if nothing is left.
    """
    grey = _calmed(grey)
    coarse = _resized(grey, _at_most(grey.shape, _COARSE))
    near = _median_near(coarse)
    inks, scores = [], []
    for is_dark in (True, False):
        ink = _separated(grey, _resized(_paper(coarse, near, is_dark), grey.shape), is_dark)
        # The gaps inside a dark digit are light (and the other way round), yet only ink differs from what is near.
        difference = (_resized(near, grey.shape) - grey) * (1 if is_dark else -1)
        inks.append(ink)
        scores.append(float((ink * difference.clip(0) ** 3).sum()))
    return inks[int(np.argmax(scores))]


def _median_near(coarse: np.ndarray) -> np.ndarray:
    """The median brightness of what is near every place of the coarse copy; beyond its edge it is mirrored."""
    size = _odd(_NEAR * max(coarse.shape))
    mirrored = np.pad(coarse, size // 2, mode="symmetric")
    inside = slice(size // 2, -(size // 2))
    return _filtered(mirrored, ImageFilter.MedianFilter(size))[inside, inside]


def _separated(grey: np.ndarray, paper: np.ndarray, dark: bool) -> np.ndarray:
    """What is darker (or lighter) than the paper; nothing, all zeros, if it is too faint or too noisy.

    paper: (H, W), its brightness.
    """
    contrast = (paper - grey) / np.maximum(paper, 0.1) if dark else grey - paper
    threshold = _otsu(contrast)
    noise = 1.4826 * float(np.median(np.abs(contrast[contrast < threshold])))
    if threshold < max(_WEAKEST, 4 * noise):
        return np.zeros_like(grey)
    marked = contrast > threshold
    kept = _without_specks(marked)
    if not (kept & marked).any():
        return np.zeros_like(grey)
    full = float(np.median(contrast[kept & marked]))
    empty = min(threshold / 2, 0.03 + 3 * noise)
    ink = ((contrast - empty) / (full - empty)).clip(0, 1) * kept
    return ink.astype(np.float32)


def _paper(coarse: np.ndarray, near: np.ndarray, ink_is_dark: bool) -> np.ndarray:
    """The paper's brightness on a coarse copy of the picture: everything narrower than `_WIDEST` is filled in.

    A morphological closing (an opening for light ink): Serra, "Image Analysis and Mathematical Morphology", 1982.
    near: the median of what is near, which stands for the paper outside the picture.
    """
    size = _odd(_WIDEST * max(coarse.shape))
    padded = np.pad(near, size, mode="edge")
    padded[size:-size, size:-size] = coarse
    filters = (ImageFilter.MaxFilter(size), ImageFilter.MinFilter(size))
    first, second = filters if ink_is_dark else filters[::-1]
    return _filtered(_filtered(padded, first), second)[size:-size, size:-size]


def _calmed(grey: np.ndarray) -> np.ndarray:
    """`grey`, through a median of 3×3 pixels if it is noisy; thin strokes would not survive one that is not needed."""
    calm = _filtered(grey, ImageFilter.MedianFilter(3))
    return calm if np.median(np.abs(grey - calm)) > 0.03 else grey


def _otsu(values: np.ndarray) -> float:
    """The threshold in [0, 1] that parts `values` best in two: Otsu, IEEE Trans. Systems, Man, and Cybernetics 1979."""
    counts, edges = np.histogram(values.clip(0, 1), bins=128, range=(0, 1))
    middles = (edges[1:] + edges[:-1]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    mass = np.cumsum(counts * middles)
    gap = mass / np.maximum(below, 1) - (mass[-1] - mass) / np.maximum(above, 1)
    between = below * above * gap**2
    # Where no value lies between paper and ink, every threshold in the gap is equally good: take the middle of them.
    return float(edges[1:][between >= between.max() * (1 - 1e-9)].mean())


def _without_specks(marked: np.ndarray) -> np.ndarray:
    """Where the digit is, bool (H, W): parts of `marked` that are large enough, with a margin for their soft edge.

    Left out: parts smaller than a twentieth of the largest, and parts that line the edge (the table around the paper)
    where others do not.
    """
    small = _resized(marked.astype(np.float32), _at_most(marked.shape, _PARTS)) > 0.25
    labels = _connected(small)
    areas = np.bincount(labels.ravel())
    areas[0] = 0
    outline, edge = _edge(small.shape, 1), _edge(small.shape, max(1, min(small.shape) // 8))
    at_edge = np.bincount(labels[edge], minlength=len(areas)) > 0.6 * areas
    at_edge |= np.bincount(labels[outline], minlength=len(areas)) > 0.2 * outline.sum()
    if (areas[~at_edge] > small.size / 1000).any():
        areas[at_edge] = 0
    large = (areas > 0) & (areas >= max(areas.max() / 20, _SMALLEST))
    kept = _filtered(large[labels].astype(np.float32), ImageFilter.MaxFilter(3))
    return _resized(kept, marked.shape) > 0


def _edge(shape: tuple[int, ...], width: int) -> np.ndarray:
    """The outermost pixels of a picture, bool (H, W), `width` of them on each side."""
    edge = np.ones(shape, bool)
    edge[width:-width, width:-width] = False
    return edge


def _connected(marked: np.ndarray) -> np.ndarray:
    """A number for each connected part (neighbours by side or corner), int (H, W); 0 where nothing is marked.

    Every pixel takes the largest number around it; following the numbers as pointers makes that fast for long strokes.
    """
    labels = np.where(marked, np.arange(1, marked.size + 1).reshape(marked.shape), 0).astype(np.int32)
    while True:
        spread = np.asarray(Image.fromarray(labels).filter(ImageFilter.MaxFilter(3))) * marked
        pointed = np.concatenate([[0], spread.ravel()]).astype(np.int32)
        spread = pointed[spread]
        if (spread == labels).all():
            return labels
        labels = spread


def _at_most(shape: tuple[int, ...], longest: int) -> tuple[int, int]:
    """`shape` scaled down so that its longer side is at most `longest`."""
    factor = min(1.0, longest / max(shape))
    return max(1, round(shape[0] * factor)), max(1, round(shape[1] * factor))


def _resized(values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """`values`, float (H, W), at another size: averaged where it shrinks, interpolated where it grows."""
    picture = Image.fromarray(np.ascontiguousarray(values, dtype=np.float32))
    return np.asarray(picture.resize((shape[1], shape[0]), Image.Resampling.BILINEAR), np.float32)


def _filtered(values: np.ndarray, kind: ImageFilter.Filter) -> np.ndarray:
    """`values`, float (H, W), through one of Pillow's filters."""
    return np.asarray(Image.fromarray(np.ascontiguousarray(values, dtype=np.float32)).filter(kind), np.float32)


def _odd(size: float) -> int:
    """The nearest odd number to `size`, at least 3."""
    return max(3, 2 * round((size - 1) / 2) + 1)
