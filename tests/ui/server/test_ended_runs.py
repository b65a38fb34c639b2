"""What a run of a page said last is sent, also if a part of the page is asked for in that moment."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

from cnn.ui.streamlit_internals import send_the_end_of_every_run


@dataclass(eq=False)
class Runner:
    """A runner that takes no more requests. _execing: its script still runs, because it was stopped from outside."""

    _execing: bool = False
    stopped: list[None] = field(default_factory=list)

    def request_rerun(self, _asked: Any) -> bool:
        return False

    def request_stop(self) -> None:
        self.stopped.append(None)


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("request_rerun", "_handle_scriptrunner_event_on_event_loop"):  # so that they are put back
        monkeypatch.setattr(AppSession, name, getattr(AppSession, name))
    monkeypatch.setattr(AppSession, "has_fragment", lambda _session, _part: True)
    monkeypatch.setattr(
        AppSession, "_create_scriptrunner", lambda session, _asked: setattr(session, "_scriptrunner", Runner())
    )
    send_the_end_of_every_run()
    session = AppSession.__new__(AppSession)
    session._state = AppSessionState.APP_NOT_RUNNING
    session._client_state, session._browser_queue = ClientState(), ForwardMsgQueue()
    session._message_enqueued_callback = None
    session._settled = None
    yield session
    monkeypatch.undo()  # so that nothing is shut down that was never begun
    session._state = AppSessionState.SHUTDOWN_REQUESTED


def _sent_after(session: Any, before: Runner, part: str) -> list[str]:
    """The types of messages to the browser if a part of the page ("": all of it) is asked for before the last words of
    the runner before are taken."""

    async def asked_for() -> None:
        session._event_loop = asyncio.get_running_loop()
        session._scriptrunner = before
        session.request_rerun(ClientState(fragment_id=part))
        now = session._scriptrunner
        assert now is not before
        timer = ForwardMsg()
        timer.auto_rerun.interval = 1
        session._handle_scriptrunner_event_on_event_loop(before, ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, timer)
        session._handle_scriptrunner_event_on_event_loop(before, ScriptRunnerEvent.SHUTDOWN)
        assert session._scriptrunner is now

    asyncio.run(asked_for())
    return [message.WhichOneof("type") for message in session._browser_queue.flush()]


def test_a_run_that_has_ended_is_heard_to_its_end(session: Any) -> None:
    assert _sent_after(session, Runner(), "a part") == ["auto_rerun"]


def test_a_run_that_still_goes_on_after_it_was_stopped_is_not_heard(session: Any) -> None:
    assert _sent_after(session, Runner(_execing=True), "a part") == []


def test_before_a_run_of_the_whole_page_nothing_is_needed(session: Any) -> None:
    assert _sent_after(session, Runner(), "") == []
