"""Why a training learned next to nothing, and what to try: read from its losses. Draws nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cnn.network.spec import CLASSES

GUESSING = 0.2
"""Share of right answers below which a network has learned next to nothing; guessing gives 0.1."""

GUESSING_LOSS = math.log(CLASSES)
"""Cross-entropy in nats of a network that gives each of the ten digits the same probability: 2.303."""

_RISEN = 0.05
"""By so much, in nats, the mean loss of 25 batches wanders without a reason; more is a rise."""


def advice(losses: Sequence[float], accuracy: float) -> str:
    """One or two sentences for a training that ended, or "" for one that learned something.

    losses: of the training digits, in the order of the batches, in nats; accuracy: on test digits, 0 to 1. A loss that
    rose above both its start and that of guessing comes from steps that are too large, even where it has come back
    since; one that never left the start comes from steps that are too small or too few.
    """
    if accuracy >= GUESSING or not losses:
        return ""
    start = max(losses[0], GUESSING_LOSS)
    if any(not math.isfinite(loss) or loss > start + _RISEN for loss in losses):
        return (
            f"That is little better than guessing: the loss rose above {start:.2f}, where it started. "
            "Try a smaller learning rate."
        )
    return (
        f"That is little better than guessing: the loss hardly left {GUESSING_LOSS:.2f}, the loss of guessing. "
        "Try a larger learning rate, or train for longer."
    )
