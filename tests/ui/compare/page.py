"""The page Compare without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from cnn.ui.session import Part
from tests.apps import opened, run, session_of


def compare(**query: str) -> AppTest:
    return opened("pages/compare.py", **query)


def with_parts(at: AppTest, *parts: Part) -> AppTest:
    """The page after these parts of the session were changed."""
    at.session_state["explorer"] = session_of(at).with_parts(*parts)
    return run(at)
