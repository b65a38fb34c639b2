"""Explore: draw a digit, set the layers, see every layer. The default page."""

import streamlit as st

from cnn.figures.network import SCOPES, network_figure
from cnn.figures.theme import theme_named
from cnn.shapes import layer_shapes
from cnn.ui import answer, canvas, controls, linked, network, page, state

page.begin()
board, views = st.columns([280, 952], gap="small")

with board, st.container(key="board", gap="small"):
    canvas.drawing_canvas()
    canvas.canvas_buttons()
    canvas.example_buttons()
    canvas.upload()
    controls.scope_switch(SCOPES)

now = state.session()
layers = layer_shapes(now.spec)
image = state.image_of(now)
loaded = network.current(now)
trace = None if image is None else network.trace_of(loaded, image)

with views, st.container(key="views", gap="small"):
    controls.problem_notice()
    answer.prediction(trace, loaded)
    figure = network_figure(trace or network.blank_trace(now.spec), now.scope, theme_named(page.theme()))
    page.figure(figure, key="network", alt=answer.figure_words(trace, layers))
    linked.linked_views(layers, blank=trace is None)
    controls.setting_blocks(layers)

with st.container(key="twin"):
    st.markdown("##### The same in numbers")
    answer.shapes_table(layers)
