"""Reasons: why this answer, and how far to trust it."""

import streamlit as st

from cnn.network.shapes import layer_shapes
from cnn.ui import canvas, controls, page, state, views
from cnn.ui.lessons import card, course
from cnn.ui.reasons import about, among, attribution, channels, lesion, preparation, robustness

page.begin(course.resume)
SECTIONS = {
    "Which pixels": attribution.attribution_section,
    "What channels look for": channels.channels_section,
    "Among the digits": among.among_section,
    "Change the drawing": robustness.robustness_section,
    "Preparation": preparation.preparation_section,
    "Switch parts off": lesion.lesion_section,
}
board, seen = st.columns([280, 952], gap="small")

with board, st.container(key="board", gap="small"):
    canvas.drawing_canvas()
    canvas.canvas_buttons()
    card.card("reasons")
    canvas.example_buttons()


@st.fragment  # all that a stroke changes, at its end: what is computed here takes longer than the pen needs
def reasons(view: str) -> None:
    canvas.watch_pen(live=False)
    course.attend_part("reasons")
    about.answer_line()
    with st.container(key="reasons", gap="small"):
        SECTIONS[view]()


with seen, st.container(key="views", gap="small"):
    with st.container(key="reasons_switch"):
        chosen = views.switch("reasons")
    reasons(chosen)
    controls.setting_blocks(layer_shapes(state.session().network.spec))
    controls.problem_notice()
