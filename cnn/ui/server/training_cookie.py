"""The cookie with the name of a browser's newest training, so that a reload finds it at once.

No script can read it, because other pages of this machine, on other ports, share its cookies. So the server sets it, at
an address that exists only under `app.py`.
"""

from __future__ import annotations

import re
import threading

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cnn.ui.server.static_files import OWN, base_path

_COOKIE = "simplecnn-training"
ADDRESS = f"{OWN}/training"
"""As in assets/frontend/page/remember.js."""

_served = threading.Event()


def route() -> Route:
    """The address at which the browser asks for the cookie."""
    _served.set()
    return Route(f"{base_path()}/{ADDRESS}", _keep, methods=["POST"])


def is_served() -> bool:
    """Whether the browser can ask for it."""
    return _served.is_set()


def found() -> str:
    """The name that this browser's cookie has; "" without one."""
    return st.context.cookies.get(_COOKIE, "")[:40]


async def _beginning(request: Request) -> str:
    """The start of the body: 64 bytes or a little more, longer than any name."""
    read = b""
    async for part in request.stream():
        read += part[:64]
        if len(read) > 64:
            break
    return read.decode("ascii", "replace")


async def _keep(request: Request) -> Response:
    """Set the cookie to the name that was sent. Pages of other sites cannot send the header."""
    if request.headers.get("x-explorer") != "1":
        return Response(status_code=400)
    name = await _beginning(request)
    if not re.fullmatch(r"[\w-]{1,40}", name, re.ASCII):
        return Response(status_code=400)
    answer = Response(status_code=204)
    answer.set_cookie(
        _COOKIE,
        name,
        path=f"{base_path()}/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer
