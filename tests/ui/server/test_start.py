"""How the server starts, which names it answers to, and how it ends."""

from __future__ import annotations

import importlib
import sys
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from cnn.ui import streamlit_internals
from cnn.ui.server import log_limit
from cnn.ui.server import start as server
from cnn.ui.training import runs as training_runs
from tests.browser.driver import running_app
from tests.coroutines import finished
from tests.ui.server.conftest import asked


@pytest.mark.parametrize("address", ["", "0.0.0.0", "::", "localhost", "127.0.0.1"])
def test_without_a_configured_address_every_host_name_is_answered(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    options: dict[str, Any] = {"server.address": address, "browser.serverAddress": "localhost"}
    monkeypatch.setattr(config, "get_option", lambda name: options.get(name, []))
    monkeypatch.setattr(config, "set_option", lambda name, value: options.update({name: value}))
    server.name_hosts()
    assert "server.allowedHosts" not in options


def test_the_server_stops_at_once_and_without_an_error() -> None:
    with running_app(STREAMLIT_BROWSER_SERVER_ADDRESS="class.example") as found:
        assert asked(found.url, "/", Host="class.example:8501").status == 200
        assert asked(found.url, "/", Host="stranger.example").status == 421
        found.process.terminate()
        assert found.process.wait(10) in (0, -15)
        assert "Traceback" not in found.output()


def test_what_reasons_needs_is_loaded_after_what_the_first_page_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    def load(name: str) -> Any:
        loaded.append(name)
        return importlib.import_module(name)

    monkeypatch.setattr(server, "importlib", SimpleNamespace(import_module=load))
    server._load()
    assert {"pandas", "cnn.ui.page", "cnn.ui.models"} <= set(loaded[:-1]) and loaded[-1] == "cnn.explain.attribution"
    assert "captum" in sys.modules


def test_a_page_waits_until_all_that_pages_need_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    server._loaded.clear()
    page = Thread(target=lambda: (server.wait_until_loaded(), found.append("a page")))
    page.start()
    monkeypatch.setattr(server, "importlib", SimpleNamespace(import_module=found.append))
    monkeypatch.setattr(server, "_warm_up", page.join)
    server._load()
    assert found[-1] == "a page" and {"pandas", "cnn.ui.page"} <= set(found)


def test_a_page_does_not_wait_for_what_cannot_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    server._loaded.clear()
    monkeypatch.setattr(server, "importlib", SimpleNamespace(import_module=lambda _: 1 / 0))
    with pytest.raises(ZeroDivisionError):
        server._load()
    server.wait_until_loaded()


def test_the_training_process_ends_with_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for place, name in ((log_limit, "limit_log"), (streamlit_internals, "open_browser")):
        monkeypatch.setattr(place, name, lambda: None)
    monkeypatch.setattr(server, "_load", server._loaded.set)
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
    training_runs.queue.cache_clear()
    queue = training_runs.queue()
    queue.warm_up()
    assert queue.worker is not None
    process = queue.worker.process

    async def live() -> None:
        async with server.lifespan(None):
            assert process.poll() is None

    finished(live())
    assert process.wait(10) is not None and queue.worker is None
    training_runs.queue.cache_clear()
