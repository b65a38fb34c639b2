"""The teacher's panel: it opens once when asked for, and what is chosen in it reaches the session."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from cnn.ui import teacher
from cnn.ui.session import Session, Teaching
from tests.apps import run

SCRIPT = """
from cnn.ui import state, teacher, teacher_panel
if state.widget("ask"):
    teacher.open_panel()
teacher_panel.open_if_asked()
"""


def panel(**teaching: Any) -> AppTest:
    at = AppTest.from_string(SCRIPT, default_timeout=60)
    at.session_state["explorer"] = Session(teaching=Teaching(**teaching))
    at.session_state["ask"] = True
    return run(at)


def teaching_of(at: AppTest) -> Teaching:
    session: Session = at.session_state["explorer"]
    return session.teaching


def test_it_is_closed_until_asked_for_and_opened_once() -> None:
    at = panel()
    assert at.toggle("panel_large") is not None and not teaching_of(at).panel
    at.session_state["ask"] = False
    assert not run(at).toggle


def test_large_type_is_a_choice() -> None:
    at = panel()
    at.toggle("panel_large").set_value(True)
    assert teaching_of(run(at)).large


def test_a_situation_hides_and_locks_at_once() -> None:
    at = panel()
    assert at.selectbox("panel_situation").value == teacher.SITUATIONS[0].words
    for one in teacher.SITUATIONS[1:]:
        at.selectbox("panel_situation").set_value(one.words)
        run(at)
        assert (teaching_of(at).hidden, teaching_of(at).locked) == (one.hidden, one.locked)
        assert at.selectbox("panel_situation").value == one.words


def test_parts_and_settings_are_chosen_one_by_one() -> None:
    at = panel(hidden=("table",), locked=("conv1_stride",))
    assert at.selectbox("panel_situation").value is None
    at.button_group("panel_hidden").set_value(["table", "upload"])
    assert teaching_of(run(at)).hidden == ("upload", "table")
    at.button_group("panel_locked").set_value([])
    assert teaching_of(run(at)).locked == ()
    assert teaching_of(at).hidden == ("upload", "table")


def test_everybody_look_at_this_shows_link_and_code() -> None:
    at = panel(hidden=("upload",))
    at.segmented_control("panel_view").set_value("Everybody look at this")
    run(at)
    assert "hide=upload" in at.code[0].value
    assert any('class="qr"' in one.proto.body for one in at.get("html"))
