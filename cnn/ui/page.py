"""What every page begins with: its style, its theme, and room for the learner on the server."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnn.digits import handwriting
from cnn.figures.theme import theme_named
from cnn.ui import kept, models, state
from cnn.ui.forged import ignore_forged
from cnn.ui.server import front_end, idle, open_files, packets
from cnn.ui.training import runs as training_runs
from cnn.ui.words import notice


def begin() -> None:
    """The first call of every page."""
    packets.send_small_ones_at_once()  # where this page runs without app.py
    _make_room()
    ignore_forged()
    context = get_script_run_ctx()
    name = context.page_script_hash if context else ""
    state.arrive(name)
    if context is not None and context.is_history_navigation:
        state.follow_address()
    training_runs.attend()
    state.settings_to_url()
    kept.keep(name, theme())
    style = "" if front_end.is_served() else front_end.style()
    st.html(f"<style>{style}{front_end.variables(theme_named(theme()))}</style>")
    _say_what_is_damaged()


def _make_room() -> None:
    """For another learner; where there is none, the page ends with a word on it."""
    open_files.raise_limit()
    idle.watch()
    if state.is_new() and open_files.is_full():
        notice(open_files.FULL, "alert")
        st.stop()


def _say_what_is_damaged() -> None:
    """Which files of the app cannot be read; what there is without them is shown all the same."""
    for sentence in filter(None, (models.current(state.session()).problem, handwriting.problem())):
        notice(sentence, "alert")


def theme() -> str:
    """ "light" or "dark", as the learner's browser shows it."""
    return st.context.theme.type or "light"
