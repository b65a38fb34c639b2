"""Why a training learned next to nothing, and what to try: read from its losses. Draws nothing."""

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
"""By so much, in nats, the mean loss of 25 batches wanders without a reason; more is a rise."""


_LARGE_STEP = 0.1
"""Share of their first size by which steps that are too large change weights: 0.5 and more each, others below 0.03."""


def relative_step(before: Mapping[str, np.ndarray], after: Mapping[str, np.ndarray], steps: int) -> float:
    """How far a step went: the largest change of a parameter, as a share of the largest that its tensor had before (the
    most of all tensors), through the number of steps.

    before, after: parameters by name; those of only one are left out.
    """
    pairs = [(before[name].astype(np.float32), after[name]) for name in before.keys() & after.keys()]
    shares = (float(np.abs(new - old).max() / (np.abs(old).max() or 1)) for old, new in pairs)
    return max(shares, default=0.0) / max(1, steps)


def advice(losses: Sequence[float], accuracy: float, change: float = 0.0) -> str:
    """One or two sentences for a training that ended, or "" for one that learned something.

    losses: of the training digits, in the order of the batches, in nats; accuracy: on test digits, 0 to 1. A loss that
    rose above both its start and that of guessing comes from steps that are too large, even where it has come back
    since; one that never left the start comes from steps that are too small or too few, but where each moved the
    weights far. change: as `relative_step` tells it.
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
            "That is little better than guessing: its steps were so large that the weights ended far from their start. "
            "Try a smaller learning rate."
        )
    return (
        f"That is little better than guessing: the loss hardly left {GUESSING_LOSS:.2f}, the loss of guessing. "
        "Try a larger learning rate, or train for longer."
    )
