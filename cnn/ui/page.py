"""What every page begins with: its style, its theme, and room for the learner on the server."""

from __future__ import annotations

import streamlit as st

from cnn.digits import handwriting
from cnn.figures.theme import theme_named
from cnn.ui import models, state, streamlit_internals, tab_memory
from cnn.ui.invalid_values import ignore_invalid_values
from cnn.ui.server import closed_sessions, nodelay, open_files, static_files
from cnn.ui.training import runs as training_runs
from cnn.ui.words import notice


def begin() -> None:
    """The first call of every page."""
    nodelay.set_nodelay()  # if this page runs without app.py
    _make_room()
    ignore_invalid_values()
    name = streamlit_internals.page_id()
    state.arrive(name)
    if streamlit_internals.is_history_navigation():
        state.follow_address()
    training_runs.attend()
    state.settings_to_url()
    tab_memory.keep(name, theme())
    style = "" if static_files.is_served() else static_files.style()
    st.html(f"<style>{style}{static_files.variables(theme_named(theme()))}</style>")
    _say_what_is_damaged()


def _make_room() -> None:
    """Make room for another learner; if there is none, the page says so and ends."""
    open_files.raise_limit()
    closed_sessions.start_freeing()
    if state.is_new() and open_files.is_full():
        notice(open_files.FULL, "alert")
        st.stop()


def _say_what_is_damaged() -> None:
    """Say which files of the app cannot be read; the page shows what works without them."""
    for sentence in filter(None, (models.current(state.session()).problem, handwriting.problem())):
        notice(sentence, "alert")


def theme() -> str:
    """ "light" or "dark", as the learner's browser shows it."""
    return st.context.theme.type or "light"
