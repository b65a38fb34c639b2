"""Figures that change all the time and do not blink: the adapter of `page/steady.js`."""

from __future__ import annotations

import streamlit as st

from cnn.ui.components import component


def steady(*figures: str) -> None:
    """Keep the last picture of these figures (keys of `chart.figure`) on the page until the next one is drawn.

    To be called after the figures.
    """
    with st.container(key=f"steady_{figures[0]}"):
        component("page/steady.js")(key=f"steady_script_{figures[0]}", data={"figures": list(figures)}, height=1)
