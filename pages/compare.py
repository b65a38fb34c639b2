"""Compare: two networks side by side, with one drawing. A is pinned, B is the session's network."""

import streamlit as st

from cnn.network.shapes import layer_shapes
from cnn.ui import canvas, controls, live, page, pen, state
from cnn.ui.compare import choose, numbers, sides
from cnn.ui.lessons import card, course

page.begin(course.resume)
board, seen = st.columns([280, 952], gap="small")
below, answers = st.container(), st.empty()  # filled last, and by the part below

with board, st.container(key="board", gap="small"):
    canvas.drawing_canvas()
    canvas.canvas_buttons()
    card.card("compare")
    canvas.example_buttons()
    choose.pin_and_swap()
    choose.ready_pairs()


@st.fragment  # all that a stroke changes, where the server draws
def networks() -> None:
    now = state.session()
    both = sides.both_networks(now)
    is_live = all(live.is_possible(loaded, now) for loaded in both.values())
    pen.follow_pen("compare", is_live)
    with st.container(key="sides", gap=None):
        sides.sides(both, answers, is_live)


with seen, st.container(key="views", gap="small"):
    networks()
    controls.setting_blocks(layer_shapes(state.session().network.spec))
    controls.problem_notice()
numbers.differences_section(below)
