"""Which marks in a picture are the digit: connected parts, without specks, without a frame or a table around them.

Works on marked pixels, bool (H, W); `ink_on_paper` marks them.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

PARTS = 160
"""The longer side, in pixels, of the copy on which connected parts are told apart."""

_SMALLEST = 4
"""The smallest part, in pixels of that copy, that can be a digit."""

_SHORTEST = 0.12
"""The least length of what can be a digit beside a frame or a table, as a share of the picture's longer side."""

_APART = 0.03
"""How far a table is from the digit, at least, as a share of the picture's longer side."""

_LINE = 0.07
"""The widest line of a frame, as a share of the frame's side."""

_TILTS = (0, -2, 2, -4, 4, -6, 6, -8, 8)
"""The angles, in degrees, at which a frame is looked for."""


def digit_parts(strong: np.ndarray, weak: np.ndarray) -> np.ndarray:
    """Where the digit is, bool (H, W): what is joined to ink and large enough, with a margin for its soft edge.

    strong: surely ink. weak: holds `strong`, and what is ink only where it is joined to it (hysteresis: Canny, "A
    Computational Approach to Edge Detection", 1986). Left out: parts smaller than a twentieth of the largest.
    """
    labels = connected(_small(strong) | _small(weak))
    sure = np.bincount(labels[_small(strong)], minlength=labels.max() + 1) > 0
    areas = np.bincount(labels.ravel()) * sure
    areas[0] = 0
    large = (areas > 0) & (areas >= max(areas.max() / 20, _SMALLEST))
    return resized(widened(large[labels], 3), strong.shape) > 0


def can_be_digit(kept: np.ndarray) -> bool:
    """Whether these marks are large enough for a digit beside something larger."""
    small = _small(kept)
    rows, columns = np.flatnonzero(small.any(axis=1)), np.flatnonzero(small.any(axis=0))
    if not len(rows):
        return False
    return small.sum() > small.size / 1000 and max(np.ptp(rows), np.ptp(columns)) >= _SHORTEST * max(small.shape)


def surroundings(marked: np.ndarray) -> np.ndarray:
    """What cannot belong to a digit, bool (H, W): a frame and all that is outside it, or the table around the paper.

    Nothing, all False, where there is neither. Whether a digit is left without it is for the caller to see.
    """
    small = _small(marked)
    found = _outside_frame(small)
    if not found.any():
        found = _table(small)
    return resized(widened(found, 3), marked.shape) > 0


def _table(small: np.ndarray) -> np.ndarray:
    """The parts that line the picture's edge, apart from others that do not."""
    labels = connected(small)
    areas = np.bincount(labels.ravel())
    areas[0] = 0
    outline, edge = _edge(small.shape, 1), _edge(small.shape, max(1, min(small.shape) // 8))
    at_edge = np.bincount(labels[edge], minlength=len(areas)) > 0.6 * areas
    at_edge |= np.bincount(labels[outline], minlength=len(areas)) > 0.2 * outline.sum()
    at_edge[0] = False
    others = (~at_edge & (areas > small.size / 1000))[labels]
    reach = widened(others, odd(2 * _APART * max(small.shape)))
    near = np.bincount(labels[reach], minlength=len(areas)) > 0
    return (at_edge & ~near)[labels] if others.any() else np.zeros_like(small)


def in_corners(marked: np.ndarray) -> float:
    """The share of the picture's corners that is marked, 0 to 1: paper reaches into them, a digit hardly does.

    Parts that line a whole side are left out: they are a table or a frame.
    """
    small = _small(marked)
    labels = connected(small)
    depth = 1 + max(small.shape) // 30  # a digit that touches a side is broader already that far in
    bands = small[:depth], small[-depth:], small[:, :depth], small[:, -depth:]
    lines = labels[0], labels[-1], labels[:, 0], labels[:, -1]
    whole = {int(np.bincount(line).argmax()) for line, band in zip(lines, bands, strict=True) if band.mean() > 0.97}
    free = small & ~np.isin(labels, list(whole - {0}))
    size = max(1, round(0.04 * min(small.shape)))
    ends = slice(None, size), slice(-size, None)
    return float(np.mean([free[rows, columns].mean() for rows in ends for columns in ends]))


def thickness(marked: np.ndarray) -> int:
    """How often the marks can be thinned by a pixel on each side, on the small copy, until none is left."""
    small, times = _small(marked), 0
    while small.any() and times < PARTS:
        small, times = widened(small, 3, greatest=False), times + 1
    return times


def touches_all_sides(marked: np.ndarray) -> bool:
    """Whether the marks are cut at their own box: they come within a hundredth of each side of the picture."""
    margin = 1 + max(marked.shape) // 100
    ends = marked[:margin], marked[-margin:], marked[:, :margin], marked[:, -margin:]
    return all(end.any() for end in ends)


def _outside_frame(small: np.ndarray) -> np.ndarray:
    """A rectangle of thin lines, closed or nearly, and all outside it."""
    rows, columns = np.nonzero(small)
    side = max(small.shape)
    best, outside = 0.0, np.zeros_like(small)
    for degrees in _TILTS if len(rows) > side else ():
        angle = np.deg2rad(degrees)
        across, down = columns * np.cos(angle) + rows * np.sin(angle), rows * np.cos(angle) - columns * np.sin(angle)
        box = _box(across, down, side)
        if box is None or box[0] <= best:
            continue
        best, (left, right, top, bottom) = box[0], box[1]
        y, x = np.mgrid[: small.shape[0], : small.shape[1]]
        u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
        outside = (u <= left) | (u >= right) | (v <= top) | (v >= bottom)
    return outside


def _box(across: np.ndarray, down: np.ndarray, side: int) -> tuple[float, tuple[float, float, float, float]] | None:
    """How much of a rectangle's outline is marked (0 to 4 sides), and its inside: left, right, top, bottom."""
    columns, rows = _lines(across, down, side), _lines(down, across, side)
    if columns is None or rows is None:
        return None
    (left, right), (top, bottom) = columns, rows
    width, height = right[1] - left[0], bottom[1] - top[0]
    if min(width, height) < 0.25 * side or min(width, height) < 0.4 * max(width, height):
        return None
    sides = (
        (across, down, left, (top[0], bottom[1])), (across, down, right, (top[0], bottom[1])),
        (down, across, top, (left[0], right[1])), (down, across, bottom, (left[0], right[1])),
    )  # fmt: skip
    shares = [_covered(*one) for one in sides]
    if min(shares) < 0.5 or sum(shares) < 3.4:
        return None
    return sum(shares), (left[1] + 1, right[0] - 1, top[1] + 1, bottom[0] - 1)


def _covered(places: np.ndarray, along: np.ndarray, line: tuple[float, float], span: tuple[float, float]) -> float:
    """The share of a line, from `span[0]` to `span[1]`, that is marked."""
    on = (places >= line[0] - 0.5) & (places <= line[1] + 0.5) & (along >= span[0]) & (along <= span[1])
    return min(1.0, len(np.unique(np.round(along[on]))) / max(1.0, span[1] - span[0]))


def _lines(places: np.ndarray, along: np.ndarray, side: int) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The first and the last straight line across the marks, each as its two edges; None without two thin ones.

    places: where each mark lies across the line; along: where along it.
    """
    low = places.min()
    at = np.round(places - low).astype(int)
    counts = np.bincount(at)
    smeared = np.convolve(counts, np.ones(3), "same")  # a line that is not quite upright falls into two or three
    full = np.flatnonzero(smeared >= max(0.45 * np.ptp(along), 0.15 * side))
    if len(full) < 2:
        return None
    runs = np.split(full, np.flatnonzero(np.diff(full) > 1) + 1)
    first, last = runs[0], runs[-1]
    widest = max(5, _LINE * (last[-1] - first[0]) + 2)
    if len(runs) < 2 or max(len(first), len(last)) > widest:
        return None
    return (first[0] + low, first[-1] + low), (last[0] + low, last[-1] + low)


def _edge(shape: tuple[int, ...], width: int) -> np.ndarray:
    """The outermost pixels of a picture, bool (H, W), `width` of them on each side."""
    edge = np.ones(shape, bool)
    edge[width:-width, width:-width] = False
    return edge


def _small(marked: np.ndarray) -> np.ndarray:
    """The marks on the copy on which parts are told apart."""
    return resized(marked.astype(np.float32), at_most(marked.shape, PARTS)) > 0.25


def connected(marked: np.ndarray) -> np.ndarray:
    """A number for each connected part (neighbours by side or corner), int (H, W); 0 if nothing is marked.

    Neighbours hook the larger of their parts' numbers to the smaller, and pointers are followed to their end, over and
    over: few rounds even for long strokes (Shiloach & Vishkin, "An O(log n) Parallel Connectivity Algorithm", 1982).
    """
    numbers = np.arange(1, marked.size + 1).reshape(marked.shape)
    ahead = slice(1, None), slice(None, -1), slice(None)
    steps = [(ahead[2], ahead[0], ahead[2], ahead[1]), (ahead[0], ahead[2], ahead[1], ahead[2])]
    steps += [(ahead[0], ahead[0], ahead[1], ahead[1]), (ahead[0], ahead[1], ahead[1], ahead[0])]
    pairs = []
    for rows, columns, other_rows, other_columns in steps:
        both = marked[rows, columns] & marked[other_rows, other_columns]
        pairs.append([numbers[rows, columns][both], numbers[other_rows, other_columns][both]])
    first, second = np.concatenate(pairs, axis=1)
    root = np.arange(marked.size + 1)
    while len(first):
        first, second = root[first], root[second]
        apart = first != second
        first, second = first[apart], second[apart]
        np.minimum.at(root, np.maximum(first, second), np.minimum(first, second))
        while (root[root] != root).any():
            root = root[root]
    return root[numbers] * marked


def at_most(shape: tuple[int, ...], longest: int) -> tuple[int, int]:
    """`shape` scaled down so that its longer side is at most `longest`."""
    factor = min(1.0, longest / max(shape))
    return max(1, round(shape[0] * factor)), max(1, round(shape[1] * factor))


def resized(values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """`values`, float (H, W), at another size: averaged where it shrinks, interpolated where it grows."""
    picture = Image.fromarray(np.ascontiguousarray(values, dtype=np.float32))
    return np.asarray(picture.resize((shape[1], shape[0]), Image.Resampling.BILINEAR), np.float32)


def widened(values: np.ndarray, size: int, greatest: bool = True) -> np.ndarray:
    """The greatest (or the least) of the `size`×`size` values around every place, of the same type.

    One direction after the other, in steps that double: Pillow's filters take size² of them.
    """
    reached = np.pad(values, size // 2, mode="edge")
    extreme = np.maximum if greatest else np.minimum
    for axis in (0, 1):
        reached, done = np.moveaxis(reached, axis, 0), 1
        while done < size:
            step = min(done, size - done)
            reached, done = extreme(reached[:-step], reached[step:]), done + step
        reached = np.moveaxis(reached, 0, axis)
    return reached


def filtered(values: np.ndarray, kind: ImageFilter.Filter) -> np.ndarray:
    """`values`, float (H, W), through one of Pillow's filters."""
    return np.asarray(Image.fromarray(np.ascontiguousarray(values, dtype=np.float32)).filter(kind), np.float32)


def odd(size: float) -> int:
    """The nearest odd number to `size`, at least 3."""
    return max(3, 2 * round((size - 1) / 2) + 1)
