"""What every view of Reasons is about: the drawing, and the network's answer to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from streamlit.testing.v1 import AppTest

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import ink_of, prepare_steps
from cnn.network.spec import TEXTBOOK
from cnn.ui import models
from cnn.ui.board import Canvas
from cnn.ui.prediction import NOTES
from cnn.ui.reasons.about import EMPTY
from cnn.ui.session import Session
from tests.ui.reasons.open import drawn, words

SOURCE = """
import streamlit as st
from cnn.ui import page
from cnn.ui.reasons import about
page.begin()
about.answer_line()
found = about.answered()
st.markdown("nothing" if found is None else f"**{found.trace.prediction} {found.image.sum():.3f}**")
"""


def shown(canvas: Canvas) -> str:
    at = AppTest.from_string(SOURCE, default_timeout=60)
    at.session_state["explorer"] = Session().with_parts(canvas)
    at.run()
    assert not at.exception
    return words(at)


def test_the_answer_is_that_of_the_network_on_the_page() -> None:
    canvas = drawn(7)
    assert canvas.image is not None
    trace = models.trace_of(models.model_for(TEXTBOOK), canvas.image)
    said = shown(canvas)
    assert f"<b>{trace.prediction}</b>" in said and "% sure" in said
    assert f"**{trace.prediction} {canvas.image.sum():.3f}**" in said and EMPTY not in said


def test_without_a_drawing_it_asks_for_one() -> None:
    said = shown(Canvas())
    assert "nothing" in said and EMPTY in said and "% sure" not in said


def test_who_has_seen_the_example_alone_is_told_that_it_was_one() -> None:
    assert "The 7 on Explore is an example." in shown(Canvas())
    assert "example." not in shown(replace(Canvas(), answered=3))  # emptied


def test_two_digits_on_the_board_are_said_to_be_more_than_one() -> None:
    ink = np.hstack([ink_of(example_drawing(3))] * 2)
    assert NOTES["several"] in shown(Canvas().drawn(prepare_steps(ink)))
    assert NOTES["several"] not in shown(drawn(3))
