"""Keeps the keyboard focus in its place when buttons are replaced: the adapter of `page/focus.js`."""

from __future__ import annotations

import streamlit as st

from cnn.ui.components import component


def keep_focus(box: str) -> None:
    """Keep the focus in the container with this key when its focused button is replaced by others.

    To be called after the buttons, and outside of the container.
    """
    with st.container(key=f"focus_{box}"):
        component("page/focus.js")(key=f"focus_script_{box}", data={"box": box}, height=1)
