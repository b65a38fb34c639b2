"""Drawings that are no digits, and children's digits, to measure the distance on: scribbles, letters, small pictures,
pairs of digits and noise, each as it would be drawn on the board and prepared for the network.

Used by `cnn.offline.digit_distance` only; nothing of it ships.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch

from cnn.digits.handwriting import Letterform, generate_strokes, letterforms
from cnn.digits.letterforms import SKELETONS, skeleton_strokes, smooth
from cnn.digits.prepare import prepare_digit
from cnn.digits.render import render
from cnn.digits.vary import StrokeBatch, Variation, batch_of, draw_varied

SIDE = 140
"""Pixels of the board on which these are drawn: what a browser looks at."""

CHILD = Variation(degrees=18, aspect=0.5, shear=0.3, tremble=0.09, brush=(0.05, 0.14))
"""A young child's digit: large, so the line is thin beside it, crooked, out of proportion, by a shaky hand. `tremble`
is 2.6 times that of the generated digits for training."""

# fmt: off
LETTERS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "A": (((0, 1), (0.5, 0), (1, 1)), ((0.2, 0.62), (0.8, 0.62))),
    "E": (((0.8, 0), (0.1, 0), (0.1, 1), (0.8, 1)), ((0.1, 0.5), (0.7, 0.5))),
    "F": (((0.8, 0), (0.1, 0), (0.1, 1)), ((0.1, 0.45), (0.7, 0.45))),
    "H": (((0.1, 0), (0.1, 1)), ((0.8, 0), (0.8, 1)), ((0.1, 0.5), (0.8, 0.5))),
    "K": (((0.1, 0), (0.1, 1)), ((0.8, 0), (0.1, 0.55), (0.8, 1))),
    "M": (((0, 1), (0.1, 0), (0.5, 0.7), (0.9, 0), (1, 1)),),
    "N": (((0.1, 1), (0.1, 0), (0.8, 1), (0.8, 0)),),
    "P": (((0.1, 1), (0.1, 0), (0.6, 0.02), (0.75, 0.25), (0.6, 0.48), (0.1, 0.5)),),
    "R": (((0.1, 1), (0.1, 0), (0.6, 0.02), (0.75, 0.25), (0.6, 0.48), (0.1, 0.5), (0.8, 1)),),
    "T": (((0, 0), (1, 0)), ((0.5, 0), (0.5, 1))),
    "V": (((0, 0), (0.45, 1), (0.9, 0)),),
    "W": (((0, 0), (0.25, 1), (0.5, 0.3), (0.75, 1), (1, 0)),),
    "X": (((0, 0), (0.8, 1)), ((0.8, 0), (0, 1))),
    "a": (((0.7, 0.4), (0.4, 0.3), (0.1, 0.6), (0.3, 1), (0.7, 0.8), (0.7, 0.35), (0.72, 0.9), (0.9, 1)),),
    "e": (((0.1, 0.55), (0.8, 0.5), (0.65, 0.1), (0.3, 0.1), (0.1, 0.5), (0.3, 0.95), (0.8, 0.85)),),
    "k": (((0.1, 0), (0.1, 1)), ((0.6, 0.35), (0.1, 0.7), (0.65, 1))),
    "m": (((0.05, 0.4), (0.08, 1), (0.1, 0.55), (0.3, 0.4), (0.45, 0.6), (0.47, 1), (0.5, 0.55), (0.7, 0.4),
           (0.88, 0.6), (0.9, 1)),),
    "n": (((0.1, 0.35), (0.12, 1), (0.15, 0.55), (0.45, 0.35), (0.7, 0.55), (0.72, 1)),),
    "r": (((0.2, 0.2), (0.22, 1), (0.25, 0.5), (0.5, 0.22), (0.75, 0.3)),),
    "t": (((0.4, 0), (0.4, 0.85), (0.55, 1), (0.75, 0.9)), ((0.1, 0.3), (0.7, 0.3))),
    "w": (((0, 0.3), (0.2, 1), (0.45, 0.5), (0.7, 1), (0.95, 0.3)),),
    "h": (((0.1, 0), (0.12, 1), (0.15, 0.65), (0.45, 0.45), (0.7, 0.62), (0.72, 1)),),
}
"""Letters that nobody would read as a digit."""

LIKE_DIGITS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "O": (((0.5, 0), (0.1, 0.3), (0.1, 0.7), (0.5, 1), (0.9, 0.7), (0.9, 0.3), (0.5, 0)),),
    "D": (((0.1, 0), (0.1, 1), (0.6, 0.92), (0.8, 0.5), (0.6, 0.08), (0.1, 0)),),
    "B": (((0.1, 0), (0.1, 1), (0.65, 0.95), (0.75, 0.72), (0.1, 0.48), (0.65, 0.28), (0.55, 0.05), (0.1, 0)),),
    "l": (((0.5, 0), (0.5, 1)),),
    "I": (((0.5, 0), (0.5, 1)), ((0.25, 0), (0.75, 0)), ((0.25, 1), (0.75, 1))),
    "S": (((0.8, 0.12), (0.5, 0), (0.2, 0.15), (0.3, 0.42), (0.7, 0.6), (0.8, 0.85), (0.5, 1), (0.15, 0.88)),),
    "Z": (((0.1, 0), (0.85, 0), (0.1, 1), (0.9, 1)),),
    "b": (((0.15, 0), (0.15, 1), (0.5, 1), (0.75, 0.8), (0.5, 0.55), (0.15, 0.7)),),
    "g": (((0.7, 0.15), (0.4, 0.02), (0.15, 0.25), (0.4, 0.48), (0.7, 0.2), (0.7, 0.85), (0.4, 1), (0.12, 0.88)),),
    "q": (((0.7, 0.15), (0.4, 0.02), (0.15, 0.25), (0.4, 0.48), (0.7, 0.2), (0.7, 1)),),
    "G": (((0.8, 0.15), (0.5, 0), (0.15, 0.35), (0.2, 0.8), (0.55, 1), (0.82, 0.8), (0.8, 0.55), (0.5, 0.55)),),
    "Y": (((0.1, 0), (0.45, 0.5)), ((0.85, 0), (0.45, 0.5), (0.4, 1))),
}
"""Letters that can be read as a digit: saying nothing of these is no fault."""

PICTURES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "cat": (
        ((0.2, 0.35), (0.22, 0), (0.4, 0.22), (0.6, 0.22), (0.78, 0), (0.8, 0.35), (0.85, 0.65), (0.5, 1), (0.15, 0.65),
         (0.2, 0.35)),
        ((0.36, 0.5), (0.37, 0.52)), ((0.63, 0.5), (0.64, 0.52)), ((0.5, 0.68), (0.5, 0.75)),
        ((0, 0.65), (0.35, 0.7)), ((0.65, 0.7), (1, 0.65)),
    ),
    "house": (
        ((0.1, 1), (0.1, 0.45), (0.9, 0.45), (0.9, 1), (0.1, 1)), ((0, 0.5), (0.5, 0), (1, 0.5)),
        ((0.4, 1), (0.4, 0.7), (0.6, 0.7), (0.6, 1)),
    ),
    "face": (
        ((0.5, 0), (0.1, 0.25), (0.1, 0.75), (0.5, 1), (0.9, 0.75), (0.9, 0.25), (0.5, 0)),
        ((0.35, 0.35), (0.36, 0.37)), ((0.64, 0.35), (0.65, 0.37)), ((0.28, 0.62), (0.5, 0.8), (0.72, 0.62)),
    ),
    "star": (((0.2, 1), (0.5, 0), (0.8, 1), (0.02, 0.38), (0.98, 0.38), (0.2, 1)),),
    "heart": (((0.5, 0.25), (0.25, 0), (0, 0.3), (0.5, 1), (1, 0.3), (0.75, 0), (0.5, 0.25)),),
    "tree": (((0.45, 1), (0.45, 0.6), (0.1, 0.6), (0.5, 0), (0.9, 0.6), (0.55, 0.6), (0.55, 1)),),
    "fish": (((1, 0.1), (0.6, 0.6), (0.3, 0.75), (0, 0.45), (0.3, 0.15), (0.6, 0.3), (1, 0.8), (1, 0.1)),
             ((0.2, 0.4), (0.21, 0.42))),
    "square": (((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)),),
    "cross": (((0.5, 0), (0.5, 1)), ((0, 0.5), (1, 0.5))),
    "flower": (((0.5, 1), (0.5, 0.45)), ((0.5, 0.45), (0.2, 0.4), (0.3, 0.1), (0.5, 0.25), (0.7, 0.1), (0.8, 0.4),
               (0.5, 0.45)), ((0.5, 0.8), (0.75, 0.65))),
}
"""What people draw to see what the network says."""
# fmt: on

_ROUND = frozenset({*"ODSBbgqGaemnhr", "face", "heart", "fish"})

Drawings = np.ndarray
"""uint8 (N, 28, 28), as the network sees them."""


def _prepared(canvases: Sequence[np.ndarray]) -> Drawings:
    return (np.stack([prepare_digit(one) for one in canvases]) * 255).round().astype(np.uint8)


def _line(name: str, points: tuple[tuple[float, float], ...]) -> np.ndarray:
    """A stroke through these points, smooth where the shape is round."""
    line = np.array(points, np.float32)
    return smooth(line, 4) if name in _ROUND else line


def _by_hand(shapes: dict[str, tuple[tuple[tuple[float, float], ...], ...]], count: int, seed: int) -> Drawings:
    """`count` drawings of these shapes in turn, varied as hands do."""
    generator = torch.Generator().manual_seed(seed)
    how = Variation(degrees=8, aspect=0.25, shear=0.15, tremble=0.03, brush=(0.05, 0.18))
    each = [batch_of([[_line(name, stroke) for stroke in strokes]]) for name, strokes in shapes.items()]
    points = torch.cat([one.points for one in each])
    down = torch.cat([one.down for one in each])
    chosen = torch.arange(count) % len(each)
    return draw_varied(StrokeBatch(points[chosen], down[chosen]), generator, how).numpy()


def letters(count: int, seed: int) -> Drawings:
    """Letters that are not like digits."""
    return _by_hand(LETTERS, count, seed)


def letters_like_digits(count: int, seed: int) -> Drawings:
    """O, l, S, Z and others."""
    return _by_hand(LIKE_DIGITS, count, seed)


def pictures(count: int, seed: int) -> Drawings:
    """Cats, houses, faces, stars, …"""
    return _by_hand(PICTURES, count, seed)


def scribble_strokes(rng: np.random.Generator) -> list[np.ndarray]:
    """One to three smooth lines at random, or a zigzag, in unit coordinates of the board."""
    if rng.random() < 0.25:
        across = np.linspace(0.1, 0.9, rng.integers(8, 16))
        down = np.where(np.arange(len(across)) % 2, 0.15, 0.85) + rng.normal(0, 0.08, len(across))
        return [np.stack([across, down], axis=1).clip(0.06, 0.94).astype(np.float32)]
    strokes = []
    for _ in range(rng.integers(1, 4)):
        turns = np.cumsum(rng.normal(0, 0.9, 30)) + rng.uniform(0, 2 * np.pi)
        steps = np.stack([np.cos(turns), np.sin(turns)], axis=1) * rng.uniform(0.06, 0.12)
        points = np.cumsum(steps, axis=0) + rng.uniform(0.3, 0.7, 2)
        strokes.append(smooth(points.clip(0.06, 0.94).astype(np.float32)))
    return strokes


def scribbles(count: int, seed: int) -> Drawings:
    """Random lines."""
    rng = np.random.default_rng(seed)
    return _prepared([render(scribble_strokes(rng), SIDE, 10) for _ in range(count)])


def pair_canvas(rng: np.random.Generator, gap: float) -> np.ndarray:
    """Two digits side by side on the board, uint8 (140, 140). gap: between them, as a share of the board; below zero
    they run into each other."""
    sides = []
    for digit in rng.integers(0, 10, 2):
        strokes = generate_strokes(int(digit), rng)
        points = np.concatenate(strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        scale = min(0.55 / (high[1] - low[1]), 0.42 / max(high[0] - low[0], 0.05))
        sides.append([(stroke - low) * scale for stroke in strokes])
    first = max(float(stroke[:, 0].max()) for stroke in sides[0])
    moved = [sides[0], [stroke + np.array([first + 0.08 + gap, rng.uniform(-0.04, 0.04)]) for stroke in sides[1]]]
    points = np.concatenate([stroke for side in moved for stroke in side])
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    return render([(stroke - middle + 0.5).astype(np.float32) for side in moved for stroke in side], SIDE, 10)


def pair_canvases(count: int, seed: int, touching: bool) -> list[np.ndarray]:
    """Boards with two random digits: apart, or so close that their ink touches or overlaps."""
    rng = np.random.default_rng(seed)
    return [pair_canvas(rng, rng.uniform(-0.14, -0.05) if touching else rng.uniform(0.02, 0.12)) for _ in range(count)]


def pairs(count: int, seed: int) -> Drawings:
    """Two digits apart."""
    return _prepared(pair_canvases(count, seed, touching=False))


def touching_pairs(count: int, seed: int) -> Drawings:
    """Two digits that run into each other."""
    return _prepared(pair_canvases(count, seed, touching=True))


def noise(count: int, seed: int) -> Drawings:
    """Half: every pixel of the 28×28 at random; half: specks all over the board, prepared."""
    rng = np.random.default_rng(seed)
    every = rng.integers(0, 256, (count // 2, 28, 28)).astype(np.uint8)
    specks = []
    for _ in range(count - count // 2):
        small = (rng.random((35, 35)) < rng.uniform(0.05, 0.4)).astype(np.uint8) * 255
        specks.append(np.kron(small, np.ones((4, 4), np.uint8)))
    return np.concatenate([every, _prepared(specks)])


NOT_DIGITS: dict[str, Callable[[int, int], Drawings]] = {
    "scribbles": scribbles,
    "letters": letters,
    "letters that look like digits": letters_like_digits,
    "small pictures: a cat, a house, …": pictures,
    "two digits, apart": pairs,
    "two digits that touch": touching_pairs,
    "noise": noise,
}


def children(count: int, seed: int) -> tuple[Drawings, np.ndarray]:
    """Large shaky digits as young children write them, and their labels: see `CHILD`.

    They are generated, not collected: fitted forms with more spread than usual, and forms drawn by rule, half each.
    """
    rng, generator = np.random.default_rng(seed), torch.Generator().manual_seed(seed)
    images, labels = [], []
    forms = letterforms()
    names = list(SKELETONS)
    for number in range(count):
        if number % 2:
            name = names[rng.integers(len(names))]
            label, batch = SKELETONS[name][0], batch_of([skeleton_strokes(name)])
        else:
            form: Letterform = forms[rng.integers(len(forms))]
            label, batch = form.label, batch_of([list(form.sample(rng, 1, 1.2)[0])])
        images.append(draw_varied(batch, generator, CHILD).numpy())
        labels.append(label)
    return np.concatenate(images), np.array(labels)
