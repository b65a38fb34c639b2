"""Makes what the steps of a lesson set, and gives it back. Draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from cnn.lessons.check import network_after
from cnn.lessons.lesson import Assignment, Lesson, Step
from cnn.lessons.places import VIEW_KEYS
from cnn.network.spec import SETTINGS, NetworkSpec
from cnn.ui import canvas, state, views
from cnn.ui.parts import SET_BY_STEPS, GivenBack


def make(step: Step) -> None:
    """Make what a step sets."""
    _ask_for(step.network(state.session().network.wanted))
    for one in step.assignments:
        _assign(one, step.page)


def do(step: Step) -> None:
    """Make the settings that a step asks the learner for."""
    with suppress(ValueError):  # only a lesson that was not begun with its own settings
        _ask_for(network_after(step, state.session().network.wanted))


def set_again(steps: Sequence[Step]) -> None:
    """Make the settings of these steps and those that they ask for, as after doing one after the other."""
    for step in steps:
        _ask_for(step.network(state.session().network.wanted))
        do(step)


def complete(steps: Sequence[Step]) -> None:
    """Make what these steps set, and what all but the last ask the learner to set, as far as it is among the
    `unnamed`; the page is that of the last step."""
    now = state.session()
    unnamed, page = now.course.unnamed, steps[-1].page
    if "settings" in unnamed:
        set_again(steps[:-1])
        _ask_for(steps[-1].network(state.session().network.wanted))
    for name, one in _last_of(steps).items():
        if name in unnamed:
            _assign(one, page)
    if "drawing" in unnamed:
        state.update(state.session().canvas.begun())
    state.set_notice(now.page.notice)  # filling the canvas has removed it


def _last_of(steps: Sequence[Step]) -> dict[str, Assignment]:
    """What is there in the last step, by the names of `SET_BY_STEPS`, but for the settings of the network."""
    last: dict[str, Assignment] = {}
    for step in steps:
        asked = [Assignment(one.subject, one.value) for one in step.conditions if one.subject in ("view", "scope")]
        for one in (*step.assignments, *(() if step is steps[-1] else asked)):
            name = "drawing" if one.name in ("digit", "clear") else one.name
            if name in SET_BY_STEPS and (name != "view" or step.page == steps[-1].page):
                last[name] = one
    return last


def give_back(lesson: Lesson, before: GivenBack) -> None:
    """What the lesson's steps have set becomes what it was before, but for what they are to keep."""
    set_by = {one.name for step in lesson.steps if not step.keep for one in step.assignments}
    kept = {one.name for step in lesson.steps if step.keep for one in step.assignments}
    given = set_by - kept
    if given & {"textbook", *SETTINGS} and before.network != state.session().network.wanted:
        state.ask_for(before.network)
    if given & {"digit", "clear"}:
        canvas.put_back(before.drawing)
    if "scope" in given:
        state.update(replace(state.session().page, scope=before.scope))


def _ask_for(spec: NetworkSpec) -> None:
    if spec != state.session().network.wanted:
        state.ask_for(spec)


def _assign(one: Assignment, page: str) -> None:
    now, value = state.session(), one.value
    if one.name == "digit" and isinstance(value, int):
        canvas.example(value)
    elif one.name == "clear":
        canvas.clear()
    elif one.name == "scope":
        state.update(replace(now.page, scope=str(value)))
    elif one.name == "view" and page in VIEW_KEYS:
        views.show(page, str(value))
    elif one.name == "cell" and isinstance(value, tuple):
        state.update(replace(now.microscope, cell=value))
