"""HTTP middleware: security headers on every answer, the names the server answers to, and error pages of
our own. Plain ASGI around Streamlit's app."""

from __future__ import annotations

import base64
import hashlib
import html
import logging
import os
import re
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cnn.ui import streamlit_internals
from cnn.ui.menu import NAME, PAGES
from cnn.ui.server import networks, static_files
from cnn.ui.server.script_errors import error_id
from cnn.ui.server.static_files import OWN, base_path, first_page

FRAMES = "SIMPLECNN_FRAME_ANCESTORS"
"""Environment variable: the sites that may show the app in a frame, separated by spaces; none but itself without it."""

_SITE = re.compile(r"(https?://)?(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?", re.IGNORECASE)

_OPEN_TO_ALL_NAMES = "_stcore/health"
"""The health check: monitoring tools may ask for it under any host name."""

_NOT_NEEDED = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
               "midi", "payment", "usb")  # fmt: skip


@lru_cache(maxsize=1)
def headers() -> dict[str, str]:
    """The headers of every response. Raises ValueError if `FRAMES` names something that is not a site."""
    frames = frame_ancestors(os.environ.get(FRAMES, ""))
    found = {
        "Content-Security-Policy": content_policy(frames),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _NOT_NEEDED),
    }
    if frames == "'self'":  # the older header cannot name sites
        found["X-Frame-Options"] = "SAMEORIGIN"
    return found


def frame_ancestors(sites: str) -> str:
    """The sites in the form of a content-security policy. Raises ValueError for anything that is not a site."""
    for site in sites.split():
        if not _SITE.fullmatch(site):
            raise ValueError(f"{FRAMES} names {site!r}, which is no site such as https://moodle.example.org")
    return " ".join(["'self'", *sites.split()])


def content_policy(frames: str) -> str:
    """What the app's pages may load and do: everything from this server, and the few exceptions that it needs.

    blob: is how Streamlit runs the lines that import our modules; wasm: how it reads 64-bit integers; a font as
    data: that of formulas; styles on elements: those of React, Plotly and ours.
    """
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' {_inline_scripts()} blob: 'wasm-unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": frames,
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def _inline_scripts() -> str:
    """The scripts within Streamlit's own first page, by their hashes."""
    scripts = re.findall(r"<script>(.*?)</script>", streamlit_internals.first_page(), re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    return " ".join(f"'sha256-{one}'" for one in hashes)


class SecurityMiddleware:
    """ASGI middleware: see the module."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # Streamlit checks the host and origin of websockets itself
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                MutableHeaders(scope=message).update(headers())
            await send(message)

        answer = _refused(scope) or _page_or_elsewhere(scope) or self.app
        try:
            await answer(scope, receive, send_with_headers)
        except Exception as error:
            number = error_id(error)
            logging.getLogger("uvicorn.error").exception("Error id %s: answering %s", number, scope["path"])
            if has_begun:
                raise
            await _failed(number)(scope, receive, send_with_headers)


def _refused(scope: Scope) -> Response | None:
    """The error page for a host name that the server does not answer to; None if the name is allowed."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    if streamlit_internals.is_host_allowed(host) or scope["path"] == f"{base_path()}/{_OPEN_TO_ALL_NAMES}":
        return None
    name = html.escape(_name_in(host))[:200]
    option = f"<code>--server.allowedHosts {name}</code>"
    words = f"This server does not answer to the name {name}. To add it, start the server with {option}"
    return _page(421, "Wrong name", words)


def _name_in(host: str) -> str:
    """The name in a Host header, without its port; the whole header if it cannot be parsed."""
    try:
        return urlsplit(f"//{host}").hostname or host
    except ValueError:
        return host


def _page_or_elsewhere(scope: Scope) -> Response | None:
    """The first page, for the address of a page; a 404 page for an unknown address, where Streamlit would show its
    first page and a box of its own; None for Streamlit's other addresses."""
    base = base_path()
    path = scope["path"]
    if scope["method"] not in ("GET", "HEAD") or not path.startswith(f"{base}/"):
        return None
    first, _, rest = path.removeprefix(f"{base}/").partition("/")
    if first == next(iter(PAGES)) and not rest:
        query = scope["query_string"].decode("latin-1")
        return RedirectResponse(f"{base}/" + (f"?{query}" if query else ""), 307)
    if path == f"{base}/" or path.removeprefix(f"{base}/") in PAGES:
        return HTMLResponse(first_page(), headers={"Cache-Control": "no-cache"})
    if _is_known(first, rest) or (first in PAGES and not rest):  # with a slash at its end: Streamlit redirects
        return None
    addresses = zip(["", *list(PAGES)[1:]], PAGES.values(), strict=True)
    links = ", ".join(f'<a href="{base}/{address}">{title}</a>' for address, title in addresses)
    return _page(404, "No such page", f"There is no page at this address. {NAME} has these: {links}.")


def _is_known(first: str, rest: str) -> bool:
    """Whether an address, given as the parts before and after its first slash, may be a file or an endpoint."""
    if first == OWN:
        return static_files.is_known(rest) or networks.is_known(rest)
    return first in _known()


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """The first parts of addresses that are not pages: Streamlit's endpoints and files."""
    files = (path.name for path in streamlit_internals.static_folder().iterdir())
    return frozenset({"_stcore", "media", "component", "static", "app", "auth", "oauth2callback", *files})


def _failed(number: str) -> Response:
    return _page(500, "Something went wrong", f"Something went wrong here. Reload the page. If you report this, "
                                              f"give error id {number}.")  # fmt: skip


def _page(status: int, title: str, words: str) -> Response:
    """A page without a script; words: HTML."""
    style = (
        ":root{color-scheme:light dark}body{font:1.1rem/1.5 sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}"
    )
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title} – {NAME}</title><style>{style}</style><h1>{title}</h1><p>{words}</p>",
        status,
        {"Cache-Control": "no-store"},
    )
