"""One question: what is shown, the answer that is right, what a wrong one means, and where the network shows it.

Made by `make`; nothing is drawn or asked here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from cnn.network.cell import Box
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.quiz.answers import Answer, Choice, Chosen, Mistake, Pointed, Typed

__all__ = [
    "Answer", "Choice", "Chosen", "Grid", "Judgement", "Mistake", "Place", "Pointed", "Question", "Typed", "place",
]  # fmt: skip

GridKind = Literal["input", "activation", "signed", "weight"]


@dataclass(frozen=True, eq=False)
class Grid:
    """A small array shown beside a question. values: float (rows, columns).

    marked: cells to outline, as top, left, bottom, right, the last two excluded. scale: the lowest and the highest
    value of its colours where the question depends on them, else None. hidden: the values are not to be shown.
    """

    title: str
    values: np.ndarray
    kind: GridKind
    marked: Box | None = None
    scale: tuple[float, float] | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Place:
    """Where the live network shows what was asked.

    query: the settings that differ from the textbook's, as in a link. cell: channel, row, column. view: of that page.
    """

    page: Literal["explore", "microscope", "shapes"]
    query: dict[str, str]
    layer: str = ""
    cell: tuple[int, int, int] | None = None
    view: str = ""


@dataclass(frozen=True)
class Judgement:
    """What a given answer is worth. misconception: the one behind a wrong answer, None if it is not known.
    understood: False if it could not be read; `words` then says what to type, and it is no wrong answer."""

    right: bool
    misconception: int | None
    words: str
    understood: bool = True


@dataclass(frozen=True, eq=False)
class Question:
    """misconceptions: those that its known wrong answers come from. prompt: short Markdown. why: why the right answer
    is right, with the numbers. image: float32 (28, 28), the picture that goes through the network, if there is one.
    own: whether it is about the learner's own network (it cannot be made again from its seed)."""

    kind: str
    topic: str
    level: int
    seed: int
    prompt: str
    answer: Answer
    why: str
    spec: NetworkSpec
    place: Place
    grids: tuple[Grid, ...] = ()
    image: np.ndarray | None = None
    own: bool = False
    misconceptions: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = sorted({mistake.misconception for mistake in self.answer.mistakes})
        object.__setattr__(self, "misconceptions", tuple(found))

    def judge(self, given: str) -> Judgement:
        """What `given` is worth: the text of a choice, a typed number or shape, or "row,column". Never raises."""
        read = self.answer.read(given)
        if read.problem:
            return Judgement(False, None, read.problem, understood=False)
        if read.right:
            return Judgement(True, None, self.why)
        if read.mistake is None:
            return Judgement(False, None, self.why)
        return Judgement(False, read.mistake.misconception, f"{read.mistake.words} {self.why}")


def place(
    page: Literal["explore", "microscope", "shapes"],
    spec: NetworkSpec,
    layer: str = "",
    cell: tuple[int, int, int] | None = None,
    view: str = "",
) -> Place:
    """The place of `spec` in the app."""
    query = spec.to_query()
    return Place(page, {key: query[key] for key in TEXTBOOK.differences(spec)}, layer, cell, view)
