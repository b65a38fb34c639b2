"""The teacher's panel: what a class sees and may change, large type, full screen, and the link as large as it gets."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cnn.network.spec import SETTINGS, setting_words
from cnn.ui import share, state, teacher
from cnn.ui.parts import SETTINGS_NAME

_SET, _LINK = "What the class sees", "Everybody look at this"


def open_if_asked() -> None:
    """To be called in every run of a page: opens the panel if it was asked for since the last one."""
    if state.session().teaching.panel:
        state.update(replace(state.session().teaching, panel=False))
        _panel()


@st.dialog("For teachers", width="large", on_dismiss="rerun")  # then the page shows what was chosen
def _panel() -> None:
    with st.container(key="teacher_panel", gap="small"):
        view = st.segmented_control(
            "part", [_SET, _LINK], default=_SET, key="panel_view", required=True, label_visibility="collapsed",
            width="stretch",
        )  # fmt: skip
        if view == _LINK:
            _look_at_this()
        else:
            _choices()


def _choices() -> None:
    left, right = st.columns([11, 9], gap="medium")
    with left:
        _situations()
        _hidden()
        _locked()
    with right:
        st.toggle("Large type", state.session().teaching.large, key="panel_large", on_change=_take_large)
        if st.button("Full screen, without the menu", key="full_screen", width="stretch", help="Escape leaves it."):
            st.rerun()  # which closes the panel; `page/teacher.js` does the rest
        if st.button("Reset everything", key="panel_reset", on_click=teacher.reset, width="stretch", help="Shift+R"):
            st.rerun()
        st.caption(
            "Close this, and the page shows what you chose. The link has it in it, so that a class opens the page "
            "as you see it. **Keys:** Shift+T opens this, Shift+R resets everything while it is open: board, "
            "settings, weights and what is hidden. Trainings stay."
        )


def _situations() -> None:
    now = state.session().teaching
    same = (one.words for one in teacher.SITUATIONS if (one.hidden, one.locked) == (now.hidden, now.locked))
    chosen = next(same, None)
    names = [one.words for one in teacher.SITUATIONS]
    state.seed("panel_situation", chosen)
    st.selectbox(
        "choose at once", names, index=names.index(chosen) if chosen else None, key="panel_situation",
        placeholder="your own choice", on_change=_take_situation,
    )  # fmt: skip


def _hidden() -> None:
    shown = [name for name in state.session().teaching.hidden if name in teacher.PARTS]
    state.seed("panel_hidden", shown)
    st.pills(
        "hidden", list(teacher.PARTS), selection_mode="multi", default=shown, key="panel_hidden",
        on_change=_take_choices, format_func=lambda name: teacher.PARTS[name].words if name in teacher.PARTS else name,
    )  # fmt: skip


def _locked() -> None:
    shown = list(teacher.known(state.session().teaching.locked))
    state.seed("panel_locked", shown)
    st.pills(
        "locked", [SETTINGS_NAME, *SETTINGS], selection_mode="multi", default=shown, key="panel_locked",
        on_change=_take_choices, format_func=_setting_words,
    )  # fmt: skip


def _setting_words(key: str) -> str:
    return "all settings" if key == SETTINGS_NAME else setting_words(key)


def _take_situation() -> None:
    chosen = state.widget("panel_situation")
    for one in teacher.SITUATIONS:
        if one.words == chosen:
            teacher.choose(one.hidden, one.locked)


def _take_choices() -> None:
    teacher.choose(state.widget("panel_hidden", ()), state.widget("panel_locked", ()))


def _take_large() -> None:
    state.update(replace(state.session().teaching, large=bool(state.widget("panel_large"))))


def _look_at_this() -> None:
    """The link and its QR code, to be projected."""
    now = state.session()
    link = share.address(now)
    with st.container(key="look_at_this", gap="small"):
        share.qr_picture(now)
        for sentence in share.warnings(now, link):
            share.notice(sentence)
        st.code(link, language=None, wrap_lines=True, height=104)
