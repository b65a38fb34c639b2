"""What a learner sees where the app itself has failed: one sentence with a number that is in the log as well."""

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
    """Show the sentence in the place of Streamlit's own box, which speaks of its makers' hosting; True: it is shown.

    Nothing is lost by it: the drawing and the settings are in the session, in the browser's tab and in the address.
    """
    number = error_id(error)
    log = logging.getLogger("streamlit.error_util")  # which has written the error itself
    log.error("Error id %s: shown on the page of a learner.", number, extra={"cause": number})
    shown_once = contextlib.suppress(StreamlitDuplicateElementKey)  # it is there already, or its button is
    with shown_once, st.container(key=f"{_KEY}_{number}", gap="small"):
        notice(sentence(number), "alert")
        st.button("Try again", key=f"{_KEY}_again")
    return True


def sentence(number: str) -> str:
    """What is said of an error with this number."""
    return (
        "Something went wrong here. Your drawing and your settings are kept. If trying again does not help, reload the "
        f"page. For whoever runs this server: error id {number}."
    )


def error_id(error: BaseException) -> str:
    """Eight hexadecimal digits that are the same for the same cause: the kind of the exception and where it arose."""
    return hashlib.sha256(repr(places_of(error)).encode()).hexdigest()[:8]
