"""The one object that a session keeps, and the only file that touches `st.session_state`.

What matters for coming back (the settings) is in the URL as well. Draws nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import streamlit as st

from cnn.digit import PreparedDigit
from cnn.input_range import Mismatch
from cnn.shapes import layer_shapes
from cnn.spec import SETTINGS, TEXTBOOK, NetworkSpec, SpecError
from cnn.training_records import TrainingChoices
from cnn.weights import LoadedModel

_KEY = "explorer"

_MOST_EARLIER = 10
"""How many drawings that were cleared or replaced are kept."""

Address = tuple[str, int, int, int]
"""A cell of the network: layer, channel, row, column (see `cells.explain_cell`)."""


Objects = tuple[Mapping[str, Any], ...]
"""Of Fabric.js: what a canvas starts from."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """A drawing that may come back: what the network sees, or None where it is empty, and the objects that show it on
    the canvas, or None where it was drawn on."""

    digit: PreparedDigit | None
    objects: Objects | None


@dataclass(frozen=True, eq=False)
class Moment:
    """A network that is not the session's, as it was at some time of a training, and what to call it."""

    loaded: LoadedModel
    words: str


@dataclass(frozen=True, eq=False)
class Session:
    """Everything a learner has on the page.

    token: tells this session from the one that a browser's tab knew before. restored: that one's, once what the tab
    kept of it was taken. version: counts how often the board was filled or cleared, not what was drawn on it since.
    address: the settings as they were last written into the URL.
    spec: the last network that could be built; the figures show it.
    wanted: what the widgets show; differs from `spec` while an impossible setting is being asked for.
    problem: why `wanted` cannot be built, or None.
    digit: the drawing on its way to 28×28, or None while the canvas is empty.
    objects: what the canvas starts from (Fabric.js objects); nonce makes it start anew; started: the drawing they show.
    told: whether the first answer is over, which comes with a word on what no answer can say.
    nonce_shown, notice_shown: those that the page shows.
    undo: counts the presses of the button; earlier: the drawings that were cleared or replaced, the newest last.
    page: the page shown last; arrived: whether it has been shown anew, and its canvas not yet filled.
    preset_number: counts the preset widgets; a new one is made where the old one shows another network than `wanted`.
    shown_before: what the setting widgets showed before the page set them last, by key.
    notice: one sentence about something that was refused, e.g. an upload.
    own: weights that the learner made (trained, edited or uploaded), used where the settings are theirs.
    training: name under which the learner's trainings are found again after a reload; "" before the first.
    training_sought: whether it was looked for after a reload.
    training_choices: what the widgets of the training page show.
    training_view, replayed: which results of a training are shown; the run and the step that the replay stands at.
    run_chosen: the newest run that is over, and the one that the learner looks at since it is.
    upload_seen, weights_seen: the uploaded picture and the uploaded weights that were taken already.
    weights_notice, training_notice: what became of uploaded weights; why a training or a download was refused.
    mismatch: other pixels than this app's, on which the uploaded weights read better, or None.
    moment: the network that this page looks at instead of the session's, or None; next_moment: the next page's.
    batch: N on the Shapes page.
    cell: the cell under the microscope, or None until one is chosen; it may be outside the maps of another `spec`.
    """

    token: str = field(default_factory=lambda: secrets.token_hex(6))
    restored: str = ""
    version: int = 0
    address: Mapping[str, str] | None = None
    spec: NetworkSpec = TEXTBOOK
    wanted: NetworkSpec = TEXTBOOK
    problem: SpecError | None = None
    digit: PreparedDigit | None = None
    objects: Objects = ()
    nonce: int = 0
    nonce_shown: int = 0
    notice_shown: str = ""
    started: PreparedDigit | None = None
    told: bool = False
    undo: int = 0
    earlier: tuple[Drawing, ...] = ()
    page: str = ""
    arrived: bool = False
    answered: int = 0
    canvas_seen: str = ""
    upload_seen: str = ""
    scope: str = "layer"
    preset_number: int = 0
    shown_before: Mapping[str, int | str] = field(default_factory=dict)
    notice: str = ""
    own: LoadedModel | None = None
    training: str = ""
    training_sought: bool = False
    training_choices: TrainingChoices = field(default=TrainingChoices())
    training_view: str = ""
    replayed: tuple[str, int] = ("", 0)
    run_chosen: tuple[int, int] = (0, 0)
    weights_seen: str = ""
    weights_notice: str = ""
    training_notice: str = ""
    mismatch: Mismatch | None = None
    moment: Moment | None = None
    next_moment: Moment | None = None
    batch: int = 1
    cell: Address | None = None

    @property
    def drawing(self) -> Drawing:
        """What is on the canvas."""
        return Drawing(self.digit, self.objects if self.digit is self.started else None)

    @property
    def board(self) -> str:
        """Names what the canvas started from, for the browser: see `token_of`."""
        return f"{self.token}-{self.version}"

    @property
    def is_untouched(self) -> bool:
        """Whether nothing has been put on the board yet."""
        return self.version == self.answered == 0 and self.digit is None


def token_of(board: object) -> str:
    """The token of the session that a board is from; "" for what names none."""
    return board.partition("-")[0][:40] if isinstance(board, str) else ""


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
        return replace(Session(), notice=f"The address of this page asks for a setting that there is not. {error}")


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
    update(digit=None if digit is None or digit.is_empty else digit, notice="", **changes)


def start_canvas(objects: Objects, digit: PreparedDigit | None) -> None:
    """Let the canvas start anew from objects that show `digit`; what it showed can be taken back."""
    now = session()
    told = now.told or now.digit is not None
    earlier = (*now.earlier, now.drawing)[-_MOST_EARLIER:]
    restart_canvas(objects, digit, earlier=earlier, version=now.version + 1, told=told)


def restart_canvas(objects: Objects, digit: PreparedDigit | None, **changes: Any) -> Session:
    """As `start_canvas`, where what it showed is no step of its own."""
    set_digit(digit, objects=objects, started=digit, nonce=session().nonce + 1, **changes)
    return session()


def image_of(now: Session) -> np.ndarray | None:
    """The (28, 28) picture that the network sees, or None while the canvas is empty."""
    return None if now.digit is None else now.digit.image
