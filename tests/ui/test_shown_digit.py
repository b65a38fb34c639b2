"""The digit that a page looks at: the learner's, or an example in its place."""

from __future__ import annotations

import numpy as np

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import ink_of, prepare_digit, prepare_steps
from cnn.ui.board import Canvas
from cnn.ui.session import Session
from cnn.ui.shown_digit import EXAMPLE, shown_digit, shown_trace


def test_an_empty_canvas_shows_the_example() -> None:
    image, words = shown_digit(Session())
    np.testing.assert_allclose(image, prepare_digit(example_drawing(EXAMPLE)), atol=1e-6)
    trace, said = shown_trace(Session())
    assert trace.prediction == EXAMPLE and said == words and str(EXAMPLE) in words


def test_the_learners_digit_comes_first() -> None:
    session = Session().with_parts(Canvas().drawn(prepare_steps(ink_of(example_drawing(3)))))
    image, words = shown_digit(session)
    np.testing.assert_allclose(image, prepare_digit(example_drawing(3)), atol=1e-6)
    trace, _ = shown_trace(session)
    assert trace.prediction == 3 and words == "your digit"
    np.testing.assert_array_equal(trace["input"][0], image)
