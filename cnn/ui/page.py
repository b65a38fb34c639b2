"""What every page shares: its style, its theme, and how a figure is put on it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnn.digits import handwriting
from cnn.figures.theme import Theme, theme_named
from cnn.paths import ASSETS
from cnn.ui import kept, state
from cnn.ui import models as network
from cnn.ui.forged import ignore_forged
from cnn.ui.server import idle, open_files, packets
from cnn.ui.spoken import spoken
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
    kept.keep(name)
    st.html(f"<style>{_style()}{_variables(theme_named(theme()))}</style>")
    spoken()
    for script in ("scheme", "swipe", "screen"):
        state.listen(f"{script}_script")
        _script(script)(
            key=f"{script}_script", data={"theme": theme()}, height=1, on_changed_change=lambda: None
        )  # what is wanted of a change is the run itself
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


@lru_cache(maxsize=3)
def _script(name: str) -> Any:
    """A script of every page: "scheme" has it run again when it turns light or dark while it is open, "swipe" lets a
    finger scroll it from a slider, "screen" shows where a box can be scrolled."""
    return st.components.v2.component(f"explorer.{name}", js=(ASSETS / f"{name}.js").read_text(encoding="utf-8"))


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


@lru_cache(maxsize=1)
def _style() -> str:
    """All style sheets: style.css for every page, the others for what their names say."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.css")))


def _variables(colours: Theme) -> str:
    """The theme's colours as CSS variables, so that they stand in one file."""
    return (
        ":root{"
        + "".join(f"--explorer-{name.replace('_', '-')}:{value};" for name, value in asdict(colours).items())
        + "}"
    )
