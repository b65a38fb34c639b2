"""A learner's session, in frozen parts. Imports no Streamlit: `state` keeps the session.

A part is changed with `dataclasses.replace`, whose field names and types mypy checks, and put back with `state.update`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from cnn.lessons.progress import LessonProgress
from cnn.link.drawing import drawing_from_text
from cnn.link.link import Link, read_link
from cnn.network.shapes import layer_shapes
from cnn.network.spec import SETTINGS, TEXTBOOK, NetworkSpec, SpecError
from cnn.training.records import TrainingChoices
from cnn.ui.board import Canvas
from cnn.ui.experiments import Experiments
from cnn.ui.parts import SET_BY_STEPS, Course, Explained, Microscope, Teaching
from cnn.ui.pinned import Pinned
from cnn.ui.quiz.quiz_state import Quiz
from cnn.weights.input_range import Mismatch
from cnn.weights.load import LoadedModel


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
    batch: N on the Shapes page. view: the one that a link asks for, until a page has taken it.
    """

    name: str = ""
    arrived: bool = False
    notice: str = ""
    notice_shown: str = ""
    scope: str = "layer"
    runs_on_server: bool = False
    batch: int = 1
    view: str = ""


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


Part = (
    Tab
    | Page
    | Canvas
    | Network
    | Training
    | UploadedWeights
    | Microscope
    | Course
    | Teaching
    | Quiz
    | Pinned
    | Explained
    | Experiments
)


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
    course: Course = field(default_factory=Course)
    teaching: Teaching = field(default=Teaching())
    quiz: Quiz = field(default=Quiz())
    pinned: Pinned = field(default=Pinned())
    explained: Explained = field(default=Explained())
    experiments: Experiments = field(default=Experiments())

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Session:
        """A new session with all that a URL carries; never raises. The page's notice says what is damaged."""
        link, damaged = read_link(query)
        new = cls(
            canvas=_canvas(link),
            microscope=Microscope(cell=link.cell),
            course=_course(link, query),
            teaching=Teaching(link.hidden, link.locked),
            quiz=Quiz().followed(link.quiz),
            pinned=Pinned(link.pinned, "random" if link.is_pinned_random else "app"),
            explained=_explained(link),
            experiments=Experiments.of_link(link.change, link.prepared, link.off, link.part_layer),
        ).asked_for(link.settings)
        page = replace(new.page, scope=link.scope, batch=link.batch, view=link.view, notice=" ".join(damaged))
        return new.with_parts(page)

    @property
    def kept_link(self) -> Link:
        """What stays in the URL beside the settings: the lesson, what the teacher has set, and network A of Compare."""
        at, set_by = self.course.progress, self.teaching
        lesson, step = (at.lesson, at.step) if at else ("", 0)
        return Link(
            lesson=lesson, step=step, hidden=set_by.hidden, locked=set_by.locked, pinned=self.pinned.spec,
            is_pinned_random=self.pinned.weights == "random",
        )  # fmt: skip

    @property
    def own_weights(self) -> tuple[LoadedModel, ...]:
        """All weights of the learner's own: the network's, those of A, and those that were put away; each once."""
        found: list[LoadedModel] = []
        for one in (self.network.own, self.pinned.own, *self.pinned.put_away):
            if one is not None and one.origin != "untrained" and not any(one is other for other in found):
                found.append(one)
        return tuple(found)

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

    def begun_again(self) -> Session:
        """A new session in the same tab, with an empty board that the tab does not fill; trainings stay."""
        empty = replace(self.canvas.filled((), None), earlier=())
        page = Page(name=self.page.name, runs_on_server=self.page.runs_on_server)
        quiz = Quiz(link=self.quiz.link, written=self.quiz.written)  # the address may still name the one before
        uploaded = UploadedWeights(file=self.uploaded_weights.file)  # the page still has the file
        return Session(
            tab=self.tab, page=page, canvas=empty, training=self.training, quiz=quiz, uploaded_weights=uploaded
        )

    def arrived_at(self, page: str) -> Session:
        """After a page was opened: what belonged to the page before ends."""
        microscope = replace(self.microscope, borrowed=self.microscope.next_borrowed, next_borrowed=None)
        return self.with_parts(replace(self.page, name=page, arrived=True), microscope)


def _canvas(link: Link) -> Canvas:
    """The drawing of a link; a link that is whole and has none is one to an empty board."""
    if link.drawing or (link.is_whole and link.lesson):
        return Canvas().of_link(drawing_from_text(link.drawing) if link.drawing else None)
    return Canvas()


def _course(link: Link, query: Mapping[str, str]) -> Course:
    """The lesson that a link names, and what the link leaves to it: no settings where the teacher has locked any."""
    keys = {"drawing": ("draw",), "view": ("view",), "cell": ("cell",), "scope": ("scope",), "settings": SETTINGS}
    locks = Teaching(link.hidden, link.locked).locks_settings
    unnamed = {name for name in SET_BY_STEPS if not link.is_whole and not any(key in query for key in keys[name])}
    unnamed -= {"settings"} if locks else set()
    return Course(progress=LessonProgress(link.lesson, link.step) if link.lesson else None, unnamed=frozenset(unnamed))


def _explained(link: Link) -> Explained:
    """What a link has Reasons explain."""
    layer, channel = link.channel or (Explained.layer, Explained.channel)
    patch, stride = link.occlusion or (Explained.patch, Explained.stride)
    return Explained(link.target, link.against, patch, stride, link.in_space, layer, channel)


def token_of(board: object) -> str:
    """The token of the session in the name of a board; "" if it is not one."""
    return board.partition("-")[0][:40] if isinstance(board, str) else ""
