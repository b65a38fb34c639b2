"""Frees what Streamlit keeps for closed sessions: open files at once, memory soon after.

Streamlit keeps a session for two minutes after its page has closed, 128 of them at most, and removes expired ones only
when another learner comes. Each holds an event loop, and with it three open files, although no script runs.
"""

from __future__ import annotations

import asyncio
import gc
from functools import lru_cache
from typing import Any

from cnn.memory import free_memory
from cnn.ui import streamlit_internals

_FREE_AFTER = 3.0
"""Seconds after the last of several pages has closed: then free memory is given back to the system."""

_EXPIRED_AFTER = 125.0
"""Seconds after a page has closed: by then Streamlit's session has expired."""


@lru_cache(maxsize=1)
def start_freeing() -> None:
    """Free every session of this server that is closed from now on; called by every page, done once."""
    storage = streamlit_internals.closed_sessions()
    if storage is not None:  # there is none in tests of a page
        _ClosedSessions(storage)


class _ClosedSessions:
    """Closes the event loop of every session while it is in the storage of closed sessions, by replacing the storage's
    `save` and `get`. Everything here runs on the server's thread."""

    def __init__(self, storage: Any) -> None:
        self.timers: list[asyncio.TimerHandle] = []
        self.storage, self.keep, self.find = storage, storage.save, storage.get
        storage.save, storage.get = self.save, self.get

    def save(self, info: Any) -> None:
        """Store a session, in case its page reconnects."""
        self.keep(info)
        loop = asyncio.get_running_loop()
        loop.call_soon(self.close_loop_of, info.session)
        for timer in self.timers:
            timer.cancel()
        self.timers = [loop.call_later(seconds, self.give_back) for seconds in (_FREE_AFTER, _EXPIRED_AFTER)]

    def close_loop_of(self, session: Any) -> None:
        """Close a session's event loop, unless its page has reconnected in the meantime."""
        if self.find(session.id) is not None:
            streamlit_internals.close_event_loop(session)

    def get(self, session_id: str) -> Any:
        """The session of a page that reconnects, ready to run."""
        info = self.find(session_id)
        if info is not None:
            streamlit_internals.reopen_event_loop(info.session)
        return info

    def give_back(self) -> None:
        """Remove expired sessions, and give free memory back to the system."""
        streamlit_internals.remove_expired(self.storage)
        for info in self.storage.list():
            streamlit_internals.close_event_loop(info.session)  # one that was still running when its page closed
        if not streamlit_internals.is_any_page_open():
            gc.collect()  # takes 0.2 s, while nobody waits
        asyncio.get_running_loop().run_in_executor(None, free_memory)
