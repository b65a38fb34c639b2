"""A widget value of a type that its own script never sends is ignored; what the script sends is read."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state import SessionState
from streamlit.runtime.state.common import WidgetMetadata

from cnn.ui.invalid_values import ignore_invalid_values


def value_of(value_type: Any, **sent: Any) -> object:
    """What a widget that is registered for `value_type` reads of a message."""
    ignore_invalid_values()
    states = SessionState()._new_widget_state
    states.set_widget_from_proto(WidgetState(id="w", **sent))
    states.set_widget_metadata(WidgetMetadata("w", lambda value: value, lambda value: value, value_type))
    return states["w"]


def test_a_number_input_of_whole_numbers_is_read() -> None:
    """It is registered for a double, and its script sends an integer."""
    assert value_of("double_value", int_value=3) == 3
    assert value_of("double_value", double_value=0.5) == 0.5


def test_a_value_of_the_wrong_type_is_ignored() -> None:
    for value_type, sent in (("double_value", {"string_value": "x"}), ("string_value", {"int_value": 1})):
        with pytest.raises(KeyError):
            value_of(value_type, **sent)
