"""The addresses of `assets/frontend/`, and Streamlit's first page with our style in it.

An address holds a hash of all the files, so that a browser may keep them for ever. The style is part of the first page:
what Streamlit puts on a page later is shown without it for a moment.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit import config

from cnn.figures.theme import DARK, LIGHT, Theme
from cnn.paths import FRONTEND
from cnn.ui import streamlit_internals

OWN = "explorer"
"""What the addresses begin with that are neither pages nor Streamlit's."""

PLOTLY = Path(plotly.__file__).parent / "package_data"
"""The folder with plotly.js."""

PLOTLY_NAME = f"plotly-{plotly.__version__}"
"""What its address ends with."""

FOR_EVER = "public, max-age=31536000, immutable"
"""Cache-Control of what never changes at its address."""

_served = threading.Event()


def base_path() -> str:
    """What stands before every address of the app: "" or "/name"."""
    path = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


@lru_cache(maxsize=1)
def version() -> str:
    """A hash of all files that a browser is given."""
    found = hashlib.sha256(style().encode())
    for path in sorted(path for path in FRONTEND.rglob("*") if path.suffix in (".js", ".html")):
        found.update(path.relative_to(FRONTEND).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:12]


def address() -> str:
    """Where the files lie, relative to a page."""
    return f"./{OWN}/{version()}"


def plotly_address() -> str:
    """Where plotly.js is, relative to a page: the one of the package that figures are made with."""
    return f"./{OWN}/{PLOTLY_NAME}/plotly.min.js"


def plotly_path() -> str:
    """The path of plotly.js in requests."""
    return base_path() + plotly_address().removeprefix(".")


def is_served() -> bool:
    """Whether they lie there: under `app.py`."""
    return _served.is_set()


def is_known(rest: str) -> bool:
    """Whether there may be a file at an address; rest: what stands after `OWN`."""
    return rest.startswith((f"{version()}/", f"{PLOTLY_NAME}/"))


def routes() -> list[BaseRoute]:
    """The files, and all style sheets as one."""
    _served.set()
    folder = f"{base_path()}/{OWN}/{version()}"
    plotly_folder = f"{base_path()}/{OWN}/{PLOTLY_NAME}"
    return [
        Route(f"{folder}/style.css", _style),
        Mount(folder, _Files(directory=FRONTEND)),
        Mount(plotly_folder, _Files(directory=PLOTLY)),
    ]


class _Files(StaticFiles):
    """Files that never change at their address."""

    def file_response(self, *args: Any, **options: Any) -> Response:
        answer = super().file_response(*args, **options)
        answer.headers["Cache-Control"] = FOR_EVER
        return answer


async def _style(_request: Request) -> Response:
    return Response(style(), headers={"Cache-Control": FOR_EVER}, media_type="text/css")


@lru_cache(maxsize=1)
def style() -> str:
    """All style sheets, with the colours of the theme that the browser prefers; on paper, those of the light one."""
    sheets = "".join(path.read_text(encoding="utf-8") for path in sorted((FRONTEND / "styles").glob("*.css")))
    preferred = f"{variables(LIGHT)}@media (prefers-color-scheme: dark) {{{variables(DARK)}}}"
    on_paper = f"@media print {{{variables(LIGHT, 'html:root')}}}"  # stronger than those that the page adds
    return f"{preferred}{on_paper}\n{sheets}"


def variables(colours: Theme, where: str = ":root") -> str:
    """A theme's colours as CSS variables, so that they stand in one file."""
    named = asdict(colours).items()
    return f"{where}{{" + "".join(f"--explorer-{name.replace('_', '-')}:{value};" for name, value in named) + "}"


@lru_cache(maxsize=1)
def first_page() -> str:
    """Streamlit's page with a link to our style, and with what its scripts would ask for later: a browser fetches that
    beside them, and with the one script of ours that must run before Streamlit's have the server's first answer. The
    links are in the body: the style goes before Streamlit's own in the head."""
    before, body, after = streamlit_internals.first_page().partition("<body>")
    modules = sorted(path.relative_to(FRONTEND).as_posix() for path in FRONTEND.rglob("*.js"))
    early = "".join(f'<link rel="modulepreload" href="{address()}/{name}">' for name in modules if _is_early(name))
    plotly = f'<link rel="preload" as="script" href="{plotly_address()}">'
    first = f'<script type="module" src="{address()}/page/early.js"></script>'
    return f'{before}{body}<link rel="stylesheet" href="{address()}/style.css">{first}{plotly}{early}{after}'


def _is_early(module: str) -> bool:
    """Whether the first page needs a module: that of one view alone, or of slow networks, may come later."""
    return not module.startswith(("slide/", "engine/worker"))
