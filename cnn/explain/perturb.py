"""Changes of the 28×28 picture that the network sees: moved, turned, scaled, thicker, blurred, noisy.

Pictures only: no network. `curves` runs a network on them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cnn.network.spec import INPUT_SIZE

_MIDDLE = (INPUT_SIZE - 1) / 2
_BLUR_REACH = 12
"""Pixels beyond which the blur is cut off: four standard deviations of the widest one."""


@dataclass(frozen=True)
class Kind:
    """One way to change a picture, and the values that it can have: low, low + step, …, high.

    name: the field of `Change`. words: on the page. unit: after a value. identity: the value that changes nothing.
    """

    name: str
    words: str
    unit: str
    low: float
    high: float
    step: float
    identity: float = 0.0

    @property
    def values(self) -> np.ndarray:
        """float64 (P,), every value from low to high; `identity` is among them."""
        count = round((self.high - self.low) / self.step)
        return np.round(self.low + self.step * np.arange(count + 1), 6)

    def nearest(self, value: float) -> float:
        """The one of `values` that is nearest."""
        return float(self.values[np.abs(self.values - value).argmin()])


KINDS = (
    Kind("right", "left / right", "px", -8, 8, 0.25),
    Kind("down", "up / down", "px", -8, 8, 0.25),
    Kind("turn", "turn", "°", -180, 180, 5),
    Kind("scale", "scale", "×", 0.4, 1.6, 0.02, identity=1),
    Kind("thick", "thickness", "px", -1.5, 2.5, 0.1),
    Kind("blur", "blur", "px", 0, 3, 0.05),
    Kind("noise", "noise", "", 0, 1, 0.02),
)

BY_NAME = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class Change:
    """What is done to the picture; `Change()` leaves it as it is.

    right, down: pixels, also fractions. turn: degrees clockwise. scale: a factor. thick: pixels added at each side of a
    stroke, below zero taken away. blur: standard deviation in pixels. noise: standard deviation as a share of full ink.
    seed: of the noise; the same noise for every value of `noise`, only stronger.
    """

    right: float = 0.0
    down: float = 0.0
    turn: float = 0.0
    scale: float = 1.0
    thick: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    seed: int = 0

    @property
    def changed_kinds(self) -> tuple[Kind, ...]:
        """The kinds whose value is not the one that changes nothing."""
        return tuple(kind for kind in KINDS if getattr(self, kind.name) != kind.identity)

    def with_value(self, name: str, value: float) -> Change:
        """This change with another value of one kind."""
        return replace(self, **{name: float(value)})  # type: ignore[arg-type]

    def to_text(self) -> str:
        """Short text for a link: "right_2.5~turn_-30"; "" for no change."""
        parts = [f"{kind.name}_{getattr(self, kind.name):g}" for kind in self.changed_kinds]
        return "~".join([*parts, f"seed_{self.seed}"] if self.seed and self.noise else parts)

    @classmethod
    def from_text(cls, text: str) -> Change:
        """What `to_text` wrote. Unknown names are left out, other values become the nearest ones; never raises."""
        found: dict[str, float] = {}
        for part in text.split("~"):
            name, _, number = part.partition("_")
            if re.fullmatch(r"-?[0-9]{1,4}(\.[0-9]{1,4})?", number) is None:
                continue
            if name in BY_NAME:
                found[name] = BY_NAME[name].nearest(float(number))
            elif name == "seed":
                found[name] = abs(int(float(number)))
        return cls(**found)  # type: ignore[arg-type]


def changed(image: np.ndarray, change: Change) -> np.ndarray:
    """float32 (28, 28) in [0, 1]: `image` after the change. See `changed_batch`."""
    return changed_batch(image, [change])[0]


def changed_batch(image: np.ndarray, changes: Sequence[Change]) -> np.ndarray:
    """float32 (N, 28, 28) in [0, 1]: one picture after each of N changes.

    image: float (28, 28) in [0, 1]. In this order: thickness, then scale, turn and shift at once (linear interpolation,
    what comes in from outside is empty, what leaves is lost), then blur, then noise. Values below 0 and above 1, which
    noise alone can make, are cut off. Values that change nothing give the very picture, and a shift by whole pixels
    moves every value as it is.
    """
    pictures = np.stack([_thickened(np.asarray(image, np.float64), change.thick) for change in changes])
    pictures = _moved(pictures, changes)
    blurs = np.stack([_blur_matrix(change.blur) for change in changes])
    pictures = blurs @ pictures @ blurs.transpose(0, 2, 1)
    noise = np.stack([_noise(change.seed) if change.noise else np.zeros_like(pictures[0]) for change in changes])
    amount = np.array([change.noise for change in changes])[:, None, None]
    return np.clip(pictures + amount * noise, 0, 1).astype(np.float32)


def _thickened(image: np.ndarray, amount: float) -> np.ndarray:
    """The 3×3 maximum (or, below zero, minimum) for each whole pixel; a part of a pixel is a blend with the next."""
    extreme = np.max if amount > 0 else np.min
    left = abs(amount)
    while left > 0:
        share = min(left, 1.0)
        windows = np.lib.stride_tricks.sliding_window_view(np.pad(image, 1, mode="edge"), (3, 3))
        image = image + share * (extreme(windows, axis=(2, 3)) - image)
        left = round(left - share, 6)
    return image


def _moved(pictures: np.ndarray, changes: Sequence[Change]) -> np.ndarray:
    """Scaled and turned about the middle, then shifted: (N, 28, 28) -> (N, 28, 28).

    A smaller picture takes the mean over the 1 / scale pixels that fall on one, so that no thin stroke is skipped.
    """
    angle = np.deg2rad([change.turn for change in changes])
    scale, right, down = (np.array([getattr(one, name) for one in changes]) for name in ("scale", "right", "down"))
    cos, sin = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    rows, columns = np.mgrid[:INPUT_SIZE, :INPUT_SIZE] - _MIDDLE
    down_from, right_from = rows - down[:, None, None], columns - right[:, None, None]
    factor = scale[:, None, None]
    row = (cos * down_from - sin * right_from) / factor + _MIDDLE
    column = (sin * down_from + cos * right_from) / factor + _MIDDLE
    spread = np.maximum(1 / factor - 1, 0) / 3  # 0 unless the picture becomes smaller
    steps = (-1, 0, 1) if spread.any() else (0,)
    samples = [_sampled(pictures, row + i * spread, column + j * spread) for i in steps for j in steps]
    return np.mean(samples, axis=0) if len(samples) > 1 else samples[0]


def _sampled(pictures: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Values at places between the pixels, by linear interpolation; zero outside. All arrays (N, 28, 28)."""
    row, column = np.round(row, 9), np.round(column, 9)  # turns by 90° fall on pixels exactly
    top, left = np.floor(row).astype(int), np.floor(column).astype(int)
    under, beside = row - top, column - left
    edged = np.pad(pictures, ((0, 0), (1, 1), (1, 1)))
    number = np.arange(len(pictures))[:, None, None]

    def at(down: int, right: int) -> np.ndarray:
        inside = [np.clip(place + step + 1, 0, INPUT_SIZE + 1) for place, step in ((top, down), (left, right))]
        return edged[number, inside[0], inside[1]]

    above = at(0, 0) * (1 - beside) + at(0, 1) * beside
    below = at(1, 0) * (1 - beside) + at(1, 1) * beside
    return above * (1 - under) + below * under


def _blur_matrix(deviation: float) -> np.ndarray:
    """(28, 28): a Gaussian blur along one side, as a matrix; ink is lost at the edges of the picture."""
    if not deviation:
        return np.eye(INPUT_SIZE)
    distance = np.abs(np.subtract.outer(np.arange(INPUT_SIZE), np.arange(INPUT_SIZE)))
    reach = np.arange(-_BLUR_REACH, _BLUR_REACH + 1)
    total = np.exp(-0.5 * (reach / deviation) ** 2).sum()
    return np.where(distance <= _BLUR_REACH, np.exp(-0.5 * (distance / deviation) ** 2) / total, 0)


def _noise(seed: int) -> np.ndarray:
    """(28, 28), the same for the same seed: standard deviation 1."""
    return np.random.default_rng(seed).standard_normal((INPUT_SIZE, INPUT_SIZE))
