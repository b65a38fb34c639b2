"""Whether the steps of a lesson can be done: each is followed from the network that the step before leaves behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product

from cnn.lessons.lesson import Condition, LessonError, Step
from cnn.lessons.places import PAGES, VIEWS, pages_of
from cnn.network.shapes import is_buildable, layer_shapes
from cnn.network.spec import CHOICES, LIMITS, SETTINGS, TEXTBOOK, NetworkSpec, SpecError

Lines = Mapping[str, int]
"""The line of each key of a step."""

_MOST_TRIED = 2000
"""Networks that are tried before a condition counts as possible."""


def check_step(step: Step, lines: Lines, file: str) -> None:
    """Raises LessonError for what does not belong on the step's page, or has no sense without another key."""
    page = PAGES[step.page]
    for mark in step.marks:
        if step.page not in pages_of(mark):
            raise LessonError(file, lines["mark"], f"The page {page} has no “{mark}” to mark.")
    for one in step.assignments:
        if one.name == "view" and one.value not in VIEWS[step.page]:
            raise LessonError(file, lines["set"], f"The page {page} has no view “{one.value}”.")
    if step.after and not step.conditions:
        sentence = "The text after --- is shown once the step is done, but this step waits for nothing."
        raise LessonError(file, step.line, sentence)
    if Condition("answered") in step.conditions and not step.ask:
        raise LessonError(file, lines["wait"], "This step waits for an answer, but it has no “ask”.")


def networks(steps: Iterable[tuple[Step, Lines]], file: str) -> Iterator[tuple[NetworkSpec, NetworkSpec]]:
    """For each step the network at its start and once it is done, if the lesson begins with the textbook network.

    Raises LessonError if one cannot be built, if no setting fulfils what a step waits for, or if it is fulfilled before
    the step begins.
    """
    spec, known = TEXTBOOK, False
    for step, lines in steps:
        known = known or any(one.name == "textbook" for one in step.assignments)
        try:
            start = _built(step, step.network(spec))
        except ValueError as error:
            raise LessonError(file, lines.get("set", step.line), str(error)) from error
        try:
            spec = network_after(step, start)
            if known and step.conditions and spec == start and _is_about_values(step):
                raise ValueError("The settings that this step waits for are there when it begins.")
        except ValueError as error:
            raise LessonError(file, lines.get("wait", step.line), str(error)) from error
        yield start, spec


def _is_about_values(step: Step) -> bool:
    return all(one.subject in (*SETTINGS, "textbook") for one in step.conditions)


def _built(step: Step, start: NetworkSpec) -> NetworkSpec:
    """The network at the step's start; ValueError if it cannot be built or lacks a cell that the step sets."""
    layers = layer_shapes(start)
    for one in step.assignments:
        if one.name == "cell" and isinstance(one.value, tuple):
            layer, *places = one.value
            shape = layers.named(layer).output_shape
            if any(place >= size for place, size in zip(places, (*shape, 1, 1), strict=False)):
                raise ValueError(f"There is no such cell: {layer} is {'×'.join(map(str, shape))}, counted from 0.")
    return start


def network_after(step: Step, start: NetworkSpec) -> NetworkSpec:
    """The network that fulfils what the step waits for, as near to `start` as can be; ValueError if there is none."""
    wanted: dict[str, list[Condition]] = {}
    for condition in step.conditions:
        if condition.subject in SETTINGS:
            wanted.setdefault(condition.subject, []).append(condition)
    if Condition("textbook") in step.conditions:
        return _textbook(wanted, start)
    values = [_values(key, conditions, start) for key, conditions in wanted.items()]
    tried = [
        start.changed(**dict(zip(wanted, chosen, strict=True))) for chosen in islice(product(*values), _MOST_TRIED)
    ]
    if Condition("refused") in step.conditions:
        return start
    built = next(filter(is_buildable, tried), None)
    if built is None and len(tried) < _MOST_TRIED:
        raise SpecError("What this step waits for cannot be built.")
    return built or start


def _textbook(wanted: dict[str, list[Condition]], start: NetworkSpec) -> NetworkSpec:
    """The textbook network; ValueError if it does not fulfil what else is wanted."""
    for key, conditions in wanted.items():
        for one in conditions:
            if not one.holds_for(TEXTBOOK.get(key), start.get(key)):
                raise ValueError(f"The textbook network does not fulfil “{one}”.")
    return TEXTBOOK


def _values(key: str, conditions: list[Condition], start: NetworkSpec) -> list[int | str]:
    """The values of a setting that fulfil all conditions, the nearest to its value at the start first."""
    before = start.get(key)
    every: list[int | str] = list(range(LIMITS[key][0], LIMITS[key][1] + 1)) if key in LIMITS else [*CHOICES[key]]
    fit = [value for value in every if all(one.holds_for(value, before) for one in conditions)]
    if not fit:
        said = " and ".join(map(str, conditions))
        raise ValueError(f"No value of {key} fulfils “{said}”; it is {before} when the step begins.")
    return sorted(fit, key=lambda value: abs(int(value) - int(before)) if key in LIMITS else value != before)
