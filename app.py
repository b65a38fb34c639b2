"""SimpleCNN Explorer: the menu over `pages/`. Every page also runs alone; nothing here is needed by one."""

import streamlit as st

st.set_page_config(page_title="SimpleCNN Explorer", page_icon="✏️", layout="wide")

PAGES = [
    st.Page("pages/explore.py", title="Explore", icon="✏️", default=True),
    st.Page("pages/microscope.py", title="Microscope", icon="🔬"),
    st.Page("pages/shapes.py", title="Shapes", icon="📐"),
    st.Page("pages/training.py", title="Train", icon="🏋️"),
]

st.navigation(PAGES, position="top").run()
