"""What those need who do not see the page or use no mouse: words said to screen readers, and a focus that stays."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

_ASSETS = Path(__file__).resolve().parents[2] / "assets"


def announce(name: str, words: str) -> None:
    """Have screen readers say `words` when they change; name: of this announcer, one at a time says one thing."""
    with st.container(key=f"announce_{name}"):
        _script("announce")(key=f"announce_script_{name}", data={"name": name, "words": words}, height=1)


def keep_focus(box: str) -> None:
    """Keep the focus in the container with this key when its focused button is replaced by others.

    To be called after the buttons, and outside of the container.
    """
    with st.container(key=f"focus_{box}"):
        _script("focus")(key=f"focus_script_{box}", data={"box": box}, height=1)


@lru_cache(maxsize=2)
def _script(name: str) -> Any:
    return st.components.v2.component(f"explorer.{name}", js=(_ASSETS / f"{name}.js").read_text(encoding="utf-8"))
