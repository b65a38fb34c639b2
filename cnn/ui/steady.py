"""Figures that change all the time and do not blink: the adapter of `assets/steady.js`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import streamlit as st

from cnn.paths import ASSETS

_SCRIPT = ASSETS / "steady.js"


@lru_cache(maxsize=1)
def _component() -> Any:
    return st.components.v2.component("explorer.steady", js=_SCRIPT.read_text(encoding="utf-8"))


def steady(*figures: str) -> None:
    """Keep the last picture of these figures (keys of `page.figure`) on the page until the next one is drawn.

    To be called after the figures.
    """
    with st.container(key=f"steady_{figures[0]}"):
        _component()(key=f"steady_script_{figures[0]}", data={"figures": list(figures)}, height=1)
