"""Compare: two networks side by side, with one drawing."""

import streamlit as st

from cnn.network.shapes import layer_shapes
from cnn.ui import canvas, controls, page, state
from cnn.ui.lessons import card

page.begin()
board, seen = st.columns([280, 952], gap="small")

with board, st.container(key="board", gap="small"):
    canvas.drawing_canvas()
    canvas.canvas_buttons()
    card.card("compare")
    canvas.example_buttons()

with seen, st.container(key="views", gap="small"):
    controls.setting_blocks(layer_shapes(state.session().network.spec))
    controls.problem_notice()
