"""The one object that a session keeps, and the only file that touches `st.session_state`.

The settings are in the URL as well, so that a reload or a link restores them. Draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from cnn.link.parts import PARTS
from cnn.network.spec import SETTINGS, TEXTBOOK, NetworkSpec, SpecError
from cnn.ui.session import Part, Session

_KEY = "explorer"

KEPT = {"lesson", "hide", "lock", "pin"}
"""Keys of a link that stay in the URL."""

OF_LINKS = {part.key for part in PARTS} - {"quiz"}
"""Keys of a link besides the settings. The browser removes the others from the URL once they are in the session (see
`page/address.js`), so that a reload does not bring them back."""


def is_new() -> bool:
    """Whether this is the first page of a session."""
    return _KEY not in st.session_state


def session() -> Session:
    """The learner's session; made from the URL on the first run."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session.from_query(st.query_params.to_dict())
    found: Session = st.session_state[_KEY]
    return found


def update(*parts: Part) -> Session:
    """Put changed parts into the session and return the new one: `update(replace(session().canvas, undo=1))`.

    A part is replaced as a whole, so it has to be made from the session as it is now.
    """
    return _keep(session().with_parts(*parts))


def restore(changed: Session) -> None:
    """Put back what the browser's tab has kept of an earlier session."""
    _keep(changed)


def _keep(changed: Session) -> Session:
    st.session_state[_KEY] = changed
    return changed


def set_notice(words: str = "") -> None:
    """Show one sentence on the page, or remove it; also the callback of the notice's button."""
    update(replace(session().page, notice=words))


def drop_own_weights() -> None:
    """Callback: go back to the weights that come with the app for these settings."""
    update(replace(session().network, own=None))


def start_again(shown: Mapping[str, Any]) -> None:
    """Board, settings, weights and what a teacher has set are as at the start, and widgets on the page show `shown`."""
    for key, value in shown.items():
        if key in st.session_state:
            st.session_state[key] = value
    _keep(session().begun_again())


def arrive(page: str) -> None:
    """To be called at the top of every page, with its own name: ends what belonged to the page before."""
    if session().page.name != page:
        _keep(session().arrived_at(page))


def widget(key: str, default: Any = None) -> Any:
    """The value of a widget, by its key."""
    return st.session_state.get(key, default)


def listen(key: str) -> None:
    """To be called before a component with this key: Streamlit loses the first event of one that has no value yet."""
    if key not in st.session_state:
        st.session_state[key] = {}


def follow_address() -> None:
    """Take the settings of the URL after Back or Forward; if they are not allowed, the settings stay as they are."""
    try:
        ask_for(NetworkSpec.from_query(st.query_params.to_dict()))
    except SpecError:
        return


def ask_for(wanted: NetworkSpec) -> None:
    """Make `wanted` the network, or show why it cannot be built."""
    _keep(session().asked_for(wanted))


def settings_changed() -> None:
    """Callback of every setting widget: ask for the network that the widgets show."""
    ask_for(session().network.wanted_by({key: st.session_state.get(key) for key in SETTINGS}))


def seed_settings() -> None:
    """Put the session's settings into the widgets, and those that differ from the textbook's into the URL.

    To be called before the widgets: their values are lost when another page is shown.
    """
    now = session().network
    shown = {key: st.session_state.get(key) for key in SETTINGS}
    other = {key: value for key, value in shown.items() if value != now.wanted.get(key)}
    for key in other:
        st.session_state[key] = now.wanted.get(key)
    if known := {key: value for key, value in other.items() if value is not None}:
        update(replace(now, shown_before=known))
    settings_to_url()


def settings_to_url() -> None:
    """Write the settings that differ from the textbook's, and what else stays, into the URL.

    The browser may report an older URL than the one written last, so the latter is compared as well.
    """
    now = session().network
    before, kept = st.query_params.to_dict(), query_to_keep()
    foreign = {key: value for key, value in before.items() if key not in SETTINGS and key not in OF_LINKS}
    passing = {key: value for key, value in before.items() if key in OF_LINKS and key not in KEPT}
    after = foreign | kept
    if before != after | passing or now.query not in (None, after):
        st.query_params.from_dict(after)
    update(replace(now, query=after))


def query_to_keep() -> dict[str, str]:
    """What stays in the URL: the settings that differ from the textbook's (those that the widgets show), what the
    teacher has set, the lesson, and network A. (The page Quiz writes its own part.)"""
    wanted = session().network.wanted
    query = wanted.to_query()
    return {key: query[key] for key in wanted.differences(TEXTBOOK)} | session().kept_link.to_query()


def seed(key: str, value: Any) -> None:
    """Give a widget its value before it is drawn."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
