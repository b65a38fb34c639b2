"""What the server does at every stroke: it remembers the drawing. Shows nothing."""

from __future__ import annotations

import streamlit as st

from cnn.ui import canvas, state
from cnn.ui.lessons import course


def follow_pen(page: str, is_live: bool) -> None:
    """To be called by the part of a page that shows what the network makes of the drawing; page: the page's name.

    is_live: the browser computes and draws that itself, so a stroke runs only what is here. Otherwise the part that
    calls this runs again with every stroke.
    """
    if not is_live:
        _take_strokes(page)
        return
    with st.container(key="pen"):  # stays out of the layout: see style.css
        now = state.session().canvas
        st.fragment(_take_strokes_alone)(page, now.answered, now.is_emptied)


def _take_strokes(page: str) -> None:
    canvas.watch_pen()
    course.attend_part(page)


def _take_strokes_alone(page: str, answered: int, was_emptied: bool) -> None:
    """answered, was_emptied: of the board that the page around was made for."""
    _take_strokes(page)
    now = state.session().canvas
    if now.answered != answered and not now.followed:
        st.rerun()  # the network was still on its way to the browser, which now asks for the picture
    if now.is_emptied != was_emptied:
        st.rerun()  # cells have values from now on, or none any more
