"""What changes is said to screen readers: the adapter of `assets/spoken.js`.

HTML with the attribute `data-spoken="a name"` is said when its words change, once they rest and the pen is up.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import streamlit as st

from cnn.paths import ASSETS

_SCRIPT = ASSETS / "spoken.js"


@lru_cache(maxsize=1)
def _component() -> Any:
    return st.components.v2.component("explorer.spoken", js=_SCRIPT.read_text(encoding="utf-8"))


def spoken() -> None:
    """To be called once on every page, before what is to be said."""
    _component()(key="spoken_script", height=1)
