"""Frees what Streamlit keeps for closed sessions: open files at once, memory soon after.

Streamlit keeps a session for two minutes after its page has closed, 128 of them at most, and removes expired ones only
when another learner comes. Each holds an event loop, and with it three open files, although no script runs. Depends on
internals of Streamlit 1.67: `Runtime._session_mgr`, its `_session_storage`, `AppSession._scriptrunner` and
`_script_event_loop`; `tests/ui/server/test_open_files.py` notices a change.
"""

from __future__ import annotations

import asyncio
import gc
from functools import lru_cache
from typing import Any

from streamlit import runtime

from cnn.memory import free_memory

_FREE_AFTER = 3.0
"""Seconds after the last of several pages has closed: then free memory is given back to the system."""

_EXPIRED_AFTER = 125.0
"""Seconds after a page has closed: by then Streamlit's session has expired."""


@lru_cache(maxsize=1)
def start_freeing() -> None:
    """Free every session of this server that is closed from now on; called by every page, done once."""
    manager = getattr(runtime.get_instance(), "_session_mgr", None) if runtime.exists() else None
    if manager is not None:  # there is none in tests of a page
        _ClosedSessions(manager).wrap(manager._session_storage)


class _ClosedSessions:
    """A wrapper around the storage of closed sessions. Everything here runs on the server's thread."""

    def __init__(self, manager: Any) -> None:
        self.manager = manager
        self.timers: list[asyncio.TimerHandle] = []

    def wrap(self, storage: Any) -> None:
        """Close the event loop of every session while it is in `storage`."""
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
            _close_loop(session)

    def get(self, session_id: str) -> Any:
        """The session of a page that reconnects, ready to run."""
        info = self.find(session_id)
        if info is not None and info.session._script_event_loop.is_closed():
            info.session._script_event_loop = asyncio.new_event_loop()
        return info

    def give_back(self) -> None:
        """Remove expired sessions, and give free memory back to the system."""
        self.storage._cache.expire()
        for info in self.storage.list():
            _close_loop(info.session)  # one that was still running when its page closed
        if not self.manager.list_active_sessions():
            gc.collect()  # takes 0.2 s, while nobody waits
        asyncio.get_running_loop().run_in_executor(None, free_memory)


def _close_loop(session: Any) -> None:
    """Close the event loop of a session's scripts, if none of them runs."""
    loop = session._script_event_loop
    if session._scriptrunner is None and not loop.is_closed():
        loop.close()
