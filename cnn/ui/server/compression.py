"""Scripts and styles are compressed once, off the event loop, and kept.

Streamlit compresses every answer at every request, also plotly.js for each learner and weights, which hardly shrink: it
is not told that a browser accepts that. Answers to ranges, to conditional requests and of other kinds pass as they are.
Brotli takes a seventh less than gzip; browsers accept it from this machine and over HTTPS.
"""

from __future__ import annotations

import gzip
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
from functools import partial

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KINDS = ("text/javascript", "application/javascript", "text/css", "image/svg+xml", "application/json")
LEAST, MOST, MOST_KEPT = 1024, 16 * 2**20, 32 * 2**20
"""Bytes: of a file that is compressed, at least and at most, and of all that are kept compressed."""

CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=6),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}
"""What can be used, the best first; each takes 0.2 s for the largest file, plotly.js."""

_kept: OrderedDict[tuple[str, str, bytes], bytes] = OrderedDict()
_lock = threading.Lock()


def coding_for(header: str) -> str | None:
    """What an Accept-Encoding header asks for, as RFC 9110 has it: of `CODINGS` the one with the largest weight."""
    weights = {}
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        try:
            weights[name.strip()] = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            weights[name.strip()] = 0.0
    wanted = {coding: weights.get(coding, weights.get("*", 0.0)) for coding in CODINGS}
    best = max(wanted, key=wanted.__getitem__)
    return best if wanted[best] > 0 else None


def compressed(path: str, body: bytes, coding: str) -> bytes:
    """A file's bytes compressed; those of the same file are kept."""
    key = (path, coding, hash_of(body))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    packed = CODINGS[coding](body)
    with _lock:
        _kept[key] = packed
        while sum(map(len, _kept.values())) > MOST_KEPT and len(_kept) > 1:
            _kept.popitem(last=False)
    return packed


def hash_of(body: bytes) -> bytes:
    """What tells two versions of a file apart."""
    return len(body).to_bytes(8, "big") + zlib.crc32(body).to_bytes(4, "big")


class CompressionMiddleware:
    """ASGI middleware: see the module."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Headers(scope=scope) if scope["type"] == "http" else Headers()
        coding = coding_for(asked.get("accept-encoding", ""))
        if scope.get("method") != "GET" or "range" in asked or coding is None:
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self.app({**scope, "headers": headers}, receive, _Answer(scope["path"], coding, send).take)


class _Answer:
    """One answer on its way out: held back until it is whole, where it is to be compressed."""

    def __init__(self, path: str, coding: str, send: Send) -> None:
        self.path, self.coding, self.send = path, coding, send
        self.start: Message | None = None
        self.body = bytearray()

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_worth_it(message):
            self.start = message
        elif self.start is None or message["type"] != "http.response.body":
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self.start)

    async def _finish(self, start: Message) -> None:
        packed = await run_in_threadpool(compressed, self.path, bytes(self.body), self.coding)
        headers = MutableHeaders(scope=start)
        headers["Content-Encoding"] = self.coding
        headers["Content-Length"] = str(len(packed))
        headers.add_vary_header("Accept-Encoding")
        if "etag" in headers and not headers["etag"].startswith("W/"):
            headers["etag"] = f"W/{headers['etag']}"  # of the same file, and not the same bytes
        await self.send(start)
        await self.send({"type": "http.response.body", "body": packed})


def _is_worth_it(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    kind = headers.get("content-type", "").partition(";")[0].strip()
    try:
        length = int(headers.get("content-length", "0"))
    except ValueError:
        return False
    return start["status"] == 200 and kind in KINDS and LEAST <= length <= MOST and "content-encoding" not in headers
