"""Opens the live network at the place that a question is about, with its settings and its picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st
from PIL import Image

from cnn.digits.prepare import PreparedDigit, ink_box, ink_of, levels_of
from cnn.network.spec import NetworkSpec
from cnn.quiz.question import Question
from cnn.ui import drawing, models, state, teacher, views
from cnn.ui.microscope import borrowed_network


def open_place(question: Question) -> None:
    """Put what was asked into the session and open its page. A drawing that it replaces comes back with Undo."""
    place = question.place
    if teacher.is_locked():
        state.set_notice("Your teacher has locked the settings, so this page shows the network that is set.")
    else:
        state.ask_for(NetworkSpec.from_query(place.query))
    if question.image is not None:
        _draw(question.image)
    if place.cell is not None:
        state.update(replace(state.session().microscope, cell=(place.layer, *place.cell)))
    if place.view:
        views.show(place.page, place.view)
    own = state.session().network.own_here
    if place.page == "microscope" and own is not None and not question.own:
        borrowed_network.look_at(models.model_for(own.model.spec), "the question’s network")
    st.switch_page(f"pages/{place.page}.py", query_params=state.query_to_keep())


def _draw(image: np.ndarray) -> None:
    """Put the picture on the canvas as the network got it: it is not prepared again."""
    canvas = state.session().canvas
    if canvas.image is not None and np.array_equal(canvas.image, image):
        return
    digit = as_digit(image)
    state.update(canvas.filled(drawing.as_objects(levels_of(digit.ink)), digit))


def as_digit(image: np.ndarray) -> PreparedDigit:
    """A drawing that looks like a picture, float32 (28, 28), and gives exactly that one."""
    side = Image.Resampling.BICUBIC
    ink = ink_of(np.asarray(Image.fromarray(levels_of(image)).resize((drawing.SIZE, drawing.SIZE), side)))
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    scaled = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else np.zeros((0, 0), np.float32)
    return PreparedDigit(ink, ink_box(ink), scaled, image.astype(np.float32))
