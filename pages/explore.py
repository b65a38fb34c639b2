"""Explore: draw a digit, set the layers, see every layer. The default page."""

from functools import partial

import streamlit as st

from cnn.figures.network import network_drawing
from cnn.figures.scales import SCOPES
from cnn.figures.theme import theme_named
from cnn.network.shapes import layer_shapes
from cnn.ui import canvas, chart, controls, linked, live, models, page, pen, state
from cnn.ui.lessons import card, course
from cnn.ui.prediction import figure_words, prediction, prediction_row, probabilities_table
from cnn.ui.shapes_table import shapes_table

page.begin(course.resume)
board, views = st.columns([280, 952], gap="small")

with board, st.container(key="board", gap="small"):
    canvas.drawing_canvas()
    canvas.canvas_buttons()
    card.card("explore")
    scope = partial(controls.scope_switch, SCOPES)
    fills = canvas.example_buttons, canvas.upload
    for part in (scope, *fills) if course.is_about("scope") else (*fills, scope):  # above, it is in sight with the maps
        part()
    linked.way_to_the_microscope()

with st.container(key="twin"):
    st.html('<h2 class="section">The same in numbers</h2>')
    probabilities, shapes = st.empty(), st.empty()  # written by the parts below, which run alone


@st.fragment  # all that a stroke changes, where the server draws
def answer_and_network() -> None:
    now = state.session()
    image = now.canvas.image
    layers, loaded = layer_shapes(now.network.spec), models.current(now)
    is_live = live.is_possible(loaded, now)
    pen.follow_pen("explore", is_live)
    if is_live:
        with probabilities.container():
            live.table()
        with st.container(key="seen", gap="small"):  # stays in sight on a small screen: see layout.css
            with prediction_row(loaded):
                live.answer(now)
            with st.container(key="network"):
                live.network(loaded, now, page.theme())
        linked.linked_views(layers, blank=now.canvas.is_emptied)
        return
    trace = None if image is None else models.trace_of(loaded, image)
    with probabilities.container():
        probabilities_table(trace)
    drawing = network_drawing(trace or models.blank_trace(now.network.spec), now.page.scope, theme_named(page.theme()))
    with st.container(key="seen", gap="small"):  # stays in sight on a small screen: see layout.css
        prediction(trace, loaded, now)
        chart.figure(drawing, key="network", alt=figure_words(trace, layers), mark="explorer:maps")
    linked.linked_views(layers, blank=trace is None)


@st.fragment  # all that a setting changes
def network_and_settings() -> None:
    course.attend_settings()
    layers = layer_shapes(state.session().network.spec)
    with st.container(key="views", gap="small"):
        answer_and_network()
        controls.setting_blocks(layers)
        controls.problem_notice()
    with shapes.container():
        shapes_table(layers)


with views:
    network_and_settings()
card.offer_tour()
