"""Whether a drawing is one digit: very little ink, or ink that falls into groups that could each be a digit.

Looks at where the ink is and at nothing else: no network. Ink that touches is one group, so digits that run into each
other are not told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnn.digits.ink_parts import at_most, connected, resized
from cnn.digits.prepare import ink_box

Finding = Literal["one", "little", "several"]

_SIDE = 72
"""The longer side, in pixels, of the copy on which groups are told apart."""

_MARKED = 0.2
"""Ink on that copy above which a pixel belongs to a part."""

_SPECK = 0.03
"""Share of all ink below which a part counts as a speck."""

_OVERLAP = 0.25
"""Parts that stand in the same columns by more than this share of the narrower one belong to one digit."""

_LEAST_INK, _LEAST_HEIGHT, _MOST_WIDTH = 0.15, 0.5, 1.6
"""What could be a digit has so great a share of all ink and of the tallest one's height, and is at most so many times
as wide as it is high. A loose bar of a 5 is lower."""

_BAR, _BESIDE_A_BAR = 0.3, 0.72
"""A group so narrow for its height may be a 1, or the upright of a 4 whose strokes do not touch: only beside a group
that shares so much of its height it is a digit of its own."""

_STACKED_HEIGHT, _STACKED_WIDTH = 0.6, 0.9
"""One above the other: digits are higher than wide, the two circles of an 8 are not."""

_DOT_SIDE, _DOT_FILLED, _DOT_ASPECT = 0.12, 0.72, 1.6
"""A dot: so small a share of the drawing's side, or filled to so great a share and about as wide as high."""


@dataclass(frozen=True)
class _Group:
    left: int
    top: int
    right: int
    bottom: int
    ink: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    def joined(self, other: _Group) -> _Group:
        """The smallest group that holds both."""
        return _Group(
            min(self.left, other.left), min(self.top, other.top), max(self.right, other.right),
            max(self.bottom, other.bottom), self.ink + other.ink,
        )  # fmt: skip


def judge_ink(ink: np.ndarray) -> Finding:
    """What the ink looks like: "one" digit (or none at all), very "little" ink, or "several" digits.

    ink: float32 (H, W) in [0, 1], ink 1.
    """
    top, left, bottom, right = ink_box(ink)
    if bottom == top:
        return "one"
    if _is_dot(ink[top:bottom, left:right], max(ink.shape)):
        return "little"
    parts = _parts(ink[top:bottom, left:right])
    return "several" if _beside(parts) or _stacked(parts) else "one"


def _is_dot(ink: np.ndarray, side: int) -> bool:
    height, width = ink.shape
    if max(height, width) < _DOT_SIDE * side:
        return True
    return max(height, width) < _DOT_ASPECT * min(height, width) and float((ink > 0.3).mean()) > _DOT_FILLED


def _parts(ink: np.ndarray) -> list[_Group]:
    """The connected parts of the ink, without specks."""
    marked = np.pad(resized(ink, at_most(ink.shape, _SIDE)) > _MARKED, 1)
    labels = connected(marked)
    numbers, counts = np.unique(labels[labels > 0], return_counts=True)
    if len(numbers) < 2:
        return []
    return [_group(labels == number, int(count)) for number, count in zip(numbers, counts, strict=True)
            if count >= _SPECK * counts.sum()]  # fmt: skip


def _group(marked: np.ndarray, count: int) -> _Group:
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    return _Group(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1, count)


def _beside(parts: Sequence[_Group]) -> bool:
    """Whether at least two groups stand side by side that could each be a digit."""
    groups = _joined(parts, lambda group: (group.left, group.right))
    tallest = max((group.height for group in groups), default=0)
    return sum(_can_be_digit(group, groups, tallest) for group in groups) >= 2


def _can_be_digit(group: _Group, groups: Sequence[_Group], tallest: int) -> bool:
    if group.ink < _LEAST_INK * sum(one.ink for one in groups) or group.width > _MOST_WIDTH * group.height:
        return False
    others = [one for one in groups if one is not group]
    if not any(one.width <= _BAR * one.height for one in others):
        return group.height >= _LEAST_HEIGHT * tallest
    shared = max(min(one.bottom, group.bottom) - max(one.top, group.top) for one in others)
    return shared >= _BESIDE_A_BAR * tallest


def _stacked(parts: Sequence[_Group]) -> bool:
    """Whether at least two groups stand one above the other that could each be a digit."""
    groups = _joined(parts, lambda group: (group.top, group.bottom))
    tallest, ink = max((group.height for group in groups), default=0), sum(group.ink for group in groups)
    return (
        sum(
            group.height >= _STACKED_HEIGHT * tallest
            and group.width <= _STACKED_WIDTH * group.height
            and group.ink >= _LEAST_INK * ink
            for group in groups
        )
        >= 2
    )


def _joined(parts: Sequence[_Group], span: Callable[[_Group], tuple[int, int]]) -> list[_Group]:
    """The parts, those joined whose spans overlap. span: first and last place of a group on one axis."""
    groups: list[_Group] = []
    for part in sorted(parts, key=span):
        group = part
        while hit := next((one for one in groups if _overlap(span(one), span(group)) > _OVERLAP), None):
            groups.remove(hit)
            group = group.joined(hit)
        groups.append(group)
    return groups


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """The places that two spans share, as a share of the shorter one; negative if there is a gap."""
    shorter = min(one[1] - one[0], other[1] - other[0])
    return (min(one[1], other[1]) - max(one[0], other[0])) / shorter
