"""Generated handwriting: pen strokes of all ten digits, drawn as on the canvas; needs no data set.

Most letterforms are read from `assets/handwriting.npz`, which `cnn.offline.letterforms_fit` makes; the others are those
that `cnn.digits.letterforms` draws by rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from cnn.digits.letterforms import SKELETONS, skeleton_strokes, smooth
from cnn.digits.render import draw_prepared, render
from cnn.digits.vary import StrokeBatch, Variation, batch_of, varied_strokes
from cnn.network.spec import CLASSES, INPUT_SIZE
from cnn.paths import ASSETS
from cnn.shipped import ShippedFileError, reading

__all__ = ["example_drawing", "example_strokes", "generate_digits", "generate_strokes", "render"]

ASSET = ASSETS / "handwriting.npz"

SKELETON_SHARE = 0.2
"""Share of generated digits whose form is drawn by rule; the others have a fitted form."""

DIGIT_SIZE = 0.72
"""Longer side of a generated digit, as a share of the canvas."""

_LIMIT = 2.0
"""The most standard deviations that a fitted form varies along each component: further out it may be no digit."""

GENERATED = Variation(degrees=12, aspect=0.35, shear=0.35, tremble=0.035, brush=(0.05, 0.24))
"""Generated digits are turned, slanted and stretched more than those of the pen writers, who are few."""


@dataclass(frozen=True)
class Letterform:
    """One way of writing a digit: a mean and the directions in which hands differ from it.

    strokes: how many; every one has the same number of points. mean: (points, 2), centred, its longer side about 1.
    components: (K, points, 2), each one standard deviation long. weight: share of its digit's writings.
    """

    label: int
    strokes: int
    weight: float
    mean: np.ndarray
    components: np.ndarray

    def sample(self, rng: np.random.Generator, count: int, spread: float = 1.0) -> np.ndarray:
        """`count` writings, float32 (count, strokes, n, 2), smooth; spread 0 gives the mean."""
        steps = np.clip(rng.standard_normal((count, len(self.components))), -_LIMIT, _LIMIT) * spread
        points = self.mean + np.tensordot(steps.astype(np.float32), self.components, axes=1)
        return smooth(points.reshape(count, self.strokes, -1, 2))


def letterforms() -> tuple[Letterform, ...]:
    """All fitted forms, by digit; none where their file cannot be read (`problem`): those drawn by rule go on."""
    return _fitted_forms()[0]


def problem() -> str:
    """The sentence about the file of fitted forms, or "" if it could be read."""
    return _fitted_forms()[1]


@lru_cache(maxsize=1)
def _fitted_forms() -> tuple[tuple[Letterform, ...], str]:
    forms = []
    try:
        with reading(ASSET), np.load(ASSET, allow_pickle=False) as asset:
            for i, (label, strokes) in enumerate(zip(asset["labels"], asset["strokes"], strict=True)):
                mean, components = (asset[f"{part}{i}"].astype(np.float32) for part in ("mean", "components"))
                forms.append(Letterform(int(label), int(strokes), float(asset["weights"][i]), mean, components))
    except ShippedFileError as error:
        return (), f"{error} Until then examples and generated digits have fewer forms."
    return tuple(forms), ""


def generate_strokes(digit: int, rng: np.random.Generator) -> list[np.ndarray]:
    """One writing of `digit`: float32 (n, 2) strokes in unit coordinates of the canvas, y downward."""
    forms = [form for form in letterforms() if form.label == digit]
    if not forms:
        return _by_rule(digit)
    weights = np.array([form.weight for form in forms])
    form = forms[rng.choice(len(forms), p=weights / weights.sum())]
    return _on_canvas(list(form.sample(rng, 1)[0]))


def _by_rule(digit: int) -> list[np.ndarray]:
    """The first form of `digit` that is drawn by rule."""
    return _on_canvas(skeleton_strokes(next(name for name, (label, _) in SKELETONS.items() if label == digit)))


def _on_canvas(strokes: list[np.ndarray]) -> list[np.ndarray]:
    """The strokes in the middle of the canvas, as large as people draw them."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = DIGIT_SIZE / (high - low).max()
    return [(smooth(stroke - (low + high) / 2) * scale + 0.5).astype(np.float32) for stroke in strokes]


def generate_digits(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """`count` digits as the network sees them: uint8 (count, 28, 28), labels int64 (count,); the same for a seed."""
    images = np.empty((count, INPUT_SIZE, INPUT_SIZE), np.uint8)
    parts, labels = written_digits(count, seed)
    for part in parts:
        images[part.where] = draw_prepared(part.points, part.down, part.radius).numpy()
    return images, labels


@dataclass(frozen=True, eq=False)
class WrittenDigits:
    """Generated digits of one form, before they are drawn. where: which of all digits they are, (N,). points: (N, C, 2)
    centred on zero, of size about 1; down: (N, C - 1); radius: (N,), half the width of the line in the same unit."""

    where: np.ndarray
    points: Tensor
    down: Tensor
    radius: Tensor


def written_digits(count: int, seed: int) -> tuple[list[WrittenDigits], np.ndarray]:
    """The strokes of the digits of `generate_digits`, form by form, and the labels of all, int64 (count,)."""
    rng = np.random.default_rng(seed)
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    forms, chances = _mixture()
    chosen = rng.choice(len(forms), size=count, p=chances)
    parts = []
    labels = np.array([label for label, _ in forms], np.int64)[chosen]
    for i in np.unique(chosen):
        where = np.flatnonzero(chosen == i)
        form = forms[i][1]
        batch = _written(form.sample(rng, len(where))) if isinstance(form, Letterform) else _repeated(form, len(where))
        points, radius = varied_strokes(batch, generator, GENERATED)
        parts.append(WrittenDigits(where, points, batch.down, radius))
    return parts, labels


@lru_cache(maxsize=1)
def _mixture() -> tuple[list[tuple[int, Letterform | StrokeBatch]], np.ndarray]:
    """Every form with its digit, and its chance; all digits are equally likely."""
    forms: list[tuple[int, Letterform | StrokeBatch]] = []
    chances = []
    for fitted in letterforms():
        forms.append((fitted.label, fitted))
        chances.append((1 - SKELETON_SHARE) * fitted.weight)
    by_digit = np.bincount([label for label, _ in SKELETONS.values()], minlength=CLASSES)
    for name, (label, _) in SKELETONS.items():
        forms.append((label, batch_of([skeleton_strokes(name)])))
        chances.append(SKELETON_SHARE / by_digit[label])
    return forms, np.array(chances) / np.sum(chances)


def _written(strokes: np.ndarray) -> StrokeBatch:
    """(N, strokes, n, 2) as a batch."""
    count, strokes_each, length, _ = strokes.shape
    down = np.ones(strokes_each * length - 1, bool)
    down[length - 1 :: length] = False
    points = torch.from_numpy(strokes.reshape(count, -1, 2).astype(np.float32))
    return StrokeBatch(points, torch.from_numpy(down).expand(count, -1))


def _repeated(form: StrokeBatch, count: int) -> StrokeBatch:
    return StrokeBatch(form.points.expand(count, -1, -1), form.down.expand(count, -1))


def example_strokes(digit: int) -> list[np.ndarray]:
    """A typical, handsome writing of `digit`: strokes in unit coordinates of the canvas, always the same."""
    if problem():
        return _by_rule(digit)
    number, seed = _EXAMPLES[digit]
    form = [form for form in letterforms() if form.label == digit][number]
    return _on_canvas(list(form.sample(np.random.default_rng(seed), 1, _EXAMPLE_SPREAD)[0]))


def example_drawing(digit: int) -> np.ndarray:
    """`example_strokes` as the canvas draws them: uint8 (280, 280), white on black."""
    return render(example_strokes(digit))


_EXAMPLES = ((0, 0), (0, 1), (0, 2), (1, 1), (4, 4), (3, 5), (0, 6), (0, 7), (1, 8), (4, 1))
"""For each digit which of its letterforms, and the seed of the hand: chosen by eye."""

_EXAMPLE_SPREAD = 0.25
"""Close to the mean of the form, but not as smooth."""
