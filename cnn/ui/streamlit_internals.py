"""All that the app's Python code knows of the internals of Streamlit and its server, in small functions.

No other module uses them, as `tests/test_imports.py` checks. The README lists the tests that notice a change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakSet

from starlette.formparsers import MultiPartParser
from streamlit import cli_util, config, file_util, runtime
from streamlit.components.v1 import declare_component
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent, get_script_run_ctx
from streamlit.runtime.state import SessionState
from streamlit.web.server import server_util
from streamlit.web.server.starlette import starlette_websocket

is_host_allowed: Callable[[str], bool] = next(
    getattr(starlette_websocket, name)
    for name in ("is_host_allowed", "_is_host_allowed")
    if hasattr(starlette_websocket, name)
)
"""Whether the server answers to the host in a Host header; the name was private in 1.65, the last version for Python
3.10."""

# The run of a page


def is_running_a_page() -> bool:
    """Whether this thread runs a page for a learner."""
    return get_script_run_ctx(suppress_warning=True) is not None


def session_id() -> str:
    """The id of the session for which this thread runs a page; "" without one."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def page_id() -> str:
    """The id of the page that this thread runs; "" without one."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.page_script_hash if context else ""


def is_history_navigation() -> bool:
    """Whether this run was caused by Back or Forward in the browser."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and bool(context.is_history_navigation)


def is_page_open(session: str) -> bool:
    """Whether the page of the session with this id is connected; always true in tests without a server."""
    return not runtime.exists() or bool(runtime.get_instance().is_active_session(session))


def skip_parts_of_left_pages() -> None:
    """From now on, do not run parts that the last run of the session's page did not have.

    A timer of the page before may ask for its part while the next page runs. Streamlit would then turn back to the page
    before, and the browser would empty the next one.
    """
    run = ScriptRunner._run_script

    def run_unless_left(runner: Any, asked: Any) -> None:
        parts = asked.fragment_id_queue
        if not parts or any(runner._fragment_storage.contains(part) for part in parts):
            run(runner, asked)

    ScriptRunner._run_script = run_unless_left  # type: ignore[method-assign, assignment]


_PRESSES = {"trigger_value", "string_trigger_value", "json_trigger_value", "chat_input_value"}
"""The types of values that last for one run, such as a press of a button."""


def take_no_presses_from_timers() -> None:
    """From now on, ignore the presses in a message that a timer of a page sends.

    The browser sends a press a moment after it happened, and a timer in that moment sends all values, the press among
    them: it would count twice.
    """
    request = AppSession.request_rerun

    def request_without_presses(session: AppSession, asked: Any) -> None:
        if asked is not None and asked.is_auto_rerun:
            values = asked.widget_states.widgets
            kept = [value for value in values if value.WhichOneof("value") not in _PRESSES]
            del values[:]
            values.extend(kept)
        request(session, asked)

    AppSession.request_rerun = request_without_presses  # type: ignore[method-assign, assignment]


_ANSWERS = {"file_urls_response", "backend_operation_response", "heartbeat_ack"}
"""The types of messages that answer a question of the browser."""


def answer_every_question() -> None:
    """From now on, keep the answers to the browser's questions in the queue to it when a run of the page begins.

    The browser asks where to send a file before it sends it, and where to find one that is made when its button is
    pressed. Streamlit throws away what waits for the browser at the begin of a run; with the answer among it, the file
    would never be sent.
    """
    clear = ForwardMsgQueue.clear

    def clear_but_answers(queue: Any, retain_lifecycle_msgs: bool = False, *rest: Any, **named: Any) -> None:
        waiting = queue._queue
        clear(queue, retain_lifecycle_msgs, *rest, **named)
        if retain_lifecycle_msgs:
            kept = {id(message) for message in queue._queue}
            answers = [message for message in waiting if message.WhichOneof("type") in _ANSWERS]
            queue._queue.extend(answer for answer in answers if id(answer) not in kept)

    ForwardMsgQueue.clear = clear_but_answers  # type: ignore[method-assign, assignment]


def keep_downloads_while_a_page_runs() -> None:
    """From now on, keep the files and downloads of a session's last two runs, not only those of the present one.

    A run names its files anew. Until it has come to a button, and until the browser has the new one, the file of the
    button that is on the page belongs to nobody, and the end of any learner's run deletes it.
    """
    clear = MediaFileManager.clear_session_refs

    def clear_but_the_last_two(manager: Any, session: str | None = None) -> None:
        files = manager._files_by_session_and_coord
        here = session or session_id()
        last, before = f"{here} last", f"{here} before"
        with manager._lock:
            if session:  # it has ended
                files.pop(last, None)
                files.pop(before, None)
            elif files.get(here):
                files[before] = files.pop(last, {})
                files[last] = files.pop(here)
        clear(manager, session)

    MediaFileManager.clear_session_refs = clear_but_the_last_two  # type: ignore[method-assign, assignment]


def send_the_end_of_every_run() -> None:
    """From now on, send what a run of a page said last also if a part of the page is asked for in that moment.

    What a run says waits for the session's event loop. Where the run has ended meanwhile, Streamlit starts another
    runner for the part, and ignores what still waits of the one before: timers, elements, and that the run has ended.
    """
    request, handle = AppSession.request_rerun, AppSession._handle_scriptrunner_event_on_event_loop
    ended: WeakSet[ScriptRunner] = WeakSet()

    def request_and_note(session: AppSession, asked: Any) -> None:
        before = session._scriptrunner
        request(session, asked)
        is_for_a_part = asked is not None and asked.fragment_id
        if before is not None and before is not session._scriptrunner and is_for_a_part and not before._execing:
            ended.add(before)  # by itself: parts are otherwise left to the runner that is there

    def handle_also_of_ended(session: Any, sender: Any, event: Any, *rest: Any, **named: Any) -> None:
        current = session._scriptrunner
        if sender is current or sender not in ended or event is ScriptRunnerEvent.SHUTDOWN:
            handle(session, sender, event, *rest, **named)
            return
        session._scriptrunner = sender
        try:
            handle(session, sender, event, *rest, **named)
        finally:
            session._scriptrunner = current

    AppSession.request_rerun = request_and_note  # type: ignore[method-assign, assignment]
    AppSession._handle_scriptrunner_event_on_event_loop = handle_also_of_ended  # type: ignore[method-assign, assignment]


# Sessions whose page has closed


def closed_sessions() -> Any:
    """The storage of the sessions whose page has closed, with `save`, `get` and `list`; None without a server."""
    return getattr(_session_manager(), "_session_storage", None)


def is_any_page_open() -> bool:
    """Whether any learner is connected."""
    return bool(_session_manager().list_active_sessions())


def _session_manager() -> Any:
    return getattr(runtime.get_instance(), "_session_mgr", None) if runtime.exists() else None


def remove_expired(storage: Any) -> None:
    """Remove the sessions that are too old to reconnect from the storage of closed sessions."""
    storage._cache.expire()


def close_event_loop(session: Any) -> None:
    """Close the event loop of a session's scripts, if none of them runs."""
    loop = session._script_event_loop
    if session._scriptrunner is None and not loop.is_closed():
        loop.close()


def reopen_event_loop(session: Any) -> None:
    """Give a session a new event loop for its scripts, if its own is closed."""
    if session._script_event_loop.is_closed():
        session._script_event_loop = asyncio.new_event_loop()


# Values of widgets


def ignore_values(is_wrong: Callable[[str, str], bool]) -> None:
    """From now on, in every session, ignore a value that its widget cannot read, or of which is_wrong(sent, registered)
    is true for the names of the two types, such as "int_value"; the widget keeps its last value."""
    kind = type(SessionState()._new_widget_state)
    read = kind.__getitem__

    def forgiving(states: Any, key: str) -> Any:
        value, widget = states.states.get(key), states.widget_metadata.get(key)
        if widget is not None and isinstance(getattr(value, "value", None), WidgetState):  # not read before
            sent = value.value.WhichOneof("value")
            if sent is not None and is_wrong(sent, widget.value_type):
                raise KeyError(key)
        try:
            return read(states, key)
        except Exception as error:
            raise KeyError(key) from error

    kind.__getitem__ = forgiving  # type: ignore[method-assign]


# Files and addresses


def static_folder() -> Path:
    """The folder of the files that Streamlit serves to a browser."""
    return Path(file_util.get_static_dir())


@lru_cache(maxsize=1)
def first_page() -> str:
    """Streamlit's own first page. Its `<body>` has no attributes."""
    return (static_folder() / "index.html").read_text(encoding="utf-8")


def component_folder(name: str, folder: Path) -> str:
    """Let Streamlit serve a folder as that of a component; returns its address, relative to a page."""
    declare_component(name, path=folder)
    return f"./component/{__name__}.{name}"


def open_browser() -> None:
    """Open the app in a browser of this machine."""
    cli_util.open_browser(server_util.get_url(str(config.get_option("browser.serverAddress"))))


# The start of the server


def run_no_page_without_the_menu() -> None:
    """Do what `st.navigation` does later: the files in `pages/` are not pages by themselves."""
    PagesManager.uses_pages_directory = False


def keep_uploads_in_memory() -> None:
    """Streamlit keeps uploaded files in memory; without this they are first written to a disk, which may be full."""
    MultiPartParser.spool_max_size = int(config.get_option("server.maxUploadSize") * 2**20)
