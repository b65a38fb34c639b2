"""The Explore page in a real Chromium: what a learner does with mouse, keyboard and finger."""

from __future__ import annotations

import pytest

from cnn.handwriting import example_strokes
from tests.browser.conftest import OpenPage
from tests.browser.driver import canvas_ready, draw, expect_prediction


@pytest.mark.parametrize("digit", range(10))
def test_draws_a_digit_and_reads_the_prediction(open_page: OpenPage, digit: int) -> None:
    page = open_page()
    canvas_ready(page)
    draw(page, example_strokes(digit))
    expect_prediction(page, digit)
