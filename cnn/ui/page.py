"""What every page shares: its style, its theme, and how a figure is put on it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnn.digits import handwriting
from cnn.figures.theme import theme_named
from cnn.ui import kept, state
from cnn.ui import models as network
from cnn.ui.forged import ignore_forged
from cnn.ui.server import front_end, idle, open_files, packets
from cnn.ui.training import runs as training_runs
from cnn.ui.words import notice

PLOT_SETTINGS = {"displayModeBar": False, "responsive": True, "doubleClick": False, "scrollZoom": False}
"""Plotly without chrome of its own."""


def begin() -> None:
    """The first call of every page."""
    packets.send_small_ones_at_once()  # where this page runs without app.py
    _make_room()
    ignore_forged()
    context = get_script_run_ctx()
    name = context.page_script_hash if context else ""
    state.arrive(name)
    if context is not None and context.is_history_navigation:
        state.follow_address()
    training_runs.attend()
    state.settings_to_url()
    kept.keep(name, theme())
    style = "" if front_end.is_served() else front_end.style()
    st.html(f"<style>{style}{front_end.variables(theme_named(theme()))}</style>")
    _say_what_is_damaged()


def _make_room() -> None:
    """For another learner; where there is none, the page ends with a word on it."""
    open_files.raise_limit()
    idle.watch()
    if state.is_new() and open_files.is_full():
        notice(open_files.FULL, "alert")
        st.stop()


def _say_what_is_damaged() -> None:
    """Which files of the app cannot be read; what there is without them is shown all the same."""
    for sentence in filter(None, (network.current(state.session()).problem, handwriting.problem())):
        notice(sentence, "alert")


def theme() -> str:
    """ "light" or "dark", as the learner's browser shows it."""
    return st.context.theme.type or "light"


class _Ready(go.Figure):
    """Data and layout that go to the browser as they are.

    A plain go.Figure copies them twice, looks into every list of them (18 ms of a rerun for the network; this takes 1)
    and adds a template.
    """

    def __init__(self, drawing: Mapping[str, Any]) -> None:
        super().__init__(layout={"template": {}}, _validate=False)
        self._drawing = drawing

    def to_dict(self) -> dict[str, Any]:
        traces = [{name: _encoded(value) for name, value in trace.items()} for trace in self._drawing["data"]]
        return {"data": traces, "layout": self._drawing["layout"]}


def _encoded(value: Any) -> Any:
    """An array as Plotly's JSON has it: base64 of its bytes, with type and shape; anything else as it is."""
    if not isinstance(value, np.ndarray):
        return value
    shape = {"shape": ", ".join(map(str, value.shape))} if value.ndim > 1 else {}
    return {"dtype": value.dtype.str[1:], "bdata": base64.b64encode(value.tobytes()).decode("ascii")} | shape


def figure(drawing: go.Figure | Mapping[str, Any], key: str, alt: str) -> None:
    """Put a figure, or the data and layout of one, into the container `key`, without Plotly's own chrome.

    alt: what it shows, in words. Arrays stand directly in the traces, not deeper.
    """
    if isinstance(drawing, Mapping):
        drawing = _Ready(drawing)
    with st.container(key=key):
        st.plotly_chart(drawing, theme=None, width="stretch", key=f"{key}_figure", alt=alt, config=PLOT_SETTINGS)
