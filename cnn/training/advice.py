"""Says why a training learned next to nothing and what to try, judged by its losses. Draws nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from cnn.network.spec import CLASSES

GUESSING = 0.2
"""Share of right answers below which a network has learned next to nothing; guessing gives 0.1."""

GUESSING_LOSS = math.log(CLASSES)
"""Cross-entropy in nats of a network that gives each of the ten digits the same probability: 2.303."""

_LOSS_RISE = 0.05
"""In nats: the mean loss of 25 batches varies by this much by chance; more is a rise."""

_LARGE_STEP = 0.1
"""A relative change of the weights per step above this is too large: bad learning rates gave 0.5 and more, good ones
less than 0.03."""


def relative_step(before: Mapping[str, np.ndarray], after: Mapping[str, np.ndarray], steps: int) -> float:
    """The relative size of a step: the largest change of a parameter divided by the largest parameter of its tensor
    before, the maximum over all tensors, divided by the number of steps.

    before, after: parameters by name; names that are in only one of them are left out.
    """
    pairs = [(before[name].astype(np.float32), after[name]) for name in before.keys() & after.keys()]
    shares = (float(np.abs(new - old).max() / (np.abs(old).max() or 1)) for old, new in pairs)
    return max(shares, default=0.0) / max(1, steps)


def advice(losses: Sequence[float], accuracy: float, change: float = 0.0) -> str:
    """One or two sentences for a training that ended, or "" for one that learned something.

    losses: of the training digits, in the order of the batches, in nats; accuracy: on test digits, 0 to 1. change: what
    `relative_step` returns. If the loss rose above both its start and that of guessing, the steps were too large, even
    if it has come down since. If it stayed near the start, the steps were too small or too few, unless each of them
    changed the weights a lot.
    """
    if accuracy >= GUESSING or not losses:
        return ""
    start = max(losses[0], GUESSING_LOSS)
    if any(not math.isfinite(loss) or loss > start + _LOSS_RISE for loss in losses):
        return (
            f"That is little better than guessing: the loss rose above {start:.2f}, where it started. "
            "Try a smaller learning rate."
        )
    if change > _LARGE_STEP:
        return (
            "That is little better than guessing: the steps were so large that the weights ended far from their start. "
            "Try a smaller learning rate."
        )
    return (
        f"That is little better than guessing: the loss stayed near {GUESSING_LOSS:.2f}, the loss of guessing. "
        "Try a larger learning rate, or train longer."
    )
