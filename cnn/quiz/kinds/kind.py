"""What a kind of question is, and what the kinds share: checked answers, and changes of a setting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from cnn.network.shapes import is_buildable
from cnn.network.spec import CHOICES, LIMITS, NetworkSpec
from cnn.quiz.answers import Answer, Choice, Chosen, Mistake, Typed, Values
from cnn.quiz.question import Grid, Place, Question
from cnn.quiz.subject import NotPossibleError, Subject

SIZE_KEYS = (
    "conv1_kernel_size", "conv1_stride", "conv1_padding", "pool1_kernel_size", "pool1_stride",
    "conv2_kernel_size", "conv2_stride", "conv2_padding", "pool2_kernel_size", "pool2_stride",
)  # fmt: skip
"""Settings on which height and width depend."""

WINDOWED = ("conv1", "pool1", "conv2", "pool2")


@dataclass(frozen=True, eq=False)
class Draft:
    """A question before it has its kind, level and seed; the fields are those of `Question`."""

    prompt: str
    answer: Answer
    why: str
    spec: NetworkSpec
    place: Place
    grids: tuple[Grid, ...] = ()
    image: np.ndarray | None = None


@dataclass(frozen=True)
class Kind:
    """misconceptions: those that every question of this kind meets; the first is the one that it is asked for.

    draft: makes a question's content, or raises NotPossibleError if this subject allows none.
    """

    name: str
    topic: str
    misconceptions: tuple[int, ...]
    draft: Callable[[Random, Subject, int], Draft]

    def make(self, rng: Random, subject: Subject, level: int) -> Question:
        """One question, without its seed; NotPossibleError if it would not meet the kind's misconceptions."""
        made = self.draft(rng, subject, level)
        question = Question(
            self.name, self.topic, level, 0, made.prompt, made.answer, made.why, made.spec, made.place,
            made.grids, made.image, subject.own is not None,
        )  # fmt: skip
        if not set(self.misconceptions) <= set(question.misconceptions):
            raise NotPossibleError
        return question


def chosen(rng: Random, right: str, wrong: Iterable[Choice]) -> Chosen:
    """The right text among the wrong ones, in random order; of two equal wrong ones the first is kept.

    NotPossibleError if a wrong one is the right one, or none is left.
    """
    by_text: dict[str, Choice] = {}
    for choice in wrong:
        by_text.setdefault(choice.text, choice)
    if right in by_text or not by_text:
        raise NotPossibleError
    choices = [Choice(right), *by_text.values()]
    rng.shuffle(choices)
    return Chosen(tuple(choices))


def typed(
    right: float | tuple[int, ...],
    wrong: Iterable[tuple[float | tuple[int, ...], int, str]],
    tolerance: float = 0.0,
    decimals: int = 0,
    unit: str = "",
) -> Typed:
    """A typed answer; wrong: value, misconception, words. Wrong values too close to the right one, or to one before
    them, are left out."""
    key = _values(right)
    kept: list[tuple[Values, Mistake]] = []
    for value, misconception, words in wrong:
        values = _values(value)
        others = [key, *(known for known, _ in kept)]
        if all(_apart(values, other, tolerance) for other in others):
            kept.append((values, Mistake(misconception, words)))
    return Typed(key, tuple(kept), tolerance, decimals, unit)


def _values(value: float | tuple[int, ...]) -> Values:
    return tuple(float(one) for one in value) if isinstance(value, tuple) else (float(value),)


def _apart(one: Values, two: Values, tolerance: float) -> bool:
    return any(abs(first - second) > 2 * tolerance + 1e-6 for first, second in zip(one, two, strict=True))


def changes(rng: Random, spec: NetworkSpec, keys: Iterable[str]) -> Iterator[tuple[str, NetworkSpec]]:
    """Every network that can be built and differs from `spec` in one of `keys`, with that key, in random order."""
    pairs: list[tuple[str, int | str]] = []
    for key in keys:
        options = CHOICES[key] if key in CHOICES else range(LIMITS[key][0], LIMITS[key][1] + 1)
        pairs += [(key, value) for value in options if value != spec.get(key)]
    rng.shuffle(pairs)
    for key, value in pairs:
        changed = spec.changed(**{key: value})
        if is_buildable(changed):
            yield key, changed


def one_change(
    rng: Random, spec: NetworkSpec, keys: Iterable[str], accept: Callable[[str, NetworkSpec], bool]
) -> tuple[str, NetworkSpec]:
    """The first of `changes` that is accepted; NotPossibleError if none is."""
    for key, changed in changes(rng, spec, keys):
        if accept(key, changed):
            return key, changed
    raise NotPossibleError


def places_that_add_up(parts: Sequence[float], total: float, first: int = 2) -> int:
    """With how many digits after the point, `first` or up to two more, the rounded parts add up to the rounded total.

    NotPossibleError if with none of them: nobody could work the sum out once more.
    """
    for places in range(first, first + 3):
        rest = sum(round(float(part), places) for part in parts) - round(float(total), places)
        if abs(rest) < 10.0**-places / 2:
            return places
    raise NotPossibleError


def found(rng: Random, options: Iterable[str], accept: Callable[[str], bool]) -> str:
    """One of the accepted options, at random; NotPossibleError if there is none."""
    accepted = [option for option in options if accept(option)]
    if not accepted:
        raise NotPossibleError
    return rng.choice(accepted)
