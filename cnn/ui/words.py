"""Words that came from outside (typed, linked, read from a file, said by an error): shown as words and nothing else.

Streamlit's Markdown makes links, pictures, formulas and icons of them, also where they are escaped (its links are made
after the escapes are gone). So they never become Markdown: HTML with every sign escaped is the one way to the page.
"""

from __future__ import annotations

import html
import unicodedata
from typing import Literal

import streamlit as st

LONGEST = 400
"""Characters of a sentence that are shown: more would push the page away."""

_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
"""Categories of Unicode that cannot be seen or turn what stands beside them: control, direction, line separators."""


def plain(words: object) -> str:
    """`words` on one line, without signs that cannot be seen, and not longer than `LONGEST`."""
    text = str(words)[: 10 * LONGEST]
    text = "".join(" " if unicodedata.category(sign) in _UNSEEN else sign for sign in text)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 2].rstrip() + " …"


def as_html(words: object) -> str:
    """`words` as HTML that shows them as they are, also within a quoted attribute."""
    return html.escape(plain(words))


def within(block: str, name: str) -> str:
    """The label of a widget that other blocks have too: its block is heard, and read where the style sheets are
    missing; access.css hides this first line from those who see that the widget stands in the block."""
    return f"{block}\n{name}"


def notice(words: object, role: Literal["alert", "status"] = "status") -> None:
    """A sentence on the page. role: "alert" is read out at once, "status" when a screen reader has a moment."""
    st.html(f'<div class="notice" role="{role}">{as_html(words)}</div>')
