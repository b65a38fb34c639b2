"""One learner's session with a running app over Streamlit's own protocol, without a browser: for measuring the server.

Leans on internals of Streamlit 1.67 (BackMsg and ForwardMsg). The bench uses it, and tests of the server.
"""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

_CACHED_RUNS = 2
"""For so many runs a browser keeps an answer that may come again."""

_OF_EVENTS = "$$STREAMLIT_INTERNAL_KEY_"


def _is_end(answer: ForwardMsg) -> bool:
    """Whether a run has ended, and no other follows it, as after `st.rerun`."""
    is_finished = answer.WhichOneof("type") == "script_finished"
    return is_finished and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


@dataclass(frozen=True)
class Rerun:
    """milliseconds from the request being sent to "script finished" being received; bytes of all answers."""

    milliseconds: float
    received: int


@dataclass
class Learner:
    """A session that remembers its widgets, as a browser does."""

    socket: ClientConnection
    page_hash: str = ""
    widgets: dict[str, str] = field(default_factory=dict)
    values: dict[str, WidgetState] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    cached: dict[str, int] = field(default_factory=dict)
    runs: int = 0

    @classmethod
    def open(cls, url: str) -> Learner:
        """Connect to the app at `url` and run its page for the first time."""
        learner = cls.connected(url)
        learner.rerun()
        return learner

    @classmethod
    def connected(cls, url: str) -> Learner:
        """Connect to the app at `url`, and ask for nothing yet."""
        address = url.replace("http://", "ws://") + "/_stcore/stream"
        protocols = [Subprotocol("streamlit"), Subprotocol("PLACEHOLDER_AUTH_TOKEN")]
        socket = connect(address, subprotocols=protocols, max_size=2**28, max_queue=None, compression=None, proxy=None)
        return cls(socket)

    def close(self) -> None:
        self.socket.close()

    def slide(self, key: str, value: int) -> Rerun:
        """Set a slider."""
        state = WidgetState(id=self.widgets[key])
        state.double_array_value.data.append(value)
        self.values[key] = state
        return self.rerun()

    def press(self, key: str) -> Rerun:
        """Press a button."""
        return self.rerun(WidgetState(id=self.widgets[key], trigger_value=True))

    def draw(self, drawing: np.ndarray, sequence: int) -> Rerun:
        """Send a drawing, uint8 (size, size), as the script on the canvas does at pen-up."""
        return self.rerun(self.stroke(drawing, sequence), fragment=self.fragments["ink"])

    def stroke(self, drawing: np.ndarray, sequence: int, followed: bool = True) -> WidgetState:
        """What `draw` sends; followed: the browser has drawn its maps already."""
        rows, columns = np.flatnonzero(drawing.any(axis=1)), np.flatnonzero(drawing.any(axis=0))
        value: dict[str, Any] = {"top": 0, "left": 0, "height": 0, "width": 0, "ink": ""}
        if rows.size:
            ink = drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            text = base64.b64encode(ink.tobytes()).decode("ascii")
            value = {
                "top": int(rows[0]), "left": int(columns[0]), "height": ink.shape[0], "width": ink.shape[1],
                "ink": text,
            }  # fmt: skip
        return self.event("ink", "drawing", value | {"size": len(drawing), "sequence": sequence, "followed": followed})

    def event(self, key: str, name: str, value: Any) -> WidgetState:
        """What the script of a component sends; name "" for what is not even an event."""
        sent = WidgetState(id=f"{_OF_EVENTS}{self.widgets[key]}__events")
        sent.json_trigger_value = json.dumps([{"event": name, "value": value}] if name else value)
        return sent

    def rerun(self, *once: WidgetState, fragment: str = "", by_timer: bool = False) -> Rerun:
        """Ask for a run of the page with all widget values, and those of `once` for this time; read all answers.

        fragment: the part of the page that runs, all of it where this is empty; by_timer: a timer of the page asks.
        """
        start = time.perf_counter()
        self.ask(*once, fragment=fragment, by_timer=by_timer)
        received, running = 0, False
        while True:
            answer, size = self.next_message()
            received += size
            running |= answer.WhichOneof("type") == "new_session"
            if running and _is_end(answer):
                return Rerun(1000 * (time.perf_counter() - start), received)

    def ask(self, *once: WidgetState, fragment: str = "", by_timer: bool = False) -> None:
        """Send what `rerun` sends, and read nothing."""
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = by_timer
        message.rerun_script.page_script_hash = self.page_hash
        message.rerun_script.widget_states.widgets.extend([*self.values.values(), *once])
        for event in once:  # a component without a value would lose its event
            if event.WhichOneof("value") == "json_trigger_value":
                component = event.id.removeprefix(_OF_EVENTS).removesuffix("__events")
                message.rerun_script.widget_states.widgets.append(WidgetState(id=component, json_value="{}"))
        self.runs += 1
        self.cached = {name: run for name, run in self.cached.items() if self.runs - run <= _CACHED_RUNS}
        message.rerun_script.cached_message_hashes.extend(self.cached)
        self.socket.send(message.SerializeToString())

    def all_messages(self) -> list[ForwardMsg]:
        """The messages until a run has ended that no other follows, and none comes any more."""
        found: list[ForwardMsg] = []
        seconds = 60.0
        while True:
            try:
                found.append(self.next_message(seconds)[0])
            except TimeoutError:
                return found
            if _is_end(found[-1]):
                seconds = 1.5

    def next_message(self, seconds: float = 60) -> tuple[ForwardMsg, int]:
        """The next message, and its bytes; TimeoutError if none comes for so long."""
        data = self.socket.recv(timeout=seconds)
        assert isinstance(data, bytes)
        answer = ForwardMsg.FromString(data)
        self._note(answer)
        return answer, len(data)

    def _note(self, answer: ForwardMsg) -> None:
        """Keep what later requests need: the page, the widgets' ids by their keys, and what need not be sent again."""
        if answer.WhichOneof("type") == "new_session":
            self.page_hash = answer.new_session.page_script_hash
        if answer.WhichOneof("type") == "ref_hash":
            self.cached[answer.ref_hash] = self.runs
        elif answer.metadata.cacheable and answer.hash:
            self.cached[answer.hash] = self.runs
        if answer.WhichOneof("type") != "delta" or answer.delta.WhichOneof("type") != "new_element":
            return
        element = answer.delta.new_element
        widget = getattr(element, element.WhichOneof("type") or "", None)
        name = getattr(widget, "id", "")
        if name:  # "$$ID-<hash>-<key>"
            key = name.split("-", 2)[-1]
            self.widgets[key] = name
            self.fragments[key] = answer.delta.fragment_id
