"""The quiz in the address: a link starts one, and a reload goes on at its question."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cnn.link.link import read_link
from cnn.ui import state, streamlit_internals

KEY = "quiz"


def follow() -> None:
    """Start the quiz that the address asks for, if it is another one than before. Back and Forward start none."""
    quiz = state.session().quiz
    link = st.query_params.get(KEY, "")
    if link != quiz.link:
        is_older = streamlit_internals.is_history_navigation()
        state.update(replace(quiz, link=link) if is_older else quiz.followed(link))
        if state.session().quiz.refused and state.session().page.notice in read_link({KEY: link})[1]:
            state.set_notice()  # the start page says more of it


def write() -> None:
    """Say in the address where the learner is; not after Back, which would lead nowhere. To be called at the end."""
    quiz = state.session().quiz
    if quiz.text == st.query_params.get(KEY, "") or streamlit_internals.is_history_navigation():
        return
    if quiz.text:
        st.query_params[KEY] = quiz.text
    else:
        del st.query_params[KEY]
    state.update(replace(quiz, written=quiz.text))
