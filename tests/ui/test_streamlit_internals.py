"""Streamlit's internals are as the adapter expects; the README names the tests with a running server."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from streamlit import cli_util
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from cnn.ui import streamlit_internals as internals


def test_the_first_page_is_in_the_static_folder_and_its_body_has_no_attributes() -> None:
    assert (internals.static_folder() / "index.html").read_text(encoding="utf-8") == internals.first_page()
    assert internals.first_page().count("<body>") == 1


def test_own_names_of_this_machine_are_always_allowed_as_hosts() -> None:
    assert internals.is_host_allowed("localhost:8501") and internals.is_host_allowed("127.0.0.1")


def test_without_a_server_and_a_page_there_is_nothing() -> None:
    assert not internals.is_running_a_page() and not internals.is_history_navigation()
    assert internals.session_id() == internals.page_id() == ""
    assert internals.closed_sessions() is None and internals.is_page_open("anything")


def test_a_closed_event_loop_is_opened_again_and_one_in_use_is_not_closed() -> None:
    session = SimpleNamespace(_script_event_loop=asyncio.new_event_loop(), _scriptrunner=object())
    internals.close_event_loop(session)
    assert not session._script_event_loop.is_closed()
    session._scriptrunner = None
    internals.close_event_loop(session)
    internals.close_event_loop(session)
    assert session._script_event_loop.is_closed()
    internals.reopen_event_loop(session)
    reopened = session._script_event_loop
    internals.reopen_event_loop(session)
    assert session._script_event_loop is reopened and not reopened.is_closed()
    reopened.close()


def test_the_browser_is_opened_at_the_apps_address(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(cli_util, "open_browser", opened.append)
    internals.open_browser()
    assert [url.partition(":")[0] for url in opened] == ["http"]


def test_streamlits_classes_have_the_names_that_are_used() -> None:
    fields = ScriptRunContext.__dataclass_fields__
    uses = (
        (Runtime.__init__, "_session_mgr"),
        (WebsocketSessionManager.__init__, "_session_storage"),
        (MemorySessionStorage.__init__, "_cache"),
        (AppSession.__init__, "_scriptrunner"),
        (AppSession.__init__, "_script_event_loop"),
    )
    assert [name for method, name in uses if name not in method.__code__.co_names] == []
    assert {"session_id", "page_script_hash", "is_history_navigation"} <= {*fields, *vars(ScriptRunContext)}
    internals.remove_expired(MemorySessionStorage())
