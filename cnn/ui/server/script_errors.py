"""What a learner sees when the app itself fails: one sentence with an error id that is in the log as well."""

from __future__ import annotations

import contextlib
import hashlib
import logging

import streamlit as st
from streamlit.errors import StreamlitDuplicateElementKey

from cnn.ui.server.log_limit import places_of
from cnn.ui.words import notice

_KEY = "script_error"


def show(error: Exception) -> bool:
    """Show the sentence instead of Streamlit's own box, which mentions Streamlit's hosting. Returns True: it is shown.

    Nothing is lost: the drawing and the settings are in the session, in the browser's tab and in the URL.
    """
    number = error_id(error)
    log = logging.getLogger("streamlit.error_util")  # the logger that has written the error
    log.error("Error id %s: shown on the page of a learner.", number, extra={"cause": number})
    shown_once = contextlib.suppress(StreamlitDuplicateElementKey)  # the same error, or its button, is shown already
    with shown_once, st.container(key=f"{_KEY}_{number}", gap="small"):
        notice(sentence(number), "alert")
        st.button("Try again", key=f"{_KEY}_again")
    return True


def sentence(number: str) -> str:
    """The sentence about an error with this id."""
    return (
        "Something went wrong here. Your drawing and your settings are kept. If trying again does not help, reload the "
        f"page. If you report this, give error id {number}."
    )


def error_id(error: BaseException) -> str:
    """Eight hexadecimal digits, the same for the same cause: type and place of the exception."""
    return hashlib.sha256(repr(places_of(error)).encode()).hexdigest()[:8]
