"""A bar for what may take longer than a moment."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from cnn.explain.progress import Progress

MOMENT = 0.3
"""Seconds before the bar is shown: what is ready by then would make it blink."""


@contextmanager
def progress_bar(words: str) -> Iterator[Progress]:
    """Room for a bar. Within, it is moved by calling what is yielded with the share that is done, 0 to 1."""
    with st.container(key="reasons_progress"):
        place = st.empty()
    began = time.monotonic()

    def tell(share: float) -> None:
        if time.monotonic() - began > MOMENT:
            place.progress(min(1.0, max(0.0, share)), words)

    yield tell
    place.empty()
