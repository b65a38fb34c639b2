"""A network from a training in the microscope, while every other page keeps the learner's own network."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cnn.ui import state
from cnn.ui.parts import BorrowedNetwork
from cnn.ui.words import as_html
from cnn.weights.load import LoadedModel


def look_at(loaded: LoadedModel, words: str) -> None:
    """Let the next page show this network; words: what to call it in a sentence."""
    state.update(replace(state.session().microscope, next_borrowed=BorrowedNetwork(loaded, words)))


def notice() -> None:
    """Says which network this page shows, if it is not the learner's, with a button to go back."""
    borrowed = state.session().microscope.borrowed
    if borrowed is None:
        return
    with st.container(key="moment", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f'<div class="moment">You are looking at <b>{as_html(borrowed.words)}</b>. '
            "The Explore page still shows its own network.</div>"
        )
        st.button("Back to Explore’s network", key="moment_over", on_click=_leave)


def _leave() -> None:
    state.update(replace(state.session().microscope, borrowed=None))
