"""Networks and pictures that the tests of this folder use."""

from __future__ import annotations

import numpy as np

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import prepare_digit
from cnn.network.spec import TEXTBOOK, ConvSpec, NetworkSpec, PoolSpec

SMALLEST = NetworkSpec(
    ConvSpec(1, 7, 3, 0), PoolSpec("max", 4, 4), ConvSpec(1, 1), PoolSpec("max", 2, 2), hidden_units=16
)
"""One channel, and one cell at the end."""

LARGEST = NetworkSpec(
    ConvSpec(32, 7, 1, 3), PoolSpec("none"), ConvSpec(64, 7, 1, 3), PoolSpec("none"), hidden_units=256
)
"""13 million parameters."""

STRIDES = NetworkSpec(ConvSpec(4, 5, 2, 2), PoolSpec("avg", 2, 1), ConvSpec(6, 3, 1, 0), PoolSpec("max", 3, 2), 16)

SPECS = (TEXTBOOK, SMALLEST, STRIDES)


def digit(number: int = 3) -> np.ndarray:
    """float32 (28, 28): an example as the network sees it."""
    return prepare_digit(example_drawing(number))


BLANK = np.zeros((28, 28), np.float32)
