"""Frees what Streamlit keeps of closed sessions: open files at once, memory soon after.

Streamlit keeps a session for two minutes after its page has closed, 128 of them at most, and lets none go before
another learner comes. Each holds an event loop for its scripts, three open files, although none of them runs. Leans on
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
"""Seconds after the last departure of a group at which memory is given back."""

_EXPIRED_AFTER = 125.0
"""Seconds after a departure: Streamlit no longer keeps the session."""


@lru_cache(maxsize=1)
def start_freeing() -> None:
    """See to every session of this server from now on; called by every page, done once."""
    manager = getattr(runtime.get_instance(), "_session_mgr", None) if runtime.exists() else None
    if manager is not None:  # a page that is tested has none
        _ClosedSessions(manager).wrap(manager._session_storage)


class _ClosedSessions:
    """Stands before the storage of the sessions whose page has closed. Everything here runs on the server's thread."""

    def __init__(self, manager: Any) -> None:
        self.manager = manager
        self.timers: list[asyncio.TimerHandle] = []

    def wrap(self, storage: Any) -> None:
        """Have every session of `storage` give back its event loop while it is there."""
        self.storage, self.keep, self.find = storage, storage.save, storage.get
        storage.save, storage.get = self.save, self.get

    def save(self, info: Any) -> None:
        """Keep a session for the time in which its page may come back."""
        self.keep(info)
        loop = asyncio.get_running_loop()
        loop.call_soon(self.close_loop_of, info.session)
        for timer in self.timers:
            timer.cancel()
        self.timers = [loop.call_later(seconds, self.give_back) for seconds in (_FREE_AFTER, _EXPIRED_AFTER)]

    def close_loop_of(self, session: Any) -> None:
        """Close a session's event loop, unless its page has come back in the same moment."""
        if self.find(session.id) is not None:
            _close_loop(session)

    def get(self, session_id: str) -> Any:
        """A session whose page comes back, ready to run."""
        info = self.find(session_id)
        if info is not None and info.session._script_event_loop.is_closed():
            info.session._script_event_loop = asyncio.new_event_loop()
        return info

    def give_back(self) -> None:
        """Let go of the sessions that are too old to come back, and of the memory that is free."""
        self.storage._cache.expire()
        for info in self.storage.list():
            _close_loop(info.session)  # one that was still running when its page closed
        if not self.manager.list_active_sessions():
            gc.collect()  # takes 0.2 s, in which nobody waits for an answer
        asyncio.get_running_loop().run_in_executor(None, free_memory)


def _close_loop(session: Any) -> None:
    """Close the event loop of a session's scripts, if none of them runs."""
    loop = session._script_event_loop
    if session._scriptrunner is None and not loop.is_closed():
        loop.close()
