"""A focus that stays where the keyboard was: the adapter of `assets/focus.js`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import streamlit as st

from cnn.paths import ASSETS

_SCRIPT = ASSETS / "focus.js"


def keep_focus(box: str) -> None:
    """Keep the focus in the container with this key when its focused button is replaced by others.

    To be called after the buttons, and outside of the container.
    """
    with st.container(key=f"focus_{box}"):
        _component()(key=f"focus_script_{box}", data={"box": box}, height=1)


@lru_cache(maxsize=1)
def _component() -> Any:
    return st.components.v2.component("explorer.focus", js=_SCRIPT.read_text(encoding="utf-8"))
