"""The three forms of an answer (chosen, typed, pointed at), each with the right one and the known wrong ones.

Reads what a learner gives; computes no key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from cnn.quiz.words import decimal, shape_text, whole

LONGEST = 200
"""More characters than this are no answer."""

Cell = tuple[int, int]
Values = tuple[float, ...]


@dataclass(frozen=True)
class Mistake:
    """A known wrong answer: the misconception behind it, and how it comes about with this question's numbers."""

    misconception: int
    words: str


@dataclass(frozen=True)
class Choice:
    """One of the answers to choose from. misconception: None for the right one. words: as in `Mistake`."""

    text: str
    misconception: int | None = None
    words: str = ""


class Read(NamedTuple):
    """What was made of a given answer. problem: the sentence if it cannot be read, else ""."""

    right: bool
    mistake: Mistake | None = None
    problem: str = ""


@dataclass(frozen=True)
class Chosen:
    """One of several texts; exactly one has no misconception."""

    choices: tuple[Choice, ...]

    @property
    def text(self) -> str:
        """The right answer."""
        return next(choice.text for choice in self.choices if choice.misconception is None)

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """What is behind the wrong choices."""
        return tuple(Mistake(c.misconception, c.words) for c in self.choices if c.misconception is not None)

    def read(self, given: str) -> Read:
        """`given` is the text of a choice."""
        for choice in self.choices:
            if choice.text == given:
                wrong = choice.misconception
                return Read(wrong is None, None if wrong is None else Mistake(wrong, choice.words))
        return Read(False, problem=f"Choose one of the {len(self.choices)} answers.")


@dataclass(frozen=True)
class Typed:
    """A whole number, a decimal number within `tolerance`, or a shape (more than one value).

    wrong: the known wrong answers. unit: shown after a number, "" or "%". decimals: digits with which it is shown.
    """

    right: Values
    wrong: tuple[tuple[Values, Mistake], ...] = ()
    tolerance: float = 0.0
    decimals: int = 0
    unit: str = ""

    @property
    def text(self) -> str:
        """The right answer, as the questions write it."""
        return self.text_of(self.right)

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """What is behind the known wrong answers."""
        return tuple(mistake for _, mistake in self.wrong)

    def text_of(self, values: Values) -> str:
        """`values` in the form of this answer."""
        if len(values) > 1:
            return shape_text(int(value) for value in values)
        number = decimal(values[0], self.decimals) if self.decimals else whole(values[0])
        return f"{number} {self.unit}".strip()

    def read(self, given: str) -> Read:
        """`given` as a learner types it: "16×10×10", "[16, 10, 10]", "1,568", "−0.42", "0,42", "12 %"."""
        if len(given) > LONGEST:
            return Read(False, problem=f"That is longer than {LONGEST} characters. {self._wanted()}")
        values = _shape(given, len(self.right)) if len(self.right) > 1 else _number(given, bool(self.decimals))
        if values is None:
            return Read(False, problem=self._wanted())
        if self._is(values, self.right):
            return Read(True)
        return Read(False, next((mistake for wrong, mistake in self.wrong if self._is(values, wrong)), None))

    def _is(self, values: Values, other: Values) -> bool:
        pairs = zip(values, other, strict=True)
        return all(abs(one - two) <= self.tolerance + 1e-9 for one, two in pairs)

    def _wanted(self) -> str:
        if len(self.right) > 1:
            return f"Type {len(self.right)} whole numbers, such as {shape_text((8, 12, 12)[: len(self.right)])}."
        return "Type a number, such as " + ("0.42 or −1.5." if self.decimals else "12 or 1,200.")


@dataclass(frozen=True)
class Pointed:
    """A cell of one of the question's grids. Cells that are neither right nor in `wrong` are wrong without a name."""

    grid: int
    size: tuple[int, int]
    right: frozenset[Cell]
    wrong: tuple[tuple[frozenset[Cell], Mistake], ...] = ()

    @property
    def text(self) -> str:
        """The right cell, or the first of them."""
        row, column = min(self.right)
        more = len(self.right) - 1
        others = f", or one of {more} others" if more > 1 else ", or one other" if more else ""
        return f"row {row}, column {column}{others}"

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """What is behind the wrong cells."""
        return tuple(mistake for _, mistake in self.wrong)

    def read(self, given: str) -> Read:
        """`given` is "row,column", both counted from 0."""
        found = re.fullmatch(r"\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*", given) if len(given) <= LONGEST else None
        if not found:
            return Read(False, problem="Point at a cell, or type its row and column, such as 3,4.")
        cell = int(found[1]), int(found[2])
        if cell[0] >= self.size[0] or cell[1] >= self.size[1]:
            last = f"rows 0 to {self.size[0] - 1} and columns 0 to {self.size[1] - 1}"
            return Read(False, problem=f"There is no such cell: the picture has {last}.")
        if cell in self.right:
            return Read(True)
        return Read(False, next((mistake for cells, mistake in self.wrong if cell in cells), None))


Answer = Chosen | Typed | Pointed


def _number(given: str, has_decimals: bool) -> Values | None:
    """One number out of a typed text, or None. Thousands may be separated where whole numbers are asked for."""
    text = given.strip().replace("−", "-").replace("\u00a0", " ").rstrip("%").strip()
    if not has_decimals and re.fullmatch(r"[-+]?[0-9]{1,3}([,. '_])[0-9]{3}(\1[0-9]{3})*", text):
        text = re.sub(r"[,. '_]", "", text)
    text = text.replace(",", ".")
    return (float(text),) if re.fullmatch(r"[-+]?([0-9]{1,15}\.?[0-9]{0,15}|\.[0-9]{1,15})", text) else None


def _shape(given: str, count: int) -> Values | None:
    """`count` whole numbers out of a typed shape, or None. A batch of 1 or N in front of them is allowed."""
    text = re.sub(r"^torch\.size|[\[\]()\s]", " ", given.strip().lower()).strip()
    parts = re.split(r"\s*[,x×*·]\s*|\s+", text.rstrip(", "))
    if len(parts) == count + 1 and parts[0] in ("1", "n"):
        parts = parts[1:]
    if len(parts) != count or not all(re.fullmatch(r"[0-9]{1,6}", part) for part in parts):
        return None
    return tuple(float(part) for part in parts)
