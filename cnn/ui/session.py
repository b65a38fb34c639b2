"""A learner's session, in frozen parts. Imports no Streamlit: `state` keeps the session.

A part is changed with `dataclasses.replace`, whose field names and types mypy checks, and put back with `state.update`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from cnn.digits.prepare import PreparedDigit
from cnn.network.kernels import KernelAddress
from cnn.network.shapes import layer_shapes
from cnn.network.spec import TEXTBOOK, NetworkSpec, SpecError
from cnn.training.records import TrainingChoices
from cnn.ui.packed_drawing import Objects, PackedDrawing
from cnn.ui.quiz.quiz_state import Quiz
from cnn.weights.input_range import Mismatch
from cnn.weights.load import LoadedModel

CellAddress = tuple[str, int, int, int]
"""A cell of the network: layer, channel, row, column (see `network.cell.explain_cell`)."""

_MOST_EARLIER = 10
"""How many cleared or replaced drawings Undo can bring back."""


@dataclass(frozen=True, eq=False)
class Tab:
    """The browser's tab, which keeps a copy of the drawing and gives it to a new session.

    token: identifies this session. restored: the token of the session before, once its drawing has been taken from the
    tab. reconnected: the number of reconnects.
    """

    token: str = field(default_factory=lambda: secrets.token_hex(6))
    restored: str = ""
    reconnected: int = 0


@dataclass(frozen=True, eq=False)
class Page:
    """What belongs to no other part.

    name: the page shown last. arrived: whether it has just been opened and its canvas is still empty.
    notice: one sentence, e.g. about an upload that was refused. notice_shown: the one that the page shows.
    scope: what shares a colour scale. runs_on_server: whether the browser has failed to run the network.
    batch: N on the Shapes page.
    """

    name: str = ""
    arrived: bool = False
    notice: str = ""
    notice_shown: str = ""
    scope: str = "layer"
    runs_on_server: bool = False
    batch: int = 1


@dataclass(frozen=True, eq=False)
class Canvas:
    """The drawing.

    digit: the steps from the drawing to 28×28, or None while the canvas is empty.
    objects: what the canvas starts with. started: the drawing that they show. nonce: the canvas starts again when it
    changes; nonce_shown: the one on the page.
    version: how often the canvas was filled or cleared; drawing does not change it.
    answered: the number of the last drawing that the browser sent. undo: how often Undo was pressed.
    earlier: the drawings that were cleared or replaced, the newest last.
    told: whether the first answer has been seen; it comes with the sentence that the network cannot say "no digit".
    last_png, last_upload: the canvas's own picture and the uploaded file that were processed last.
    """

    digit: PreparedDigit | None = None
    objects: Objects = ()
    started: PreparedDigit | None = None
    nonce: int = 0
    nonce_shown: int = 0
    version: int = 0
    answered: int = 0
    undo: int = 0
    earlier: tuple[PackedDrawing, ...] = ()
    told: bool = False
    last_png: str = ""
    last_upload: str = ""

    @property
    def image(self) -> np.ndarray | None:
        """The (28, 28) picture that the network sees, or None while the canvas is empty."""
        return None if self.digit is None else self.digit.image

    @property
    def drawing(self) -> PackedDrawing:
        """What is on the canvas."""
        return PackedDrawing.of(self.digit, self.objects if self.digit is self.started else None)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing has been put on the canvas yet."""
        return self.version == self.answered == 0 and self.digit is None

    def drawn(self, digit: PreparedDigit) -> Canvas:
        """After the learner drew: the network sees `digit` (None if it is empty)."""
        return replace(self, digit=_unless_empty(digit))

    def restarted(self, objects: Objects, digit: PreparedDigit | None) -> Canvas:
        """The canvas starts again with objects that show `digit`; its version stays the same."""
        digit = _unless_empty(digit)
        return replace(self, digit=digit, objects=objects, started=digit, nonce=self.nonce + 1)

    def filled(self, objects: Objects, digit: PreparedDigit | None) -> Canvas:
        """The canvas is filled with objects that show `digit`; Undo brings back what was there."""
        return replace(
            self.restarted(objects, digit),
            version=self.version + 1,
            earlier=(*self.earlier, self.drawing)[-_MOST_EARLIER:],
            told=self.told or self.digit is not None,
        )

    def taken_back(self, objects: Objects) -> Canvas:
        """The canvas before Clear or an example; objects: those that show the newest of `earlier`."""
        *earlier, last = self.earlier
        return replace(self.restarted(objects, last.digit), version=self.version + 1, earlier=tuple(earlier))


@dataclass(frozen=True, eq=False)
class Network:
    """The network that the learner has set.

    spec: the last one that could be built; the figures show it.
    wanted: what the widgets show; differs from `spec` while an impossible setting is asked for.
    problem: why `wanted` cannot be built, or None.
    own: weights that the learner made (trained, edited or uploaded), used if the settings match.
    query: the settings as they were last written into the URL.
    preset_number: counts the preset widgets; a new one is made if the old one shows another network than `wanted`.
    shown_before: what the setting widgets showed before the page set them last, by key.
    """

    spec: NetworkSpec = TEXTBOOK
    wanted: NetworkSpec = TEXTBOOK
    problem: SpecError | None = None
    own: LoadedModel | None = None
    query: Mapping[str, str] | None = None
    preset_number: int = 0
    shown_before: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def own_here(self) -> LoadedModel | None:
        """The learner's own weights, or None if they belong to another network."""
        return self.own if self.own is not None and self.own.model.spec == self.spec else None

    def asked_for(self, wanted: NetworkSpec) -> Network:
        """After `wanted` was asked for; if it cannot be built, the last valid network stays."""
        try:
            layer_shapes(wanted)
        except SpecError as error:
            return replace(self, wanted=wanted, problem=error)
        return replace(self, wanted=wanted, spec=wanted, problem=None)

    def wanted_by(self, shown: Mapping[str, int | str | None]) -> NetworkSpec:
        """The network that the widgets ask for. shown: their values by key, None if there is no widget.

        A browser that has not yet received the values that the page gave its widgets sends the old ones with the
        learner's next action, and they look like changes. A learner moves one widget at a time, so if several differ,
        those that still have their old value are ignored.
        """
        changes = {key: value for key, value in shown.items() if value is not None and value != self.wanted.get(key)}
        if len(changes) > 1:
            changes = {key: value for key, value in changes.items() if value != self.shown_before.get(key)}
        return self.wanted.changed(**changes)


@dataclass(frozen=True, eq=False)
class Training:
    """The learner's trainings.

    name: under which they are found again after a reload; "" before the first. sought: whether the cookie was read.
    choices: what the widgets show. notice: why a training or a download was refused. view: which results are shown.
    replayed: run and step of the replay. run_chosen: the newest finished run, and the one chosen since then.
    """

    name: str = ""
    sought: bool = False
    choices: TrainingChoices = field(default=TrainingChoices())
    notice: str = ""
    view: str = ""
    replayed: tuple[str, int] = ("", 0)
    run_chosen: tuple[int, int] = (0, 0)


@dataclass(frozen=True, eq=False)
class UploadedWeights:
    """A file of weights.

    file: the id of the last one. notice: what was done with it.
    mismatch: other pixel values than this app's with which these weights read better, or None.
    """

    file: str = ""
    notice: str = ""
    mismatch: Mismatch | None = None


@dataclass(frozen=True, eq=False)
class BorrowedNetwork:
    """A network from a training, which is not the session's own, and what to call it in a sentence."""

    loaded: LoadedModel
    words: str


@dataclass(frozen=True, eq=False)
class KernelTable:
    """The table that a kernel is typed into.

    number: counts the tables; a new one is opened where the old one shows other weights than the kernel has.
    start: (k, k), its values when it was opened. The widget keeps the cells that were typed since, so this must not
    change.
    refused: why the last input was refused, or "".
    """

    number: int
    place: KernelAddress
    start: np.ndarray
    refused: str = ""


@dataclass(frozen=True, eq=False)
class Microscope:
    """What the Microscope page looks at.

    cell: None until one is chosen; it may be outside the maps of another network.
    borrowed: a network that this page shows instead of the session's, or None; next_borrowed: the next page's.
    table: of "A kernel of your own", or None before it was shown.
    """

    cell: CellAddress | None = None
    borrowed: BorrowedNetwork | None = None
    next_borrowed: BorrowedNetwork | None = None
    table: KernelTable | None = None


Part = Tab | Page | Canvas | Network | Training | UploadedWeights | Microscope | Quiz


@dataclass(frozen=True, eq=False)
class Session:
    """Everything a learner has on the page."""

    tab: Tab = field(default_factory=Tab)
    page: Page = field(default=Page())
    canvas: Canvas = field(default=Canvas())
    network: Network = field(default_factory=Network)
    training: Training = field(default=Training())
    uploaded_weights: UploadedWeights = field(default=UploadedWeights())
    microscope: Microscope = field(default=Microscope())
    quiz: Quiz = field(default=Quiz())

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Session:
        """A new session with the settings of a URL."""
        new = cls()
        try:
            return new.asked_for(NetworkSpec.from_query(query))
        except SpecError as error:
            notice = f"The link to this page asks for a setting that is not allowed. {error}"
            return new.with_parts(replace(new.page, notice=notice))

    @property
    def board(self) -> str:
        """The name of what the canvas started with, for the browser: see `token_of`."""
        return f"{self.tab.token}-{self.canvas.version}"

    def with_parts(self, *parts: Part) -> Session:
        """The session with these parts instead of those of the same class."""
        names = {type(getattr(self, one.name)): one.name for one in fields(self)}
        changes: dict[str, Any] = {names[type(part)]: part for part in parts}
        return replace(self, **changes)

    def asked_for(self, wanted: NetworkSpec) -> Session:
        """After `wanted` was asked for: see `Network.asked_for`; the notice is removed."""
        return self.with_parts(self.network.asked_for(wanted), replace(self.page, notice=""))

    def arrived_at(self, page: str) -> Session:
        """After a page was opened: what belonged to the page before ends."""
        microscope = replace(self.microscope, borrowed=self.microscope.next_borrowed, next_borrowed=None)
        return self.with_parts(replace(self.page, name=page, arrived=True), microscope)


def _unless_empty(digit: PreparedDigit | None) -> PreparedDigit | None:
    return None if digit is None or digit.is_empty else digit


def token_of(board: object) -> str:
    """The token of the session in the name of a board; "" if it is not one."""
    return board.partition("-")[0][:40] if isinstance(board, str) else ""
