"""Shows text from outside (typed, from a link, a file or an error) as plain text.

Streamlit's Markdown would turn parts of it into links, pictures, formulas and icons, even if they are escaped (it makes
links after removing the escapes). So such text is never Markdown: it is shown as HTML with every character escaped.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Literal

import streamlit as st

LONGEST = 400
"""The most characters of a text that are shown: more would push the page out of sight."""

_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
"""Unicode categories that are invisible or change the direction of text: control, format, line separators."""


def plain(words: object) -> str:
    """`words` on one line, without invisible characters, and not longer than `LONGEST`."""
    text = str(words)[: 10 * LONGEST]
    text = "".join(" " if unicodedata.category(sign) in _UNSEEN else sign for sign in text)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 2].rstrip() + " …"


def as_html(words: object) -> str:
    """`words` as HTML that shows them as they are, also within a quoted attribute."""
    return html.escape(plain(words))


def marked_as_html(words: object) -> str:
    """`words` as `as_html` shows them, but for `code` and **strong** as Markdown writes them."""

    def shown(found: re.Match[str]) -> str:
        return f"<code>{found[1]}</code>" if found[1] else f"<strong>{found[2]}</strong>"

    return re.sub(r"`([^`]+)`|\*\*([^`*]+)\*\*", shown, as_html(words))


def within(block: str, name: str) -> str:
    """The label of a widget that several blocks have. Its first line, the block's name, is for screen
    readers; access.css hides it on the page, where the block can be seen."""
    return f"{block}\n{name}"


def notice(words: object, role: Literal["alert", "status"] = "status") -> None:
    """A sentence on the page. role: a screen reader reads "alert" at once, "status" when it is idle."""
    st.html(f'<div class="notice" role="{role}">{as_html(words)}</div>')
