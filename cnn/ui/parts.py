"""Parts of a learner's session: the lesson, what the Microscope looks at, what a teacher has set. Uses no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from cnn.lessons.progress import LessonProgress
from cnn.lessons.situation import Situation
from cnn.link.parts import CellAddress
from cnn.network.kernels import KernelAddress
from cnn.network.spec import SETTINGS, NetworkSpec
from cnn.quiz.question import Question
from cnn.ui.packed_drawing import PackedDrawing
from cnn.weights.load import LoadedModel

SETTINGS_NAME = "settings"
"""Stands for all settings, where parts are hidden and where they are locked."""

SET_BY_STEPS = frozenset({"settings", "drawing", "view", "cell", "scope"})
"""What the steps of a lesson set."""


@dataclass(frozen=True, eq=False)
class GivenBack:
    """What the learner had when a lesson began."""

    network: NetworkSpec
    drawing: PackedDrawing
    scope: str


@dataclass(frozen=True, eq=False)
class Course:
    """The lesson that the learner is in.

    page: the name of the page that is shown, such as "explore". seen: the settings when its card was drawn, and said:
    what it says is missing.
    progress: of the open lesson, or None. start: how things were when its step began. before: what it gives back; None
    if it has not begun in this session. question: of the step, and the answer that was given; None before it is asked.
    unnamed: what the link of this session leaves to the lesson that it names, of SET_BY_STEPS.
    left: how far the learner came in lessons that were left, by their ids. over: the ids of those that were done.
    finished: the lesson whose last step has just been left, while the page says so, or ""; gave_back: whether what the
    learner had before is back.
    is_offered: whether the first page offers to show the learner around.
    """

    page: str = "explore"
    seen: NetworkSpec | None = None
    said: str = ""
    progress: LessonProgress | None = None
    start: Situation | None = None
    before: GivenBack | None = None
    question: Question | None = None
    given: str | None = None
    unnamed: frozenset[str] = SET_BY_STEPS
    left: Mapping[str, LessonProgress] = field(default_factory=dict)
    over: frozenset[str] = frozenset()
    finished: str = ""
    gave_back: bool = False
    is_offered: bool = True


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


@dataclass(frozen=True, eq=False)
class Explained:
    """What the first two views of Reasons explain.

    target: the class whose logit is explained; None: the predicted one. against: the class that it is contrasted with;
    None: the likeliest of the others. patch, stride: of occlusion, in pixels.
    in_space: whether the scatter of the digits is in 3-D.
    layer, channel: the channel, or the unit of fc1, that is looked into; it may be outside another network.
    """

    target: int | None = None
    against: int | None = None
    patch: int = 4
    stride: int = 2
    in_space: bool = False
    layer: str = "conv1"
    channel: int = 0


@dataclass(frozen=True, eq=False)
class Teaching:
    """What a teacher has set.

    hidden, locked: names of `teacher.PARTS` and of settings.
    large: whether the type is large. panel: whether the teacher's panel is to be opened.
    """

    hidden: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    large: bool = False
    panel: bool = False

    @property
    def locks_settings(self) -> bool:
        """Whether any setting of the network is locked, so that none can be set together with it."""
        return any(name == SETTINGS_NAME or name in SETTINGS for name in self.locked)
