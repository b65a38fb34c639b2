"""A figure in pieces: side by side they look like one; on a phone Streamlit puts them one under the other."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from cnn.ui import page


def in_pieces(figures: Sequence[go.Figure], widths: Sequence[float], key: str, alts: Sequence[str]) -> None:
    """Put the figures into columns of these widths (more widths than figures: the rest stays free).

    The first container has the key `key`, the others `key`_1, `key`_2, …; alts: what each shows, in words.
    """
    columns = st.columns(list(widths), gap=None)
    for number, (figure, alt) in enumerate(zip(figures, alts, strict=True)):
        with columns[number]:
            page.figure(figure, key=f"{key}_{number}" if number else key, alt=alt)
