"""Components whose code is an ES module of `assets/frontend/`.

A page sends one line that imports the module. Under `app.py` the server has an address for it; a page that runs alone
uses the address that Streamlit has for the folder of a component.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import streamlit as st

from cnn.paths import FRONTEND
from cnn.ui import streamlit_internals
from cnn.ui.server import static_files

_IMPORT = """const { default: run } = await import(new URL("%s", document.baseURI)); // every page is one level deep
export default run;
"""


@lru_cache(maxsize=16)
def component(module: str, html: str = "", isolate_styles: bool = True) -> Any:
    """A component of `st.components.v2` that runs the default export of a module, such as "linked/index.js", at every
    run of the page. html: its initial content."""
    script = _IMPORT % f"{_folder()}/{module}"
    name = f"explorer.{module.removesuffix('.js').replace('/', '.')}"
    return st.components.v2.component(name, html=html or None, js=script, isolate_styles=isolate_styles)


@lru_cache(maxsize=1)
def plotly_address() -> str:
    """Where plotly.js is, relative to a page."""
    if static_files.is_served():
        return static_files.plotly_address()
    return f"{streamlit_internals.component_folder('plotly', static_files.PLOTLY)}/plotly.min.js"


@lru_cache(maxsize=1)
def _folder() -> str:
    """The address of the modules, relative to a page."""
    if static_files.is_served():
        return static_files.address()
    return streamlit_internals.component_folder(f"frontend-{static_files.version()}", FRONTEND)
