"""The views of a page: the switch between them, and which one is shown."""

from __future__ import annotations

import streamlit as st

from cnn.lessons.places import VIEW_KEYS, VIEWS
from cnn.ui import state


def switch(page: str) -> str:
    """The switch of a page (its file's name); returns the view that is chosen."""
    names = VIEWS[page]
    chosen = st.segmented_control(
        "view", names, default=names[0], key=VIEW_KEYS[page], required=True, label_visibility="collapsed"
    )
    return chosen or names[0]


def show(page: str, view: str) -> None:
    """Let the switch of a page show a view, before it is drawn."""
    state.seed(VIEW_KEYS[page], view)


def shown(page: str) -> str:
    """The view that the switch of a page shows; "" before it was drawn, and on a page without views."""
    key = VIEW_KEYS.get(page)
    return str(state.widget(key) or "") if key else ""


def current(page: str) -> str:
    """The view that a page shows, or will show when its switch is drawn; "" on a page without views."""
    if page == "training":  # there is no view before the first training is over
        return shown(page) or state.session().training.view
    return shown(page) or next(iter(VIEWS.get(page, ())), "")


def first_views() -> dict[str, str]:
    """What all switches show at the start, by their keys."""
    return {key: VIEWS[page][0] for page, key in VIEW_KEYS.items()}
