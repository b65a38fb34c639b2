"""The digit that a page shows: the learner's own, or an example while the canvas is empty."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import ink_of, prepare_steps
from cnn.network.trace import Trace
from cnn.ui import models
from cnn.ui.session import Session

EXAMPLE = 7
"""The digit that is shown while there is no drawing."""


def shown_digit(now: Session) -> tuple[np.ndarray, str]:
    """The (28, 28) picture, and what to call it in a sentence."""
    image = now.canvas.image
    if image is not None:
        return image, "your digit"
    return _example(), f"an example {EXAMPLE} (draw your own on Explore)"


def shown_trace(now: Session) -> tuple[Trace, str]:
    """The pass of that picture through the session's network, and what to call it in a sentence."""
    image, words = shown_digit(now)
    return models.trace_of(models.current(now), image), words


@lru_cache(maxsize=1)
def _example() -> np.ndarray:
    return prepare_steps(ink_of(example_drawing(EXAMPLE))).image
