"""Microscope: one cell of one layer with every number that it is made of, the kernels, and what they do."""

import streamlit as st

from cnn.ui import cell, filters, page, slide, state

page.begin()
state.settings_to_url()
VIEWS = {
    "The cell": cell.cell_section,
    "The kernel slides": slide.slide_section,
    "Filters": filters.filters_section,
    "A kernel of your own": filters.own_kernel_section,
    "Colour input": filters.colour_section,
}

with st.container(key="microscope"):
    view = st.segmented_control(
        "view", list(VIEWS), default="The cell", key="microscope_view", required=True, label_visibility="collapsed"
    )
    VIEWS[view]()
