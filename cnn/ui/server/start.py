"""The server around the pages: what happens when it starts and when it ends, and its own addresses.

A page that runs without `app.py` has none of this, and needs none of it.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit import cli_util, config
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.server import server_util

from cnn.network.spec import TEXTBOOK
from cnn.ui.server import log_limit, nodelay, open_files, security, static_files, training_cookie

_HERE = {"localhost", "127.0.0.1", "::1"}
_EVERYWHERE = {"", "0.0.0.0", "::"}


def is_running_a_page() -> bool:
    """Whether the file that asks is run for a learner, as opposed to being imported by the server."""
    return get_script_run_ctx(suppress_warning=True) is not None


def middleware() -> list[Middleware]:
    """What stands around Streamlit's own."""
    security.headers()  # a wrong setting is said at the start
    return [Middleware(security.SecurityMiddleware)]


def routes() -> list[BaseRoute]:
    """Our own addresses."""
    return [training_cookie.route(), *static_files.routes()]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """From the start of the server to its end."""
    log_limit.limit_log()
    open_files.raise_limit()
    nodelay.set_nodelay()
    keep_uploads_in_memory()
    name_hosts()
    PagesManager.uses_pages_directory = False  # as `st.navigation` will say: no page is run without the menu
    threading.Thread(target=_warm_up, daemon=True).start()
    if not config.get_option("server.headless"):
        asyncio.get_running_loop().call_soon(_open_browser)
    yield
    training_runs = sys.modules.get("cnn.ui.training.runs")
    if training_runs is not None:
        training_runs.end()


def keep_uploads_in_memory() -> None:
    """Streamlit keeps every uploaded file in memory; none of it goes to a disk, which may be full, on its way there."""
    MultiPartParser.spool_max_size = int(config.get_option("server.maxUploadSize") * 2**20)


def name_hosts() -> None:
    """Where the server was given an address, it answers to that and to this machine's own names and to no others."""
    given = {str(config.get_option(option) or "") for option in ("server.address", "browser.serverAddress")}
    named = {name for name in given - _EVERYWHERE if not name.startswith("unix:")}
    if not config.get_option("server.allowedHosts") and named - _HERE:
        config.set_option("server.allowedHosts", sorted(named | _HERE))


def _warm_up() -> None:
    """Load what the first page needs while nobody waits for it."""
    importlib.import_module("cnn.ui.page")
    importlib.import_module("cnn.ui.models").model_for(TEXTBOOK)


def _open_browser() -> None:
    cli_util.open_browser(server_util.get_url(str(config.get_option("browser.serverAddress"))))
