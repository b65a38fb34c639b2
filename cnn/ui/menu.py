"""The pages in the order of the menu, which `app.py` puts over them."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.pages_manager import PagesManager

_PAGES = Path(__file__).resolve().parents[2] / "pages"


def menu() -> StreamlitPage:
    """Title and width of every page, and the menu; returns the page that is asked for, to be run."""
    st.set_page_config(page_title="SimpleCNN Explorer", page_icon="✏️", layout="wide")
    pages = [
        st.Page(_PAGES / "explore.py", title="Explore", icon="✏️", default=True),
        st.Page(_PAGES / "microscope.py", title="Microscope", icon="🔬"),
        st.Page(_PAGES / "shapes.py", title="Shapes", icon="📐"),
        st.Page(_PAGES / "training.py", title="Train", icon="🏋️"),
    ]
    chosen = st.navigation(pages, position="top")
    with st.container(key="menu", horizontal=True, gap="xsmall"):  # for phones: see style.css
        for page in pages:
            st.page_link(page)
    return chosen


def menu_if_missing() -> None:
    """For a page whose address is the first that a new server is asked for: Streamlit then runs it without `app.py`
    and would list the names of the files in a sidebar. Begun anew, it runs under `app.py` as any later one does: what
    is clicked on a page that ran alone reaches widgets that are no longer there."""
    if PagesManager.uses_pages_directory:
        menu()
        st.rerun()
