"""Shapes: the output-size formula with the numbers in, parameters, work, the flow of tensors, and the code."""

import streamlit as st

from cnn.network.shapes import layer_shapes
from cnn.ui import controls, page, state
from cnn.ui.lessons import card, course
from cnn.ui.shapes import code, conv2d, kept_fc1, views
from cnn.ui.views import switch

page.begin(course.resume)
CALCULATOR = "Conv2d calculator"
WITH_BATCH = {"flow", "line by line", "fc1 shape error", "code"}

now = state.session().network
layers = layer_shapes(now.spec)

with st.container(key="shapes_page"):
    card.card("shapes")
    chosen, size = st.columns([4, 1.4], gap="medium", vertical_alignment="center")
    with chosen, st.container(key="views_switch"):
        view = switch("shapes")
    with size, st.container(key="batch_size"):
        batch = views.batch_size() if view in WITH_BATCH else 1

    if view == CALCULATOR:
        state.settings_to_url()
        if now.problem is None:  # there are no settings here
            controls.problem_notice()
    else:
        controls.setting_blocks(layers)
        controls.problem_notice()

    with st.container(key="shapes_of"):
        if view == "line by line":
            views.line_by_line(layers, batch)
        elif view == "parameters and work":
            views.parameters_and_work(layers)
        elif view == "3D view":
            views.maps_in_space()
        elif view == "fc1 shape error":
            kept_fc1.kept_fc1_view(now.spec, batch)
        elif view == "code":
            code.source(now.spec, batch)
        elif view == CALCULATOR:
            conv2d.calculator()
        else:
            views.flow(layers, batch)
