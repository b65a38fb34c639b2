"""Microscope: one cell of one layer with every number that goes into it, the kernels, and what they do."""

import streamlit as st

from cnn.ui import controls, page, state, views
from cnn.ui.lessons import card, course
from cnn.ui.microscope import borrowed_network, cell, colour, filters, own_kernel, slide

page.begin(course.resume)
state.settings_to_url()
COLOUR = "Colour input"
SECTIONS = {
    "The cell": cell.cell_section,
    "Sliding kernel": slide.slide_section,
    "Filters": filters.filters_section,
    "A kernel of your own": own_kernel.own_kernel_section,
    COLOUR: colour.colour_section,
}

with st.container(key="microscope"):
    card.card("microscope")
    with st.container(key="microscope_top", horizontal=True, vertical_alignment="center", gap="small"):
        view = views.switch("microscope")
        if view != COLOUR:
            borrowed_network.notice()
    if state.session().network.problem is None:  # there are no settings here
        controls.problem_notice()
    SECTIONS[view]()
