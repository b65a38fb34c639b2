"""Makes what the steps of a lesson set, and gives it back. Draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from cnn.lessons.check import network_after
from cnn.lessons.lesson import Assignment, Lesson, Step
from cnn.lessons.places import VIEW_KEYS
from cnn.network.spec import SETTINGS, TEXTBOOK, NetworkSpec
from cnn.ui import canvas, state, views
from cnn.ui.parts import GivenBack
from cnn.ui.session import Page


def make(step: Step) -> None:
    """Make what a step sets."""
    _ask_for(step.network(state.session().network.wanted))
    for one in step.assignments:
        _assign(one, step.page)


def do(step: Step) -> None:
    """Make the settings that a step asks the learner for."""
    with suppress(ValueError):  # only a lesson that was not begun with its own settings
        _ask_for(network_after(step, state.session().network.wanted))


def complete(steps: Sequence[Step], page: str) -> None:
    """Make what these steps set, on this page, and what they ask the learner to set, each where a new session has
    nothing else yet."""
    now = state.session()
    if now.network.wanted == TEXTBOOK:
        for step in steps[:-1]:
            _ask_for(step.network(state.session().network.wanted))
            do(step)
        _ask_for(steps[-1].network(state.session().network.wanted))
    is_free = {
        "digit": now.canvas.is_untouched, "clear": now.canvas.is_untouched, "view": not views.shown(page),
        "cell": now.microscope.cell is None, "scope": now.page.scope == Page.scope,
    }  # fmt: skip
    for step in steps:
        for one in step.assignments:
            if is_free.get(one.name) and (one.name != "view" or step.page == page):
                _assign(one, step.page)
    if now.canvas.is_untouched:
        state.update(state.session().canvas.begun())
    state.set_notice(now.page.notice)  # filling the canvas has removed it


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
