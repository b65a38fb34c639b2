"""The server around the pages: what happens when it starts and when it stops, and its own addresses.

A page that runs without `app.py` has none of this and does not need it.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit import config

from cnn.network.spec import TEXTBOOK
from cnn.ui import streamlit_internals
from cnn.ui.server import compression, log_limit, networks, nodelay, open_files, security, static_files, training_cookie

_log = logging.getLogger(__name__)

_HERE = {"localhost", "127.0.0.1", "::1"}
_EVERYWHERE = {"", "0.0.0.0", "::"}


def is_running_a_page() -> bool:
    """Whether the calling file runs for a learner, as opposed to being imported by the server."""
    return streamlit_internals.is_running_a_page()


_loaded = threading.Event()
"""What every page needs is there; cleared when the server begins to load it."""

_loaded.set()


_PATIENCE = 60.0
"""Seconds after which a page imports for itself: what the server imports may hang, as on a disk in a network."""


def wait_until_loaded() -> None:
    """Wait until what every page needs is imported.

    Where many pages reconnect to a server that was restarted, one would otherwise meet what another is just importing:
    Plotly takes a pandas that is half there.
    """
    _loaded.wait(_PATIENCE)


def middleware() -> list[Middleware]:
    """Our middleware around Streamlit's."""
    security.headers()  # a wrong setting is reported when the server starts
    return [Middleware(security.SecurityMiddleware), Middleware(compression.CompressionMiddleware)]


def routes() -> list[BaseRoute]:
    """Our own addresses."""
    return [training_cookie.route(), *static_files.routes(), *networks.routes()]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Runs from the start of the server to its stop."""
    log_limit.limit_log()
    open_files.raise_limit()
    nodelay.set_nodelay()
    streamlit_internals.keep_uploads_in_memory()
    name_hosts()
    streamlit_internals.run_no_page_without_the_menu()
    streamlit_internals.skip_parts_of_left_pages()
    streamlit_internals.take_no_presses_from_timers()
    streamlit_internals.answer_every_question()
    streamlit_internals.keep_downloads_while_a_page_runs()
    streamlit_internals.send_the_end_of_every_run()
    _loaded.clear()
    threading.Thread(target=_load, daemon=True).start()
    if not config.get_option("server.headless"):
        asyncio.get_running_loop().call_soon(streamlit_internals.open_browser)
    yield
    end_trainings = getattr(sys.modules.get("cnn.ui.training.runs"), "end", None)  # None while it is still imported
    if end_trainings is not None:
        end_trainings()


def name_hosts() -> None:
    """If the server was given an address, let it answer to that and to this machine's own names only."""
    given = {str(config.get_option(option) or "") for option in ("server.address", "browser.serverAddress")}
    named = {name for name in given - _EVERYWHERE if not name.startswith("unix:")}
    if not config.get_option("server.allowedHosts") and named - _HERE:
        config.set_option("server.allowedHosts", sorted(named | _HERE))


def _load() -> None:
    """Import what every page needs, and then what saves time later."""
    try:
        for needed in ("pandas", "plotly.graph_objects", "cnn.ui.page"):
            importlib.import_module(needed)
    finally:
        _loaded.set()
    _warm_up()


def _warm_up() -> None:
    """Load what the first page needs before anybody asks for it, then what Reasons needs."""
    models = importlib.import_module("cnn.ui.models")
    models.model_for(TEXTBOOK)
    models.model_for(TEXTBOOK.changed(conv1_kernel_size=3))  # reads the shared weights
    for problem in importlib.import_module("cnn.ui.lessons.files").library().problems:
        _log.warning("A lesson cannot be read: %s", problem)
    plotly = (static_files.PLOTLY / "plotly.min.js").read_bytes()
    compression.compressed(static_files.plotly_path(), plotly, "br")  # 0.2 s that no learner waits
    compression.compressed(static_files.plotly_path(), plotly, "gzip")  # for browsers elsewhere, over HTTP
    importlib.import_module("cnn.explain.attribution")  # captum takes a second: Explore does not need it
