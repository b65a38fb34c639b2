"""The Explore page without a browser: what the widgets do to the page."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn.digits.handwriting import example_drawing
from cnn.network.spec import TEXTBOOK
from tests.apps import (
    answer,
    opened,
    predicted,
    prediction_of,
    press,
    run,
    settings_of,
    shown_settings,
)


def with_drawing(at: AppTest, drawing: np.ndarray) -> AppTest:
    """The page after the canvas has sent `drawing`, uint8 (280, 280), white on black."""
    buffer = io.BytesIO()
    Image.fromarray(drawing).convert("RGBA").save(buffer, "PNG")
    data = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
    at.session_state["canvas"] = {"drawing": {"raw": {"objects": []}, "data": data}}
    return run(at)


@pytest.mark.parametrize("script", ["app.py", "pages/explore.py"])
def test_the_page_opens_with_an_invitation(script: str) -> None:
    at = opened(script)
    assert "Draw a digit" in answer(at)
    assert 'class="digit"' not in answer(at)
    assert shown_settings(at) == settings_of(TEXTBOOK)


@pytest.mark.parametrize("digit", [0, 4, 7])
def test_a_drawing_is_answered_as_the_network_answers_it(digit: int) -> None:
    drawing = example_drawing(digit)
    at = with_drawing(opened(), drawing)
    assert predicted(at) == prediction_of(TEXTBOOK, drawing)


def test_the_shipped_weights_read_every_example() -> None:
    at = opened()
    for digit in range(10):
        assert predicted(press(at, f"example{digit}")) == digit


def test_an_empty_canvas_is_invited_again_after_clear() -> None:
    at = press(opened(), "example5")
    assert 'class="digit"' in answer(at)
    assert "Draw a digit" in answer(press(at, "clear"))
