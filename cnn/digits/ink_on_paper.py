"""Separates the ink from the paper in a grey picture, also in uneven light. Reads no files: that is `upload`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import ImageFilter

from cnn.digits.ink_parts import (
    PARTS,
    at_most,
    can_be_digit,
    digit_parts,
    filtered,
    in_corners,
    odd,
    resized,
    surroundings,
    thickness,
    touches_all_sides,
    widened,
)

_COARSE = 64
"""The longer side, in pixels, of the copy on which the paper's brightness is estimated."""

_WIDEST = 0.3
"""The widest stroke of a pen, as a share of the picture's longer side; what is wider is paper or shadow."""

_NEAR = 0.45
"""How far "near" reaches, as a share of the picture's longer side: so far that ink fills less than half of it."""

_WEAKEST = 0.035
"""The least contrast between paper and ink."""

_FADED = 0.4
"""Ink that is joined to other ink may be so much fainter, as a share of the threshold."""

_OUTSIDE = 0.8
"""The share of what is near that is darker than the paper where ink reaches the picture's edge."""

_FAINT = 0.136
"""A threshold under which marks must be thin and sharp: a shadow may be as faint as pencil."""

_THICK = 0.1
"""The widest stroke of a faint pen, as a share of the picture's longer side."""

_EDGE = 0.03
"""The widest edge of a stroke, out of focus, as a share of the picture's longer side."""

_ROUNDS = 3
"""How often ink is looked for again without what surrounds it: a table, a frame on the paper."""


@dataclass(frozen=True)
class _Levels:
    """Contrasts: strong is ink; weak is ink where it is joined to it; from empty to full, ink rises from 0 to 1."""

    strong: float
    weak: float
    empty: float


def find_ink(grey: np.ndarray) -> np.ndarray:
    """How much ink is on each pixel of a grey picture: float32 (H, W) in [0, 1].

    grey: float (H, W), black 0, white 1. Light falls unevenly, so the paper's brightness is estimated everywhere; what
    differs from it is ink, also where it fades along a stroke. Specks are left out, and a frame or a table around the
    digit. All zeros if nothing is left.
    """
    ink = _darker_or_lighter(_calmed(grey))
    if not ink.any() and max(grey.shape) >= 2 * _COARSE:  # at half the size there is half the noise
        half = at_most(grey.shape, max(grey.shape) // 2)
        ink = resized(_darker_or_lighter(resized(grey, half)), grey.shape)
    return ink


def _darker_or_lighter(grey: np.ndarray) -> np.ndarray:
    """The ink, as `find_ink`, from a picture that is not noisy."""
    coarse = resized(grey, at_most(grey.shape, _COARSE))
    middle = resized(_near(coarse, 0.5), grey.shape)
    inks, scores = [], []
    for is_dark in (True, False):
        ink, share = _to_the_edge(grey, coarse, is_dark)
        # The gaps inside a dark digit are light (and the other way round), yet only ink differs from what is near.
        difference = (middle - grey) * (1 if is_dark else -1)
        inks.append(ink)
        scores.append(float((ink * difference.clip(0.01) ** 3).sum()) * (1 - share) ** 4)
    return inks[int(np.argmax(scores))]


def _to_the_edge(grey: np.ndarray, coarse: np.ndarray, dark: bool) -> tuple[np.ndarray, float]:
    """As `_separated`; what touches the picture's edge is ink where it continues ink, and otherwise table or shadow."""
    inner, inner_share = _separated(grey, resized(_paper(coarse, dark, 0.5), grey.shape), dark)
    whole, share = _separated(grey, resized(_paper(coarse, dark, _OUTSIDE if dark else 1 - _OUTSIDE), grey.shape), dark)
    cut = touches_all_sides(whole > 0.5)
    if inner.any():
        cut |= thickness(whole > 0.5) <= 1 + 1.5 * thickness(inner > 0.5)
    else:
        cut &= _is_thin(whole > 0.5)
    return (whole, share) if cut else (inner, inner_share)


def _near(coarse: np.ndarray, share: float) -> np.ndarray:
    """The brightness of what is near every place of the coarse copy: so great a share of it is darker.

    Beyond the picture's edge it is mirrored.
    """
    size = odd(_NEAR * max(coarse.shape))
    mirrored = np.pad(coarse, size // 2, mode="symmetric")
    rank = round(share * (size * size - 1))
    windows = np.lib.stride_tricks.sliding_window_view(mirrored, (size, size))
    near = np.empty_like(coarse)
    for row, found in zip(windows, near, strict=True):  # sorting is quicker here than np.partition, by a factor of 7
        found[:] = np.sort(row.reshape(len(row), -1), axis=-1)[:, rank]
    return near


def _separated(grey: np.ndarray, paper: np.ndarray, dark: bool) -> tuple[np.ndarray, float]:
    """What is darker (or lighter) than the paper; nothing, all zeros, if it is too faint or too noisy.

    paper: (H, W), its brightness. With it the share of the picture's corners that this would be ink in.
    """
    contrast = (paper - grey) / np.maximum(paper, 0.1) if dark else grey - paper
    ink, usable, share = np.zeros_like(grey), np.ones(grey.shape, bool), 0.0
    for _ in range(_ROUNDS):
        levels = _levels(contrast[usable])
        if levels is None:
            break
        strong = usable & (contrast > levels.strong)
        kept = digit_parts(strong, usable & (contrast > levels.weak))
        shadow = levels.strong < _FAINT and not _is_drawn(contrast, kept & strong)
        if shadow or not (kept & strong).any() or (ink.any() and not can_be_digit(kept)):
            break
        share = share if ink.any() else in_corners(strong)
        ink = _inked(contrast, kept & usable, strong, levels)
        around = surroundings(strong) & usable
        if not around.any():
            break
        usable &= ~around  # its contrast says nothing about the digit's: begin again without it
    return ink, share


def _is_drawn(contrast: np.ndarray, ink: np.ndarray) -> bool:
    """Whether marks are thin and sharp as strokes are; a shadow is wide, and its contrast rises slowly."""
    if not _is_thin(ink):
        return False
    size = odd(_EDGE * max(contrast.shape))
    rise = widened(contrast, size) - widened(contrast, size, greatest=False)
    edge = ink & ~widened(ink, 3, greatest=False)
    return float(np.median(rise[edge])) > 0.6 * float(np.median(contrast[ink]))


def _is_thin(ink: np.ndarray) -> bool:
    """Whether no mark is wider than strokes are."""
    return thickness(ink) <= _THICK * min(PARTS, max(ink.shape)) / 2


def _levels(contrast: np.ndarray) -> _Levels | None:
    """What contrast makes a pixel ink; None if nothing stands out from the paper."""
    if contrast.size < 9:
        return None
    strong = _otsu(contrast)
    paper, ink = contrast[contrast <= strong], contrast[contrast > strong]
    if not len(ink) or not len(paper):
        return None
    middle = float(np.median(paper))
    noise = 1.4826 * float(np.median(np.abs(paper - middle)))
    uneven = 1.4826 * float(np.median(np.abs(paper)))  # noise, and what the estimate of the paper is wrong by
    if float(np.median(ink)) - middle < max(_WEAKEST, 6 * noise) or strong < 4 * uneven:
        return None
    weak = min(strong, max(_FADED * strong, middle + 3.5 * noise))
    return _Levels(strong, weak, min(strong / 2, 0.03 + 3 * noise))


def _inked(contrast: np.ndarray, kept: np.ndarray, strong: np.ndarray, levels: _Levels) -> np.ndarray:
    """How much ink is on each pixel, from its contrast; where a stroke fades its own contrast counts as full."""
    full = float(np.median(contrast[kept & strong]))
    reach = odd(0.05 * max(contrast.shape))
    peak = widened(contrast * kept, reach)
    local = resized(resized(peak, at_most(peak.shape, _COARSE // 2)), peak.shape)
    local = local.clip(max(levels.weak, 0.25 * full), full)
    empty = np.minimum(levels.empty, local / 4)
    return (((contrast - empty) / (local - empty)).clip(0, 1) * kept).astype(np.float32)


def _paper(coarse: np.ndarray, ink_is_dark: bool, outside: float) -> np.ndarray:
    """The paper's brightness on a coarse copy of the picture: everything narrower than `_WIDEST` is filled in.

    A morphological closing (an opening for light ink): Serra, "Image Analysis and Mathematical Morphology", 1982.
    outside: the share of what is near that is darker than the paper outside the picture.
    """
    size = odd(_WIDEST * max(coarse.shape))
    near = _near(resized(coarse, at_most(coarse.shape, _COARSE // 2)), outside)
    padded = np.pad(resized(near, coarse.shape), size, mode="edge")
    padded[size:-size, size:-size] = coarse
    filled = widened(widened(padded, size, ink_is_dark), size, not ink_is_dark)
    return filled[size:-size, size:-size]


def _calmed(grey: np.ndarray) -> np.ndarray:
    """`grey`, through a median of 3×3 pixels if it is noisy; thin strokes would not survive one that is not needed."""
    calm = filtered(grey, ImageFilter.MedianFilter(3))
    return calm if np.median(np.abs(grey - calm)) > 0.03 else grey


def _otsu(values: np.ndarray) -> float:
    """The threshold that parts `values` best in two: Otsu, IEEE Trans. Systems, Man, and Cybernetics 1979."""
    counts, edges = np.histogram(values.clip(0), bins=128, range=(0, max(float(values.max()), 1e-3)))
    middles = (edges[1:] + edges[:-1]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    mass = np.cumsum(counts * middles)
    gap = mass / np.maximum(below, 1) - (mass[-1] - mass) / np.maximum(above, 1)
    between = below * above * gap**2
    # Where no value lies between paper and ink, every threshold in the gap is equally good: take the middle of them.
    return float(edges[1:][between >= between.max() * (1 - 1e-9)].mean())
