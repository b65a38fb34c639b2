"""The quiz in the address."""

from __future__ import annotations

import pytest

from cnn.ui import streamlit_internals
from tests.apps import opened, press


def test_the_address_is_emptied_when_the_quiz_is_left() -> None:
    at = opened("pages/quiz.py", quiz="seed:8", conv1_padding="1")
    assert at.query_params["quiz"] in ("seed:8", ["seed:8"])
    at = press(at, "quiz_close")
    assert "quiz" not in at.query_params and at.query_params["conv1_padding"] in ("1", ["1"])


def test_back_starts_nothing_and_is_not_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("pages/quiz.py", quiz="seed:8")
    monkeypatch.setattr(streamlit_internals, "is_history_navigation", lambda: True)
    at.query_params["quiz"] = "seed:9.4"
    at.run()
    assert at.session_state["explorer"].quiz.seed == 8 and at.query_params["quiz"] in ("seed:9.4", ["seed:9.4"])
