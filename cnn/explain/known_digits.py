"""How far a picture's `fc1` values are from those of digits: what "unlike any digit I know" rests on.

Each digit is a Gaussian in the space of fc1's values, scaled to length 1. Runs no network.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from cnn.network.spec import CLASSES
from cnn.paths import ASSETS
from cnn.shipped import ShippedFileError, reading

ASSET = ASSETS / "known_digits.safetensors"
"""Of the textbook network's own weights: `cnn.offline.digit_distance` makes it."""

PASS = 0.99
"""Share of digits that are to pass."""

MOST_DIRECTIONS = 64
"""Principal directions that are kept; the rest of a vector counts by its length alone. With 256 hidden units the whole
takes 78 kB."""

_BEYOND = 0.3
"""Weight of that rest, chosen by measurement."""

_ROUND = 0.02
"""How much each covariance is mixed with a round one of the same size."""

_TINY = 1e-6
_FOLDS = 5

FACTOR = 1.5
"""Threshold from generated digits alone: so many times the way from the median of their distances to `PASS` of them.

Found on 65 random settings with digits of MNIST's training set and of the training writers: half of these settings let
less than 98.9 % of MNIST's digits and 99.9 % of the pen's pass."""


@dataclass(frozen=True, eq=False)
class KnownDigits:
    """What is known of a network's digits, in numbers of half precision; H hidden units, K directions.

    centre: (H,), mean of the unit vectors. directions: (K, H). means: (10, K), of each digit. whitening: (10, K, K),
    lower triangular: what makes a digit's covariance round. penalty: (10,), not negative, larger for digits that spread
    more. beyond: (10,), what the squared rest outside the directions counts. threshold: distances above it are unlike
    any.
    """

    centre: np.ndarray
    directions: np.ndarray
    means: np.ndarray
    whitening: np.ndarray
    penalty: np.ndarray
    beyond: np.ndarray
    threshold: float = float("inf")

    def distances(self, fc1: np.ndarray) -> np.ndarray:
        """(N, H) values of fc1 -> (N, 10): to each digit, squared and with its penalty.

        The squared Mahalanobis distance to a class's mean (Lee et al., "A Simple Unified Framework for Detecting
        Out-of-Distribution Samples", NeurIPS 2018), with a covariance for each class, plus the logarithm of its
        determinant; of vectors scaled to length 1 (Mueller & Hein, "Mahalanobis++", ICML 2025).
        """
        offset = unit(fc1) - self.centre
        along = offset @ self.directions.T  # (N, H) -> (N, K)
        rest = np.maximum((offset**2).sum(axis=1) - (along**2).sum(axis=1), 0)
        white = np.einsum("ckj,ncj->nck", self.whitening, along[:, None] - self.means, optimize=True)
        return (white**2).sum(axis=2) + rest[:, None] * self.beyond + self.penalty

    def distance(self, fc1: np.ndarray) -> float:
        """Of one picture, fc1 (H,), to the digit that is nearest."""
        return float(self.distances(fc1[None].astype(np.float64)).min())

    def is_unlike(self, fc1: np.ndarray) -> bool:
        """Whether a picture's fc1 (H,) is farther from every digit than 99 % of digits are."""
        return self.distance(fc1) > self.threshold

    def to_bytes(self) -> bytes:
        """As safetensors: see assets/frontend/engine/known.js and `from_bytes`."""
        rows, columns = np.tril_indices(len(self.directions))
        halves = {
            "centre": self.centre, "directions": self.directions, "means": self.means,
            "whitening": self.whitening[:, rows, columns],
        }  # fmt: skip
        singles = {"penalty": self.penalty, "beyond": self.beyond, "threshold": np.array([self.threshold])}
        return save(
            {name: np.ascontiguousarray(value, np.float16) for name, value in halves.items()}
            | {name: np.ascontiguousarray(value, np.float32) for name, value in singles.items()}
        )


def from_bytes(content: bytes) -> KnownDigits:
    """What `to_bytes` wrote. Raises ValueError for anything else."""
    try:
        found = {name: value.astype(np.float32) for name, value in load(content).items()}
        count = len(found["directions"])
        whitening = np.zeros((CLASSES, count, count), np.float32)
        rows, columns = np.tril_indices(count)
        whitening[:, rows, columns] = found.pop("whitening")
        return KnownDigits(whitening=whitening, threshold=float(found.pop("threshold")[0]), **found)
    except (SafetensorError, KeyError, TypeError, IndexError) as error:
        raise ValueError("These are not the statistics of known digits.") from error


def unit(fc1: np.ndarray) -> np.ndarray:
    """(N, H), every row scaled to length 1; a row of zeros stays one."""
    return fc1 / (np.linalg.norm(fc1, axis=1, keepdims=True) + _TINY)


def learned(fc1: np.ndarray, labels: np.ndarray) -> KnownDigits:
    """What digits are like, without a threshold. fc1: (N, H) of digits, all ten among them; labels: (N,).

    A digit's covariance is mixed with the mean one of all, the more the fewer of its digits there are (as in
    regularised discriminant analysis: Friedman, 1989).
    """
    vectors = unit(fc1.astype(np.float64))
    centre = _half(vectors.mean(axis=0))
    offset = vectors - centre
    _, directions = np.linalg.eigh(offset.T @ offset)
    directions = _half(directions[:, ::-1][:, :MOST_DIRECTIONS].T)
    return _fitted(offset, labels, centre, directions)


def _fitted(offset: np.ndarray, labels: np.ndarray, centre: np.ndarray, directions: np.ndarray) -> KnownDigits:
    along = offset @ directions.T
    rest = np.maximum((offset**2).sum(axis=1) - (along**2).sum(axis=1), 0)
    count, free = len(directions), max(1, len(centre) - len(directions))
    means = _half(np.stack([along[labels == digit].mean(axis=0) for digit in range(CLASSES)]))
    spread = along - means[labels]
    pooled = spread.T @ spread / len(spread)
    whitening, penalty, beyond = [], [], []
    for digit in range(CLASSES):
        own = spread[labels == digit]
        covariance = (own.T @ own + count * pooled) / (len(own) + count)
        size = np.trace(covariance) / count + _TINY**2
        covariance = (1 - _ROUND) * covariance + _ROUND * size * np.eye(count)
        whitening.append(np.linalg.inv(np.linalg.cholesky(covariance)))
        each = rest[labels == digit].mean() / free + _TINY
        beyond.append(_BEYOND / each)
        penalty.append(np.linalg.slogdet(covariance)[1] + _BEYOND * free * np.log(each) * (len(centre) > count))
    return KnownDigits(
        centre, directions, means, _half(np.stack(whitening)),
        np.float32(np.array(penalty) - min(penalty)), np.float32(np.array(beyond)),
    )  # fmt: skip


def _half(values: np.ndarray) -> np.ndarray:
    """Rounded to half precision, as they are sent."""
    return np.clip(values, -60000, 60000).astype(np.float16).astype(np.float32)


def with_threshold(known: KnownDigits, distances: np.ndarray) -> KnownDigits:
    """With the threshold below which `PASS` of these distances are."""
    return replace(known, threshold=float(np.quantile(distances, PASS)))


def known_from_few(fc1: np.ndarray, labels: np.ndarray, factor: float = FACTOR) -> KnownDigits:
    """What is known from some hundred digits, with a threshold from the same.

    Each is measured against what the others say (cross-validation), and the way from their median to `PASS` of them is
    stretched, for real digits differ more.
    """
    known = learned(fc1, labels)
    middle, high = np.quantile(held_out_distances(known, fc1, labels), (0.5, PASS))
    return replace(known, threshold=float(middle + factor * (high - middle)))


def held_out_distances(known: KnownDigits, fc1: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """(N,): every digit's distance where its fifth of the digits is left out; the directions stay those of all."""
    offset = unit(fc1.astype(np.float64)) - known.centre
    found, fold = np.zeros(len(fc1)), np.zeros(len(fc1), int)
    for digit in range(CLASSES):  # a fifth of each
        fold[labels == digit] = np.arange((labels == digit).sum()) % _FOLDS
    for number in range(_FOLDS):
        others = fold != number
        part = _fitted(offset[others], labels[others], known.centre, known.directions)
        part = replace(part, penalty=known.penalty)
        found[~others] = part.distances(fc1[~others].astype(np.float64)).min(axis=1)
    return found


@lru_cache(maxsize=1)
def shipped() -> KnownDigits | None:
    """What the textbook network's own weights know; None where the file cannot be read."""
    try:
        with reading(ASSET):
            return from_bytes(ASSET.read_bytes())
    except ShippedFileError:
        return None
