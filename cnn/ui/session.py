"""What a learner has on the page, as frozen records. Imports no Streamlit: `state` keeps them."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from cnn.digits.prepare import PreparedDigit, ink_of, levels_of
from cnn.network.spec import TEXTBOOK, NetworkSpec, SpecError
from cnn.training.records import TrainingChoices
from cnn.weights.input_range import Mismatch
from cnn.weights.load import LoadedModel

Address = tuple[str, int, int, int]
"""A cell of the network: layer, channel, row, column (see `network.cell.explain_cell`)."""


Objects = tuple[Mapping[str, Any], ...]
"""Of Fabric.js: what a canvas starts from."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """A drawing that may come back: its steps without the ink, or None where it is empty, and the objects that show it
    on the canvas, or None where it was drawn on. The ink is packed: 320 kB to 5 MB of it become a few kB."""

    steps: PreparedDigit | None
    packed: bytes
    shape: tuple[int, ...]
    objects: Objects | None

    @classmethod
    def of(cls, digit: PreparedDigit | None, objects: Objects | None = None) -> Drawing:
        """The drawing of a digit; its ink is kept in steps of 1/255, as a canvas sends it."""
        if digit is None:
            return cls(None, b"", (), objects)
        levels = levels_of(digit.ink)
        steps = replace(digit, ink=np.zeros((0, 0), np.float32))
        return cls(steps, zlib.compress(levels.tobytes(), 1), levels.shape, objects)

    @property
    def digit(self) -> PreparedDigit | None:
        """What the network sees, or None where the drawing is empty."""
        if self.steps is None:
            return None
        levels = np.frombuffer(zlib.decompress(self.packed), np.uint8).reshape(self.shape)
        return replace(self.steps, ink=ink_of(levels))


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
    heard: counts the lost connections that were there again.
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
    heard: int = 0
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
        return Drawing.of(self.digit, self.objects if self.digit is self.started else None)

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
