"""A Plotly figure on a page: the adapter of `figure/index.js`, which draws it and changes it in place."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import plotly.graph_objects as go
import streamlit as st

from cnn.ui import components, state
from cnn.ui.payload import packed

Drawing: TypeAlias = go.Figure | Mapping[str, Any]
"""A figure, or the `data` and `layout` of one."""


def figure(drawing: Drawing, key: str, alt: str, mark: str = "", on_point: Callable[[int], None] | None = None) -> None:
    """Put a figure into the container `key`, without Plotly's own buttons.

    alt: what it shows, in words. mark: the name of a performance mark that is set whenever it has been painted with new
    values. on_point: called with the number of a point that was clicked.
    """
    component = components.component("figure/index.js", isolate_styles=False)
    name = f"{key}_figure"

    def take() -> None:
        point = state.widget(name, {}).get("point")
        if on_point is not None and type(point) is int:
            on_point(point)

    state.listen(name)
    with st.container(key=key):
        component(key=name, data=figure_payload(drawing, alt, mark), on_point_change=take)


def figure_payload(drawing: Drawing, alt: str, mark: str = "") -> bytes:
    """A figure as `figure/index.js` takes it; another revision says that something in it is another."""
    if isinstance(drawing, go.Figure):
        drawing = drawing.to_dict()
    body = {"data": drawing["data"], "layout": {"template": {}, "uirevision": "kept"} | drawing["layout"]}
    revision = zlib.crc32(packed(body))
    body["layout"]["datarevision"] = revision
    said = {"figure": body, "alt": alt, "revision": revision, "source": components.plotly_address(), "mark": mark}
    return packed(said)


def side_by_side(figures: Sequence[Drawing], widths: Sequence[float], key: str, alts: Sequence[str]) -> None:
    """Put the figures into columns of these widths (more widths than figures: the rest stays free); on a phone they
    stand one under the other.

    The first container has the key `key`, the others `key`_1, `key`_2, …; alts: what each shows, in words.
    """
    columns = st.columns(list(widths), gap=None)
    for number, (drawing, alt) in enumerate(zip(figures, alts, strict=True)):
        with columns[number]:
            figure(drawing, key=f"{key}_{number}" if number else key, alt=alt)
