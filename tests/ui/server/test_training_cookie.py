"""The cookie with the name of a training."""

from __future__ import annotations

from tests.browser.driver import Server
from tests.ui.conftest import BASE
from tests.ui.server.conftest import asked


def test_the_cookie_of_a_training_can_be_read_by_the_server_only(running: Server) -> None:
    path = f"{BASE}/explorer/training"
    answer = asked(running.url, path, "POST", "a-name_7", X_Explorer="1")
    cookie = answer.getheader("Set-Cookie", "")
    assert answer.status == 204 and cookie.startswith("simplecnn-training=a-name_7;")
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and f"Path={BASE}/" in cookie
    for body, headers in (("a-name_7", {}), ("a;b", {"X_Explorer": "1"}), ("x" * 41, {"X_Explorer": "1"})):
        answer = asked(running.url, path, "POST", body, **headers)
        assert answer.status == 400 and not answer.getheader("Set-Cookie")
