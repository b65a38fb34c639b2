"""Where a picture lies among digits in the space of a network's `fc1`, by principal components. Runs no network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.explain.activations import Activations
from cnn.explain.known_digits import unit

SHOWN = 3
"""Principal directions that are kept: as many as can be drawn."""


@dataclass(frozen=True)
class Neighbour:
    """A digit near a picture. index: which of the digits; distance: between the unit vectors, 0 to 2."""

    index: int
    label: int
    read: int
    distance: float


@dataclass(frozen=True, eq=False)
class DigitSpace:
    """N digits as vectors of fc1 (before ReLU), each scaled to length 1.

    vectors: (N, H). centre: (H,), their mean. directions: (3, H), along which they differ most, the first most of all.
    shares: (3,), of all their variance.
    """

    digits: Activations
    vectors: np.ndarray
    centre: np.ndarray
    directions: np.ndarray
    shares: np.ndarray

    @property
    def places(self) -> np.ndarray:
        """(N, 3): where the digits are along the directions."""
        return (self.vectors - self.centre) @ self.directions.T

    def place(self, fc1: np.ndarray) -> np.ndarray:
        """(3,): where a picture is, from its (H,) values of fc1."""
        return (unit(fc1[None])[0] - self.centre) @ self.directions.T

    def nearest(self, fc1: np.ndarray, count: int = 5) -> list[Neighbour]:
        """The digits nearest to a picture, by the distance in all H dimensions, the nearest first."""
        distances = np.linalg.norm(self.vectors - unit(fc1[None]), axis=1)
        order = np.argsort(distances, kind="stable")[:count]
        return [
            Neighbour(int(at), int(self.digits.labels[at]), int(self.digits.read[at]), float(distances[at]))
            for at in order
        ]


def digit_space(digits: Activations) -> DigitSpace:
    """The space of these digits; a direction points to where its largest entry is positive, so that it is always the
    same for the same network."""
    vectors = unit(digits.fc1.astype(np.float64))
    centre = vectors.mean(axis=0)
    _, lengths, directions = np.linalg.svd(vectors - centre, full_matrices=False)
    directions = directions[:SHOWN]
    largest = directions[np.arange(SHOWN), np.abs(directions).argmax(axis=1)]
    shares = lengths[:SHOWN] ** 2 / max(float((lengths**2).sum()), 1e-12)
    return DigitSpace(digits, vectors, centre, directions * np.where(largest < 0, -1, 1)[:, None], shares)
