"""What every page begins with: its style, its theme, and room for the learner on the server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from cnn.digits import handwriting
from cnn.figures.theme import theme_named
from cnn.lessons.places import VIEWS
from cnn.ui import drawing, models, share, state, streamlit_internals, tab_memory, teacher, teacher_panel, views
from cnn.ui.invalid_values import ignore_invalid_values
from cnn.ui.server import closed_sessions, nodelay, open_files, static_files
from cnn.ui.training import runs as training_runs
from cnn.ui.words import notice


def begin(take_up: Callable[[], None] = lambda: None) -> None:
    """The first call of every page. take_up: changes the session before anything of it is shown, as
    `lessons.course.resume` does."""
    nodelay.set_nodelay()  # if this page runs without app.py
    _make_room()
    ignore_invalid_values()
    name = streamlit_internals.page_id()
    state.arrive(name)
    if streamlit_internals.is_history_navigation():
        state.follow_address()
    training_runs.attend()
    _take_view()
    take_up()
    state.settings_to_url()
    drawing.lay_out()
    tab_memory.keep(name, theme(), views.current(share.page_name(st.context.url or "")))
    style = "" if static_files.is_served() else static_files.style()
    hidden = teacher.style(state.session().teaching)
    st.html(f"<style>{style}{static_files.variables(theme_named(theme()))}{hidden}</style>")
    teacher_panel.open_if_asked()
    share.share()
    _say_what_is_damaged()


def _take_view() -> None:
    """Let the page's switch show the view that the link asks for, if there is one of that name."""
    view = state.session().page.view
    if not view:
        return
    for page, names in VIEWS.items():
        if view in names:
            views.show(page, view)
    state.update(replace(state.session().page, view=""))


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
