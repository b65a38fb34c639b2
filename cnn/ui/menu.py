"""The menu, and the pages in its order."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cnn.paths import ROOT

NAME = "SimpleCNN Explorer"

PAGES = {
    "explore": "Explore", "microscope": "Microscope", "shapes": "Shapes", "reasons": "Reasons", "compare": "Compare",
    "training": "Train", "lessons": "Learn", "quiz": "Quiz",
}  # fmt: skip
"""Files in `pages/`, in the order of the menu, and what the pages are called; the first is the default."""


def menu() -> StreamlitPage:
    """Title and heading of the page that is asked for, and the menu; returns the page, to be run."""
    pages = [
        st.Page(ROOT / "pages" / f"{file}.py", title=title, default=file == "explore") for file, title in PAGES.items()
    ]
    chosen = st.navigation(pages, position="top")
    icon = str(ROOT / "assets" / "icon.svg")  # sent as a data URI: no request
    st.set_page_config(page_title=f"{chosen.title} – {NAME}", page_icon=icon, layout="wide")
    with st.container(key="menu", horizontal=True, gap="xsmall"):  # for phones: see style.css
        for page in pages:
            st.page_link(page)
    with st.container(key="title"):  # the menu shows it already
        st.html(f'<h1 style="position: absolute; clip-path: inset(50%)">{chosen.title}</h1>')
    return chosen
