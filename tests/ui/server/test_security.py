"""Security headers, the host names that the server answers to, its own error pages; in the second half with a server
that runs."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from streamlit import config

from cnn.ui.server import security
from cnn.ui.server import start as server
from tests.browser.driver import Server
from tests.coroutines import finished
from tests.ui.conftest import BASE
from tests.ui.server.conftest import asked

WANTED = {
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=()",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
}


def answered(app: Any, path: str = "/", host: str = "localhost") -> tuple[int, dict[str, str], str]:
    """Status, headers and body of what `SecurityMiddleware` around an ASGI app answers."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [(b"host", host.encode())]}
    finished(security.SecurityMiddleware(app)(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]).decode()


async def failing(_scope: Any, _receive: Any, _send: Any) -> None:
    raise RuntimeError("a disk is full")


async def empty(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body"})


def carries_all(headers: dict[str, str]) -> bool:
    return all(value in headers.get(name, "") for name, value in WANTED.items())


def test_an_answer_that_fails_is_our_page_with_an_id_that_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("uvicorn.error")
    log.addHandler(caplog.handler)
    status, headers, body = answered(failing, "/media/picture.png")
    log.removeHandler(caplog.handler)
    assert status == 500 and carries_all(headers)
    number = body.partition("error id ")[2][:8]
    assert len(number) == 8 and number in caplog.text and "a disk is full" in caplog.text
    assert "a disk is full" not in body


def test_an_unknown_host_name_is_refused_with_the_option_that_allows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    options: dict[str, Any] = {"server.address": "192.168.1.20", "browser.serverAddress": "localhost"}
    monkeypatch.setattr(config, "get_option", lambda name: options.get(name, []))
    monkeypatch.setattr(config, "set_option", lambda name, value: options.update({name: value}))
    server.name_hosts()
    assert options["server.allowedHosts"] == ["127.0.0.1", "192.168.1.20", "::1", "localhost"]
    assert answered(empty, host="192.168.1.20:8501")[0] == answered(empty, host="localhost:8501")[0] == 200
    status, headers, body = answered(empty, host="stranger<b>.example:80")
    assert status == 421 and carries_all(headers)
    assert "--server.allowedHosts stranger&lt;b&gt;.example" in body
    for host, name in (
        ("[fe80::1]:8501", "fe80::1"),
        ("[fe80::2]", "fe80::2"),
        ("[x", "[x"),
        ("Other.example", "other.example"),
    ):
        assert f"--server.allowedHosts {name}<" in answered(empty, host=host)[2]
    assert answered(empty, "/_stcore/health", host="10.0.0.7")[0] == 200
    assert answered(empty, "/media/_stcore/health", host="10.0.0.7")[0] == 421


def test_other_sites_show_the_app_only_where_they_are_named() -> None:
    assert security.frame_ancestors("") == "'self'"
    named = security.frame_ancestors("https://moodle.example.org *.school.example")
    assert named == "'self' https://moodle.example.org *.school.example"
    for wrong in ("*", "https://a.example;script-src", "javascript:x", "'none'", "https://a.example/path"):
        with pytest.raises(ValueError, match="is no site"):
            security.frame_ancestors(wrong)


def test_no_foreign_and_no_inline_script_may_run() -> None:
    rules = dict(rule.split(" ", 1) for rule in security.content_policy("'self'").split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    scripts = rules["script-src"].replace("'wasm-unsafe-eval'", "")
    assert "unsafe" not in scripts and "data:" not in scripts
    assert not any(word.startswith(("http", "ws", "*")) for rule in rules.values() for word in rule.split())


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200), ("/shapes", 200), ("/_stcore/health", 200), ("/_stcore/host-config", 200), ("/favicon.png", 200),
        ("/explore?conv1_kernel_size=3", 307), ("/nowhere", 404), ("/shapes/nowhere", 404), ("/media/none.png", 404),
        ("/static/none.js", 200), ("/static//etc/passwd", 200), ("/static//etc/none", 200),
        ("/shapes/", 301), ("/explorer/training", 404), ("/explorer/0123/page/index.js", 404),
        ("/%2e%2e/x", 404), ("/static/%2e%2e/x", 400),
    ],
)  # fmt: skip
def test_every_answer_carries_the_headers(running: Server, path: str, status: int) -> None:
    answer = asked(running.url, BASE + path)
    body = answer.read().decode(errors="replace")
    assert carries_all({name.lower(): value for name, value in answer.getheaders()})
    assert answer.status == status
    if "nowhere" in path:
        assert "There is no page at this address." in body and f'href="{BASE}/microscope"' in body
    if status == 307:
        assert answer.getheader("Location") == f"{BASE}/?conv1_kernel_size=3"
