"""Both networks with one drawing: what each is, its answer, and all its layers, on the same colour scales."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn.figures.arrangement import LOW
from cnn.figures.network import network_drawing
from cnn.figures.numbers import sure
from cnn.figures.scales import common_tops
from cnn.figures.theme import theme_named
from cnn.network.shapes import layer_shapes
from cnn.network.trace import Trace
from cnn.training.accuracy_meter import accuracy_meter
from cnn.ui import chart, linked, live, models, page, state
from cnn.ui.compare import words
from cnn.ui.compare.networks import changing_network, pinned_network
from cnn.ui.microscope import borrowed_network
from cnn.ui.prediction import figure_words, probabilities_table, warning_about
from cnn.ui.session import Session
from cnn.ui.words import as_html
from cnn.weights.load import LoadedModel

_COMMON = live.View("a", views=("a", "b"), leading="b", places="low", scope="layer", is_shared=True)
VIEWS = {"a": _COMMON, "b": replace(_COMMON, name="b")}


class Keys(NamedTuple):
    """Of the containers of one network: its figure, and its answer."""

    key: str
    answer: str


KEYS = {"a": Keys(key="network_a", answer="answer_a"), "b": Keys(key="network_b", answer="answer_b")}

Both = dict[str, LoadedModel]
"""A and B, by the names of `VIEWS`."""

_START = '<div class="answer"><span class="second">Draw a digit.</span></div>'


def both_networks(now: Session) -> Both:
    """A and B."""
    return {"a": pinned_network(now), "b": changing_network(now)}


def generated_share(loaded: LoadedModel) -> float | None:
    """Share of the generated digits that a network reads; None while it is being measured."""
    return accuracy_meter().of(loaded).generated


def generated_read(loaded: LoadedModel) -> np.ndarray | None:
    """bool (1000,): which of the generated digits a network reads; None while it is being measured."""
    return accuracy_meter().of(loaded).read


def sides(both: Both, place: DeltaGenerator, is_live: bool) -> None:
    """Both networks, one over the other, and what their answers have in common.

    place: of the answers in numbers. is_live: the browser runs both.
    """
    now = state.session()
    tables = place.container(key="answers_table")
    if is_live:
        _by_the_browser(both, now, tables)
    else:
        _by_the_server(both, now, tables)


def _by_the_browser(both: Both, now: Session, tables: DeltaGenerator) -> None:
    for name, view in VIEWS.items():
        with tables:
            _table_head(name)
            live.table(view)
        with _row(name, both):
            live.answer(now, view, {"must": "", "example": "an example", "invitation": _START})
        with st.container(key=KEYS[name].key):
            live.network(both[name], now, page.theme(), view)
    with st.container(key="verdict"):
        live.verdict()
    _linked(both, blank=now.canvas.is_emptied)


def _by_the_server(both: Both, now: Session, tables: DeltaGenerator) -> None:
    image = now.canvas.image
    traces = None if image is None else {name: models.trace_of(loaded, image) for name, loaded in both.items()}
    shown = traces or {name: models.blank_trace(loaded.model.spec) for name, loaded in both.items()}
    tops = common_tops(tuple(shown.values()))
    for name in VIEWS:
        trace = traces[name] if traces else None
        with tables:
            _table_head(name)
            probabilities_table(trace)
        with _row(name, both):
            st.html(_answer(trace, name, warning_about(both[name], trace, now.canvas) if trace else ""))
        drawing = network_drawing(shown[name], "layer", theme_named(page.theme()), LOW, tops)
        alt = f"Network {name.upper()}. {figure_words(trace, layer_shapes(both[name].model.spec))}"
        chart.figure(drawing, key=KEYS[name].key, alt=alt, mark="explorer:maps")
    with st.container(key="verdict"):
        said = words.answers_compared(traces["a"].probabilities, traces["b"].probabilities) if traces else ""
        st.html(f'<div class="verdict-line">{said}</div>')
    _linked(both, blank=traces is None)


def _linked(both: Both, blank: bool) -> None:
    """The lines under both figures, which share one place: see compare.css."""
    with st.container(key="cell_lines"):
        st.html(f'<div class="scale-line">{words.ONE_SCALE}</div>')
        for name, loaded in both.items():
            linked.linked_views(layer_shapes(loaded.model.spec), KEYS[name].key, blank, partial(_lend, name, loaded))


def _lend(name: str, loaded: LoadedModel) -> None:
    """Let the Microscope show this network, where it is not the session's anyway."""
    if loaded is not models.current(state.session()):
        borrowed_network.look_at(loaded, f"network {name.upper()} of Compare")


def _row(name: str, both: Both) -> DeltaGenerator:
    """What a network is; returns the place of its answer."""
    loaded = both[name]
    with st.container(key=f"side_{name}", horizontal=True, vertical_alignment="center", gap="small"):
        is_open = generated_share(loaded) is None
        st.fragment(_head, run_every=1.0 if is_open else None)(name, loaded, is_open)
        return st.container(key=KEYS[name].answer)


def _head(name: str, loaded: LoadedModel, was_open: bool) -> None:
    spec, share = loaded.model.spec, generated_share(loaded)
    called = as_html(f"{words.name_of(spec)}, {words.weights_of(loaded)}")
    st.html(
        f'<div class="side"><b class="letter" aria-label="Network {name.upper()}">{name.upper()}</b>'
        f'<span class="called" title="{called}">{called}</span>'
        f'<span class="facts">{words.size_of(spec)} · {words.read_words(share)}</span></div>'
    )
    if was_open and share is not None:
        st.rerun()  # the whole page, so that this part stops looking, and the differences are told


def _answer(trace: Trace | None, name: str, warning: str) -> str:
    if trace is None:
        return _START
    return (
        f'<div class="answer{" doubtful" if warning else ""}" data-spoken="answer_{name}">'
        f'<span class="digit">{trace.prediction}</span><div><span class="share">'
        f'{sure(float(trace.probabilities.max()))}</span><span class="second">{warning}</span></div></div>'
    )


def _table_head(name: str) -> None:
    st.html(f"<h3>Network {name.upper()}: the answer in numbers</h3>")
