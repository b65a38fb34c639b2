"""Fits the letterforms of `handwriting` to real pen strokes: clusters of similar writings, and a PCA in each.

`python -m cnn.offline.letterforms_fit` writes them to `assets/`. Only statistics over many writings are stored,
nobody's own strokes.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np

from cnn.digits.handwriting import ASSET
from cnn.digits.pendigits import PenDigit, read_pendigits, split_writers
from cnn.digits.render import resample, stroke_length
from cnn.network.spec import CLASSES

COMPONENTS = 7
"""Principal components of each form."""

POINTS_PER_STROKE = {1: 20, 2: 14}
"""Points of each stroke, by the number of strokes."""

MEMBERS = 100
"""About how many writings one form should represent."""

MOST_FORMS = 6
FEWEST_MEMBERS = 12


def fit(path: Path) -> None:
    """Fit the forms to all writers but the test writers, and write them to `path` (npz)."""
    known, _ = split_writers(read_pendigits())
    totals = np.bincount([digit.label for digit in known], minlength=CLASSES)
    arrays: dict[str, np.ndarray] = {}
    heads: list[tuple[int, int, float]] = []
    for (label, strokes), writings in sorted(_groups(known).items()):
        for members in _clusters(np.stack(writings)):
            mean, components = _principal(members)
            arrays[f"mean{len(heads)}"] = mean.astype(np.float16)
            arrays[f"components{len(heads)}"] = components.astype(np.float16)
            heads.append((label, strokes, len(members) / totals[label]))
    labels, strokes_each, weights = zip(*heads, strict=True)
    arrays["labels"], arrays["strokes"] = np.array(labels, np.uint8), np.array(strokes_each, np.uint8)
    arrays["weights"] = np.array(weights, np.float32)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
    numbers = sum(array.size for array in arrays.values())
    print(f"{len(heads)} letterforms of {len(known)} writings, {numbers} numbers -> {path.name}")


def _groups(digits: list[PenDigit]) -> dict[tuple[int, int], list[np.ndarray]]:
    """Writings by (label, strokes), each (points, 2), centred, its longer side 1; small groups are left out."""
    groups: dict[tuple[int, int], list[np.ndarray]] = defaultdict(list)
    for digit in digits:
        points = np.concatenate(digit.strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        size = (high - low).max()
        strokes = [stroke for stroke in digit.strokes if len(stroke) > 1 and stroke_length(stroke) > size / 10]
        if len(strokes) in POINTS_PER_STROKE:
            count = POINTS_PER_STROKE[len(strokes)]
            sampled = np.concatenate([resample(stroke, count) for stroke in strokes])
            groups[digit.label, len(strokes)].append((sampled - (low + high) / 2) / size)
    return {key: writings for key, writings in groups.items() if len(writings) >= FEWEST_MEMBERS}


def _clusters(writings: np.ndarray, rounds: int = 30) -> list[np.ndarray]:
    """Writings (N, points, 2) in groups of similar ones, the largest first: k-means from seeded k-means++ starts."""
    count = int(np.clip(round(len(writings) / MEMBERS), 1, MOST_FORMS))
    rng = np.random.default_rng(len(writings))
    flat = writings.reshape(len(writings), -1)
    centres = flat[rng.integers(len(flat))][None]
    while len(centres) < count:
        distance = _distances(flat, centres).min(axis=1)
        centres = np.vstack([centres, flat[rng.choice(len(flat), p=distance / distance.sum())]])
    for _ in range(rounds):
        nearest = _distances(flat, centres).argmin(axis=1)
        centres = np.stack(
            [flat[nearest == i].mean(axis=0) if (nearest == i).any() else c for i, c in enumerate(centres)]
        )
    members = [writings[nearest == i] for i in range(count)]
    return sorted((group for group in members if len(group) >= FEWEST_MEMBERS), key=len, reverse=True)


def _distances(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Squared distances (N, K)."""
    return np.square(points[:, None] - centres).sum(axis=2)


def _principal(members: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean (points, 2) and principal components (K, points, 2), each one standard deviation long."""
    mean = members.mean(axis=0)
    _, deviations, directions = np.linalg.svd((members - mean).reshape(len(members), -1), full_matrices=False)
    kept = min(COMPONENTS, len(members) - 1)
    components = directions[:kept] * deviations[:kept, None] / np.sqrt(len(members) - 1)
    return mean, components.reshape(kept, *mean.shape)


if __name__ == "__main__":
    fit(ASSET)
