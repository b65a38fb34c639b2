"""Lessons: guided steps on the other pages, each of which waits until it is done."""

import streamlit as st

from cnn.ui import controls, page, state
from cnn.ui.lessons import card, catalogue, course

page.begin(course.resume)
with st.container(key="lessons_page"):
    card.card("lessons")
    if state.session().network.problem is None:  # there are no settings here
        controls.problem_notice()
    catalogue.catalogue()
