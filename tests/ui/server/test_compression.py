"""What is compressed on its way, and what is not."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
import pytest

from cnn.paths import FRONTEND
from cnn.ui.server import compression, networks, static_files
from tests.browser.driver import Server
from tests.ui.conftest import BASE
from tests.ui.server.conftest import asked

SCRIPT = f"{BASE}/explorer/{static_files.version()}/linked/view.js"
PLOTLY = BASE + static_files.plotly_address().removeprefix(".")


@pytest.mark.parametrize("path", [SCRIPT, PLOTLY])
@pytest.mark.parametrize(
    ("asked_for", "coding", "opened"),
    [("gzip, deflate, br, zstd", "br", brotli.decompress), ("gzip, deflate", "gzip", gzip.decompress)],
    ids=["brotli", "gzip"],
)
def test_a_script_arrives_compressed_and_whole(
    running: Server, asked_for: str, coding: str, opened: Callable[[bytes], bytes], path: str
) -> None:
    plain = asked(running.url, path)
    body = plain.read()
    assert plain.getheader("Content-Encoding") is None
    packed = asked(running.url, path, Accept_Encoding=asked_for)
    data = packed.read()
    assert packed.getheader("Content-Encoding") == coding and opened(data) == body
    assert len(data) < len(body) / 2 and packed.getheader("Content-Length") == str(len(data))
    assert "accept-encoding" in str(packed.getheader("Vary")).lower()
    assert packed.getheader("Cache-Control") == "public, max-age=31536000, immutable"
    assert packed.getheader("X-Content-Type-Options") == plain.getheader("X-Content-Type-Options") == "nosniff"


def test_streamlits_own_scripts_are_compressed_too(running: Server) -> None:
    first = asked(running.url, f"{BASE}/").read().decode()
    path = first.partition('<script type="module"')[2].partition('src="')[2].partition('"')[0]
    answer = asked(running.url, f"{BASE}/{path.removeprefix('./').removeprefix(BASE + '/')}", Accept_Encoding="gzip")
    assert answer.status == 200 and answer.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(answer.read())


def test_a_range_a_head_and_numbers_pass_as_they_are(running: Server) -> None:
    part = asked(running.url, SCRIPT, Accept_Encoding="gzip", Range="bytes=0-9")
    assert part.status == 206 and part.getheader("Content-Encoding") is None
    assert part.read() == (FRONTEND / "linked" / "view.js").read_bytes()[:10]
    head = asked(running.url, SCRIPT, "HEAD", Accept_Encoding="gzip")
    assert head.status == 200 and head.getheader("Content-Encoding") is None
    numbers = asked(running.url, f"{BASE}/explorer/networks/{networks.version()}", Accept_Encoding="gzip")
    assert numbers.status == 200 and numbers.getheader("Content-Encoding") is None


def test_an_unchanged_file_is_not_sent_again(running: Server) -> None:
    first = asked(running.url, SCRIPT, Accept_Encoding="gzip")
    first.read()
    tag = first.getheader("ETag")
    assert tag is not None
    again = asked(running.url, SCRIPT, Accept_Encoding="gzip", If_None_Match=tag)
    assert again.status == 304 and not again.read()


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("gzip", "gzip"), ("br, gzip;q=0.5", "br"), ("br;q=0.5, gzip", "gzip"), ("*", "br"), ("", None), ("br", "br"),
        ("gzip;q=0", None), ("gzip;q=nonsense", None), ("*;q=0", None), ("identity;q=1, *;q=0", None), ("GZIP", "gzip"),
        ("br;q=0, *", "gzip"), ("zstd", None),
    ],
)  # fmt: skip
def test_what_is_accepted_most_is_used(header: str, wanted: str | None) -> None:
    assert compression.coding_for(header) == wanted


def test_a_file_is_compressed_once_and_not_too_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "_kept", type(compression._kept)())
    body = b"a script; " * 1000
    assert compression.compressed("/a", body, "gzip") is compression.compressed("/a", body, "gzip")
    assert gzip.decompress(compression.compressed("/a", body + b"!", "gzip")) == body + b"!"
    assert brotli.decompress(compression.compressed("/a", body, "br")) == body
    monkeypatch.setattr(compression, "MOST_KEPT", 100)
    for number in range(5):
        compression.compressed(f"/{number}", body, "gzip")
    assert len(compression._kept) == 1
