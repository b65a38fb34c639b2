"""Messages of a browser that say what no page of this app says: a widget's value of the wrong kind is no value.

Streamlit would answer with an error at this run and at every later one, until the page is loaded again.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state import SessionState

_ALSO_SENT = {("int_value", "double_value")}
"""What a widget's own script sends beside the kind it is registered for: a number input of whole numbers."""


@lru_cache(maxsize=1)
def ignore_invalid_values() -> None:
    """From now on a value that its widget cannot read is left out, in every session: the widget keeps the one before.

    Leans on Streamlit's own class, where every value is read for the first time.
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
