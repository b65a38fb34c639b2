"""Messages of a browser that say what no page of this app says: a widget's value of the wrong kind is no value.

Streamlit would answer with an error at this run and at every later one, until the page is loaded again.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from streamlit.runtime.state.session_state import Serialized, WStates


@lru_cache(maxsize=1)
def ignore_forged() -> None:
    """From now on a value that its widget cannot read is left out, in every session: the widget keeps the one before.

    Leans on Streamlit's own class, where every value is read for the first time.
    """
    read = WStates.__getitem__

    def forgiving(states: WStates, key: str) -> Any:
        if _is_of_another_kind(states, key):
            raise KeyError(key)
        try:
            return read(states, key)
        except Exception as error:
            raise KeyError(key) from error

    WStates.__getitem__ = forgiving  # type: ignore[method-assign]


def _is_of_another_kind(states: WStates, key: str) -> bool:
    value, widget = states.states.get(key), states.widget_metadata.get(key)
    if not isinstance(value, Serialized) or widget is None:
        return False
    return value.value.WhichOneof("value") not in (None, widget.value_type)
