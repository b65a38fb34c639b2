"""Components whose code is an ES module of `assets/frontend/`.

What travels with a page is a line that imports the module. The server has an address for it under `app.py`; a page that
runs alone uses the one that Streamlit has for the folder of every component.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import streamlit as st
from streamlit.components.v1 import declare_component

from cnn.paths import FRONTEND
from cnn.ui.server import static_files

_IMPORT = """const { default: run } = await import(new URL("%s", document.baseURI)); // every page is one level deep
export default run;
"""


@lru_cache(maxsize=16)
def component(module: str, html: str = "", isolate_styles: bool = True) -> Any:
    """The component that runs the default export of a module, "linked/index.js", at every run of the page; called as
    those of `st.components.v2`. html: what it starts from."""
    script = _IMPORT % f"{_folder()}/{module}"
    name = f"explorer.{module.removesuffix('.js').replace('/', '.')}"
    return st.components.v2.component(name, html=html or None, js=script, isolate_styles=isolate_styles)


@lru_cache(maxsize=1)
def _folder() -> str:
    """Where the modules lie, relative to a page."""
    if static_files.is_served():
        return static_files.address()
    name = f"frontend-{static_files.version()}"
    declare_component(name, path=FRONTEND)
    return f"./component/{__name__}.{name}"
