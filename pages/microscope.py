"""Microscope: one cell of one layer, with every number that it is made of."""

import streamlit as st

from cnn.ui import page, state

page.begin()
with st.container(key="microscope"):
    st.write(str(state.session().cell))
