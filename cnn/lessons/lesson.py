"""A lesson as read from its file: steps, what each sets, marks and waits for. Reads no files and judges nothing."""

from __future__ import annotations

from dataclasses import dataclass

from cnn.network.spec import MAP_LAYERS, SETTINGS, NetworkSpec

CellAddress = tuple[str, int, int, int]
"""Layer, channel, row, column."""

Value = int | str | CellAddress


class LessonError(Exception):
    """What is wrong with a lesson: the file's name, the line (0 if it has none), and a sentence for its author."""

    def __init__(self, file: str, line: int, sentence: str) -> None:
        super().__init__(f"{file}, line {line}: {sentence}" if line else f"{file}: {sentence}")
        self.file = file
        self.line = line
        self.sentence = sentence


@dataclass(frozen=True)
class Assignment:
    """One thing that a step sets when it begins.

    name: a setting's key, or one of `keys.ASSIGNMENTS`. value: "" for those that need none, such as `clear`.
    """

    name: str
    value: Value = ""

    def __str__(self) -> str:
        """As it is written in the file."""
        if self.value == "":
            return self.name
        value = self.value
        if isinstance(value, tuple):
            value = " ".join(map(str, value if value[0] in MAP_LAYERS else value[:2]))
        return f"{self.name} = {value}"


@dataclass(frozen=True)
class Condition:
    """One thing that a step waits for.

    subject: a setting's key, or one of `keys.CONDITIONS`. relation: "=", "is not", ">=", "<=", "changed", or "" if the
    subject has none. value: what it is compared with, or "".
    """

    subject: str
    relation: str = ""
    value: int | str = ""

    def __str__(self) -> str:
        """As it is written in the file."""
        return " ".join(str(part) for part in (self.subject, self.relation, self.value) if part != "")

    def holds_for(self, now: int | str, before: int | str) -> bool:
        """Whether a value fulfils it; before: the value when the step began."""
        if self.relation == "changed":
            return now != before
        if self.relation in (">=", "<=") and isinstance(now, int) and isinstance(self.value, int):
            return now >= self.value if self.relation == ">=" else now <= self.value
        return (now == self.value) is (self.relation != "is not")


@dataclass(frozen=True)
class Step:
    """One step.

    page: where it takes place. assignments: made when it begins, in this order; keep: they stay when the lesson is
    left. marks: names of places to outline. conditions: all must hold before it is done; none: it waits for nothing.
    ask: the kind of the question that it asks, or "". text: what to do. after: what it means, shown once it is done, or
    "". line: of its title in the file.
    """

    title: str
    page: str
    text: str
    after: str = ""
    assignments: tuple[Assignment, ...] = ()
    keep: bool = False
    marks: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    ask: str = ""
    line: int = 0

    @property
    def is_task(self) -> bool:
        """Whether there is something to do."""
        return bool(self.conditions or self.ask)

    def network(self, before: NetworkSpec) -> NetworkSpec:
        """The network that its assignments make of `before`; it may be impossible to build."""
        spec = before
        for one in self.assignments:
            if one.name == "textbook":
                spec = NetworkSpec()
            elif one.name in SETTINGS and isinstance(one.value, int | str):
                spec = spec.changed(**{one.name: one.value})
        return spec


@dataclass(frozen=True)
class Lesson:
    """A lesson. id: the file's name without number and `.md`. minutes: how long it takes. misconceptions: numbers of
    those it meets. intro: a sentence or two on what it is about."""

    id: str
    title: str
    minutes: int
    misconceptions: tuple[int, ...]
    intro: str
    steps: tuple[Step, ...]

    @property
    def tasks(self) -> tuple[int, ...]:
        """The steps with something to do, from 0."""
        return tuple(number for number, step in enumerate(self.steps) if step.is_task)

    @property
    def question(self) -> str:
        """The kind of its last question, or ""."""
        return next((step.ask for step in reversed(self.steps) if step.ask), "")
