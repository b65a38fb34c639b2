"""Train it yourself: the network that the learner designed, live, with their own drawing in sight."""

import streamlit as st

from cnn.ui import canvas, controls, page, state
from cnn.ui.training import live as training_live
from cnn.ui.training import results as training_results
from cnn.ui.training import runs as training_runs
from cnn.ui.training import settings as training
from cnn.ui.training import weights as training_weights

page.begin()
training_runs.warm_up()
board, views = st.columns([280, 952], gap="small")

with board, st.container(key="board", gap="small"):
    canvas.drawing_canvas()
    canvas.canvas_buttons()
    canvas.example_buttons()
    training_weights.weights_box()

with views, st.container(key="training", gap="small"):
    going = training_live.live()
    training.settings(going)
    controls.problem_notice()
    state.settings_to_url()

training_results.results()
