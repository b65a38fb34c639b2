"""SimpleCNN Explorer: the menu over `pages/`. Every page also runs alone; nothing here is needed by one."""

import streamlit as st

st.set_page_config(page_title="SimpleCNN Explorer", page_icon="✏️", layout="wide")

PAGES = [
    st.Page("pages/explore.py", title="Explore", icon="✏️", default=True),
    st.Page("pages/microscope.py", title="Microscope", icon="🔬"),
    st.Page("pages/shapes.py", title="Shapes", icon="📐"),
    st.Page("pages/training.py", title="Train", icon="🏋️"),
]

chosen = st.navigation(PAGES, position="top")
with st.container(key="menu", horizontal=True, gap="xsmall"):  # for phones: see style.css
    for page in PAGES:
        st.page_link(page)
chosen.run()
