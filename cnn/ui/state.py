"""The one object that a session keeps, and the only file that touches `st.session_state`.

What matters for coming back (the settings) is in the URL as well. Draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from cnn.digits.prepare import PreparedDigit
from cnn.network.shapes import layer_shapes
from cnn.network.spec import SETTINGS, TEXTBOOK, NetworkSpec, SpecError
from cnn.ui.session import Objects, Session

_KEY = "explorer"

_MOST_EARLIER = 10
"""How many drawings that were cleared or replaced are kept."""


def is_new() -> bool:
    """Whether this is the first page of a session."""
    return _KEY not in st.session_state


def session() -> Session:
    """The learner's session; made from the URL on the first run."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = _from_url()
    found: Session = st.session_state[_KEY]
    return found


def update(**changes: Any) -> Session:
    """Replace some fields of the session and return the new one."""
    st.session_state[_KEY] = replace(session(), **changes)
    return session()


def drop_own_weights() -> None:
    """Callback: the weights that come with the app again, for these settings."""
    update(own=None)


def dismiss_notice() -> None:
    """Callback: the learner has read the notice."""
    update(notice="")


def arrive(page: str) -> None:
    """To be called at the top of every page, with a name of its own: ends what was for the page before."""
    now = session()
    if now.page != page:
        update(page=page, arrived=True, moment=now.next_moment, next_moment=None)


def widget(key: str, default: Any = None) -> Any:
    """The value of a widget, by its key."""
    return st.session_state.get(key, default)


def listen(key: str) -> None:
    """To be called before a component with this key: Streamlit loses the first event of one that has no value yet."""
    if key not in st.session_state:
        st.session_state[key] = {}


def _from_url() -> Session:
    try:
        return _asked_for(Session(), NetworkSpec.from_query(st.query_params.to_dict()))
    except SpecError as error:
        return replace(Session(), notice=f"The link to this page asks for a setting that is not allowed. {error}")


def _asked_for(before: Session, wanted: NetworkSpec) -> Session:
    """The session after `wanted` was asked for: the last valid network stays where it cannot be built."""
    try:
        layer_shapes(wanted)
    except SpecError as error:
        return replace(before, wanted=wanted, problem=error, notice="")
    return replace(before, wanted=wanted, spec=wanted, problem=None, notice="")


def follow_address() -> None:
    """Take the settings of the URL, where Back or Forward was pressed; those of an impossible one stay."""
    try:
        ask_for(NetworkSpec.from_query(st.query_params.to_dict()))
    except SpecError:
        return


def ask_for(wanted: NetworkSpec) -> None:
    """Make `wanted` the network, or say why it cannot be."""
    st.session_state[_KEY] = _asked_for(session(), wanted)


def settings_changed() -> None:
    """Callback of every setting widget: ask for the network that the widgets show."""
    now = session()
    changes = {
        key: value for key in SETTINGS if (value := st.session_state.get(key)) not in (None, now.wanted.get(key))
    }
    ask_for(now.wanted.changed(**_moved(changes, now.shown_before)))


def _moved(changes: Mapping[str, int | str], before: Mapping[str, int | str]) -> Mapping[str, int | str]:
    """Those of the changes that a learner made.

    A browser that has not yet heard which values the page gave its widgets sends the old ones with whatever the learner
    does next, and they look like changes. A learner moves one widget at a time.
    """
    if len(changes) < 2:
        return changes
    return {key: value for key, value in changes.items() if value != before.get(key)}


def seed_settings() -> None:
    """Put the session's settings into the widgets, and those that differ from the textbook's into the URL.

    To be called before the widgets: their values are lost when another page is shown.
    """
    now = session()
    shown = {key: st.session_state.get(key) for key in SETTINGS}
    other = {key: value for key, value in shown.items() if value != now.wanted.get(key)}
    for key in other:
        st.session_state[key] = now.wanted.get(key)
    if known := {key: value for key, value in other.items() if value is not None}:
        update(shown_before=known)
    settings_to_url()


def settings_to_url() -> None:
    """Write the settings that differ from the textbook's into the URL.

    What the browser says of its URL may be older than what was written last, so that is compared as well.
    """
    before = st.query_params.to_dict()
    foreign = {key: value for key, value in before.items() if key not in SETTINGS}
    after = foreign | query_of_settings()
    if before != after or session().address not in (None, after):
        st.query_params.from_dict(after)
    update(address=after)


def query_of_settings() -> dict[str, str]:
    """The settings that differ from the textbook's, as they stand in the URL: those that the widgets show."""
    wanted = session().wanted
    query = wanted.to_query()
    return {key: query[key] for key in wanted.differences(TEXTBOOK)}


def seed(key: str, value: Any) -> None:
    """Give a widget its value before it is drawn."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def set_digit(digit: PreparedDigit | None, **changes: Any) -> None:
    """Replace the drawing that the network sees; an empty one is None."""
    update(digit=None if digit is None or digit.is_empty else digit, **({"notice": ""} | changes))


def start_canvas(objects: Objects, digit: PreparedDigit | None) -> None:
    """Let the canvas start anew from objects that show `digit`; what it showed can be taken back."""
    now = session()
    told = now.told or now.digit is not None
    earlier = (*now.earlier, now.drawing)[-_MOST_EARLIER:]
    restart_canvas(objects, digit, earlier=earlier, version=now.version + 1, told=told, notice="")


def restart_canvas(objects: Objects, digit: PreparedDigit | None, **changes: Any) -> Session:
    """As `start_canvas`, where what it showed is no step of its own: it answers no notice either."""
    changes = {"notice": session().notice} | changes
    set_digit(digit, objects=objects, started=digit, nonce=session().nonce + 1, **changes)
    return session()


def image_of(now: Session) -> np.ndarray | None:
    """The (28, 28) picture that the network sees, or None while the canvas is empty."""
    return None if now.digit is None else now.digit.image
