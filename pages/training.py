"""Train: the learner's network is trained live, with their own drawing beside it."""

import streamlit as st

from cnn.ui import canvas, controls, page, state
from cnn.ui.lessons import card, course
from cnn.ui.training import live, results, runs, settings, weights

page.begin(course.resume)
runs.warm_up()
board, views = st.columns([280, 952], gap="small")

with board, st.container(key="board", gap="small"):
    canvas.drawing_canvas()
    canvas.canvas_buttons()
    card.card("training")
    canvas.example_buttons()
    weights.weights_box()

with views, st.container(key="training", gap="small"):
    going = live.live()
    settings.settings(going)
    controls.problem_notice()
    state.settings_to_url()

results.results()
