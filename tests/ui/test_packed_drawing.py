"""A drawing in little memory comes back as it was."""

from __future__ import annotations

import numpy as np

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import PreparedDigit, ink_of, prepare_steps
from cnn.ui.packed_drawing import PackedDrawing


def digit(number: int) -> PreparedDigit:
    return prepare_steps(ink_of(example_drawing(number)))


def test_packed_ink_comes_back_as_a_canvas_sends_it() -> None:
    packed = PackedDrawing.of(digit(5))
    assert packed.digit is not None
    np.testing.assert_allclose(packed.digit.ink, digit(5).ink, atol=0.5 / 255)
    assert PackedDrawing.of(None).digit is None
