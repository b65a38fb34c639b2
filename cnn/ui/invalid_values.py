"""Ignores invalid widget values: messages of a browser that no page of this app would send.

With a value of the wrong type, Streamlit would fail in this run and in every later one, until the page is reloaded.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state import SessionState

_ALSO_SENT = {("int_value", "double_value")}
"""(sent, registered) types that differ in valid messages too: those of a number input of whole numbers."""


@lru_cache(maxsize=1)
def ignore_invalid_values() -> None:
    """From now on a value that its widget cannot read is ignored, in every session: the widget keeps its last value.

    Depends on the Streamlit class in which every value is read for the first time.
    """
    kind = type(SessionState()._new_widget_state)
    read = kind.__getitem__

    def forgiving(states: Any, key: str) -> Any:
        if _is_of_another_kind(states, key):
            raise KeyError(key)
        try:
            return read(states, key)
        except Exception as error:
            raise KeyError(key) from error

    kind.__getitem__ = forgiving  # type: ignore[method-assign]


def _is_of_another_kind(states: Any, key: str) -> bool:
    value, widget = states.states.get(key), states.widget_metadata.get(key)
    if widget is None or not isinstance(getattr(value, "value", None), WidgetState):  # or it was read before
        return False
    sent = value.value.WhichOneof("value")
    return sent not in (None, widget.value_type) and (sent, widget.value_type) not in _ALSO_SENT
