"""A Plotly figure on a page."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

PLOT_SETTINGS = {"displayModeBar": False, "responsive": True, "doubleClick": False, "scrollZoom": False}
"""Plotly without buttons of its own."""


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
    """Put a figure, or the data and layout of one, into the container `key`, without Plotly's own buttons.

    alt: what it shows, in words. Arrays stand directly in the traces, not deeper.
    """
    if isinstance(drawing, Mapping):
        drawing = _Ready(drawing)
    with st.container(key=key):
        st.plotly_chart(drawing, theme=None, width="stretch", key=f"{key}_figure", alt=alt, config=PLOT_SETTINGS)


def side_by_side(figures: Sequence[go.Figure], widths: Sequence[float], key: str, alts: Sequence[str]) -> None:
    """Put the figures into columns of these widths (more widths than figures: the rest stays free); on a phone they
    stand one under the other.

    The first container has the key `key`, the others `key`_1, `key`_2, …; alts: what each shows, in words.
    """
    columns = st.columns(list(widths), gap=None)
    for number, (drawing, alt) in enumerate(zip(figures, alts, strict=True)):
        with columns[number]:
            figure(drawing, key=f"{key}_{number}" if number else key, alt=alt)
