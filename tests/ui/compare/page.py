"""The page Compare without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from cnn.ui.session import Part, Session
from tests.apps import opened, run


def compare(**query: str) -> AppTest:
    return opened("pages/compare.py", **query)


def session_of(at: AppTest) -> Session:
    session: Session = at.session_state["explorer"]
    return session


def with_parts(at: AppTest, *parts: Part) -> AppTest:
    """The page after these parts of the session were changed."""
    at.session_state["explorer"] = session_of(at).with_parts(*parts)
    return run(at)
