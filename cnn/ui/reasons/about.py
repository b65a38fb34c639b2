"""What every view of Reasons is about: the network that is set, and the picture on the board."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.figures.numbers import sure
from cnn.network.trace import Trace
from cnn.ui import models, state
from cnn.ui.prediction import warning_about
from cnn.ui.shown_digit import EXAMPLE
from cnn.ui.words import notice
from cnn.weights.load import LoadedModel

EMPTY = "Draw a digit on the board, or take an example: this page explains the network’s answer to it."


@dataclass(frozen=True)
class Answered:
    """loaded: the network. image: float32 (28, 28) in [0, 1], what it sees. trace: its forward pass."""

    loaded: LoadedModel
    image: np.ndarray
    trace: Trace


def answered() -> Answered | None:
    """The network on the page with the drawing; None, and a sentence on the page, while the board is empty."""
    now = state.session()
    image = now.canvas.image
    if image is None:
        notice(f"The {EXAMPLE} on Explore is an example. {EMPTY}" if now.canvas.is_untouched else EMPTY)
        return None
    loaded = models.current(now)
    return Answered(loaded, image, models.trace_of(loaded, image))


def answer_line() -> None:
    """What the network says of the drawing, in one line of a fixed height."""
    now = state.session()
    if now.canvas.image is None:
        st.html('<div class="answer-line" data-spoken="answer">No digit yet</div>')
        return
    loaded = models.current(now)
    trace = models.trace_of(loaded, now.canvas.image)
    said = " – ".join(filter(None, (sure(float(trace.probabilities.max())), warning_about(loaded, trace, now.canvas))))
    st.html(f'<div class="answer-line" data-spoken="answer"><b>{trace.prediction}</b> {said}</div>')
