"""A network's answers along the whole range of one change of the picture, in one batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from cnn.explain.perturb import BY_NAME, Change, changed_batch
from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes, totals

_MOST_WORK = 400_000_000
"""Multiply-accumulates of one part of a batch, which also bounds its memory: the largest network takes 4 pictures."""


@dataclass(frozen=True, eq=False)
class AnswerCurve:
    """values: (P,) of the kind that is varied. probabilities: float32 (P, 10), softmax at each value."""

    kind: str
    values: np.ndarray
    probabilities: np.ndarray

    @property
    def answers(self) -> np.ndarray:
        """int (P,), the most likely digit at each value."""
        return self.probabilities.argmax(axis=1)

    def holds(self, value: float) -> tuple[float, float]:
        """The widest range around `value` (one of `values`) in which the answer stays the same: its two ends."""
        at = int(np.abs(self.values - value).argmin())
        same = self.answers == self.answers[at]
        first, last = at, at
        while first > 0 and same[first - 1]:
            first -= 1
        while last < len(same) - 1 and same[last + 1]:
            last += 1
        return float(self.values[first]), float(self.values[last])


def answer_curve(model: SimpleCNN, image: np.ndarray, change: Change, kind: str) -> AnswerCurve:
    """What `model` says of `image`, float (28, 28), at every value of one kind; the rest of `change` stays as it is."""
    values = BY_NAME[kind].values
    pictures = changed_batch(image, [change.with_value(kind, value) for value in values.tolist()])
    return AnswerCurve(kind, values, probabilities_of(model, pictures))


def probabilities_of(model: SimpleCNN, images: np.ndarray) -> np.ndarray:
    """float32 (N, 10): softmax for pictures (N, 28, 28), in parts that fit the memory."""
    with torch.inference_mode():
        parts = [model(batch).softmax(1) for batch in batches(model, images)]
    return torch.cat(parts).numpy() if parts else np.zeros((0, 10), np.float32)


def batches(model: SimpleCNN, images: np.ndarray) -> Iterator[torch.Tensor]:
    """The pictures (N, 28, 28) as network input (n, 1, 28, 28), part by part."""
    work = totals(layer_shapes(model.spec))[1]
    yield from torch.from_numpy(np.ascontiguousarray(images, np.float32))[:, None].split(max(1, _MOST_WORK // work))
