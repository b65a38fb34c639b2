"""Ignores invalid widget values: messages of a browser that no page of this app would send.

With a value of the wrong type, Streamlit would fail in this run and in every later one, until the page is reloaded.
"""

from __future__ import annotations

from functools import lru_cache

from cnn.ui import streamlit_internals

_ALSO_SENT = {("int_value", "double_value")}
"""(sent, registered) types that differ in valid messages too: those of a number input of whole numbers."""


@lru_cache(maxsize=1)
def ignore_invalid_values() -> None:
    """From now on a value that its widget cannot read is ignored, in every session: the widget keeps its last value."""
    streamlit_internals.ignore_values(_is_wrong)


def _is_wrong(sent: str, registered: str) -> bool:
    return sent != registered and (sent, registered) not in _ALSO_SENT
