"""What the start of the quiz says, and the seeds and links that it offers."""

from __future__ import annotations

import pytest
import streamlit as st

from cnn.ui import share
from tests.apps import opened, press, texts


def links(seed: int) -> list[str]:
    return [f"quiz={mode}:{seed}" for mode in ("seed", "before", "after")]


def test_links_follow_the_seed_and_start_what_they_say() -> None:
    at = opened("pages/quiz.py")
    drawn = int(at.number_input(key="quiz_seed").value or 0)
    assert 0 <= drawn <= 9999
    assert [code.value.partition("?")[2] for code in at.code] == links(drawn)
    at.number_input(key="quiz_seed").set_value(77)
    at.number_input(key="quiz_pair_seed").set_value(77).run()
    assert [code.value.partition("?")[2] for code in at.code] == links(77)
    at = press(at, "quiz_start_test")
    assert at.session_state["explorer"].quiz.text == "seed:77"


@pytest.mark.parametrize("host, count", [("localhost:8501", 1), ("127.0.0.1:8501", 1), ("192.168.1.20:8501", 0)])
def test_links_that_work_on_this_computer_only_are_called_so(
    host: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(st.context), "url", f"http://{host}/quiz")
    at = opened("pages/quiz.py")
    assert at.code[0].value.startswith(f"http://{host}/quiz?")
    assert texts(at).count("This address works on this computer only.") == count
    assert len(share.address_warnings(at.code[0].value)) == count


def test_a_seed_is_explained_at_both_fields() -> None:
    captions = [caption.value for caption in opened("pages/quiz.py").caption]
    assert sum("same seed, same questions" in caption for caption in captions) == 2
