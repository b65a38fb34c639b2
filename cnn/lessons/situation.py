"""What the learner sees and has done, and whether a step is done by it. Knows no widgets."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from cnn.lessons.lesson import CellAddress, Condition, Step
from cnn.lessons.places import PAGES, SCOPES
from cnn.network.spec import CHOICES, LIMITS, SETTINGS, TEXTBOOK, NetworkSpec, setting_words


@dataclass(frozen=True)
class Situation:
    """The app at one moment.

    page, view, scope: by the names of `places`; view: "" on a page without views. spec: the network that the setting
    widgets show; refused: it cannot be built. drawing: something is on the board; drawn: by the learner, not an example
    or an upload. answer: the predicted digit, and confidence: its probability, 0 to 1; None without a drawing. cell:
    the one open in the Microscope. training: "none", "running" or "finished". answered: the step's question has been.
    """

    page: str = "explore"
    spec: NetworkSpec = TEXTBOOK
    refused: bool = False
    drawing: bool = False
    drawn: bool = False
    answer: int | None = None
    confidence: float | None = None
    cell: CellAddress | None = None
    view: str = ""
    scope: str = "layer"
    training: str = "none"
    answered: bool = False


def is_done(step: Step, now: Situation, start: Situation) -> bool:
    """Whether all that the step waits for is there; at once for a step that waits for nothing. start: when it began."""
    return not missing(step, now, start)


def missing(
    step: Step, now: Situation, start: Situation, locked: Collection[str] = (), hidden: Collection[str] = ()
) -> str:
    """What is still missing, in short sentences: "Set conv1 stride to 2; it is 1."; "" if the step is done.

    locked: the settings that the learner cannot change. hidden: the parts of the pages that the learner does not see,
    by their names in a link, such as "settings" or "page-quiz"."""
    is_about_refused = any(one.subject in ("refused", "textbook") for one in step.conditions)
    if now.refused and step.conditions and not is_about_refused:
        return "These settings cannot be built. Choose others."
    for condition in step.conditions:
        if words := _missing(condition, now, start):
            return words + (_hidden(condition, now, hidden) or _locked(condition, locked))
    return ""


_CELLS = {"network", "page-microscope"}
"""The parts that lead to a cell from any page but the Microscope."""

_NEEDS = {"textbook": "presets", "scope": "scope", "view": "views", "refused": "settings"}
"""The part of a page with which something is done."""


def _hidden(condition: Condition, now: Situation, hidden: Collection[str]) -> str:
    """The way on from a step that cannot be done, as the learner does not see what it asks for."""
    subject = condition.subject
    needed = f"page-{condition.value}" if subject == "page" else _NEEDS.get(subject, "")
    is_hidden = ("settings" if subject in SETTINGS else needed) in hidden
    if subject == "cell" and now.page != "microscope":
        is_hidden = set(hidden) >= _CELLS
    return " Your teacher has hidden this for now: Skip goes on." if is_hidden else ""


def _locked(condition: Condition, locked: Collection[str]) -> str:
    """The way on from a step that cannot be done, as what it asks for is locked."""
    if condition.subject in locked:
        return " This setting is locked here: Skip goes on."
    if condition.subject == "textbook" and locked:
        return " This button is locked here: Skip goes on."
    if condition.subject == "refused" and set(SETTINGS) <= set(locked):
        return " The settings are locked here: Skip goes on."
    return ""


def _missing(condition: Condition, now: Situation, start: Situation) -> str:
    if condition.subject in SETTINGS:
        return _setting(condition, now, start)
    return _MISSING[condition.subject](condition, now, start)


def _setting(condition: Condition, now: Situation, start: Situation) -> str:
    key, value = condition.subject, condition.value
    is_now = now.spec.get(key)
    if condition.holds_for(is_now, start.spec.get(key)):
        return ""
    name = f"the pooling of {key.partition('_')[0]}" if key in CHOICES else setting_words(key)
    if condition.relation == "changed":
        return f"Change {name}; it is still {is_now}."
    if condition.relation == "is not":
        return f"Set {name} to something other than {value}."
    ending = {">=": " or more", "<=": " or less"}.get(condition.relation, "")
    if key in LIMITS and value in LIMITS[key]:  # the end of the slider
        ending = ""
    return f"Set {name} to {value}{ending}; it is {is_now}."


def _textbook(_: Condition, now: Situation, __: Situation) -> str:
    return "" if now.spec == TEXTBOOK else "Press “Textbook network”."


def _drawn(_: Condition, now: Situation, __: Situation) -> str:
    return "" if now.drawing and now.drawn else "Draw on the board."


def _empty(_: Condition, now: Situation, __: Situation) -> str:
    return "Press Clear to empty the board." if now.drawing else ""


def _answer(condition: Condition, now: Situation, start: Situation) -> str:
    if now.answer is None:
        return "Draw a digit: there is no answer yet."
    if condition.holds_for(now.answer, -1 if start.answer is None else start.answer):
        return ""
    if condition.relation == "=":
        return f"The answer has to be {condition.value}; it is {now.answer}."
    return f"The answer has to be another digit than {now.answer}."


def _confidence(condition: Condition, now: Situation, _: Situation) -> str:
    if now.confidence is None:
        return "Draw a digit: there is no answer yet."
    share = 100 * now.confidence
    least = condition.relation == ">="
    if (share >= int(condition.value)) if least else (share <= int(condition.value)):
        return ""
    return f"The network has to be at {'least' if least else 'most'} {condition.value} % sure. Clear, and draw again."


def _cell(condition: Condition, now: Situation, start: Situation) -> str:
    if condition.relation == "changed":
        return "Choose another cell." if now.cell in (None, start.cell) else ""
    if now.cell is not None and now.cell[0] == condition.value:
        return ""
    shown = f"; you see one of {now.cell[0]}" if now.cell is not None else ""
    return f"Open a cell of {condition.value}{shown}."


def _page(condition: Condition, now: Situation, _: Situation) -> str:
    return "" if now.page == condition.value else f"Open “{PAGES[str(condition.value)]}” in the menu."


def _view(condition: Condition, now: Situation, _: Situation) -> str:
    return "" if now.view == condition.value else f"Choose the view “{condition.value}”."


def _scope(condition: Condition, now: Situation, _: Situation) -> str:
    if now.scope == condition.value:
        return ""
    return f"Set “colour scale shared by” to “{SCOPES[str(condition.value)]}”."


def _refused(_: Condition, now: Situation, __: Situation) -> str:
    return "" if now.refused else "Choose settings that cannot be built."


def _training(condition: Condition, now: Situation, start: Situation) -> str:
    finished = now.training == "finished"
    if condition.value == "finished":
        waiting = "Wait until the training has finished."
        return "" if finished else waiting if now.training == "running" else "Start a training, and let it finish."
    is_new = now.training == "running" or (finished and start.training != "finished")
    return "" if is_new else "Start a training."


def _answered(_: Condition, now: Situation, __: Situation) -> str:
    return "" if now.answered else "Answer the question."


_MISSING: dict[str, Callable[[Condition, Situation, Situation], str]] = {
    "textbook": _textbook, "drawn": _drawn, "empty": _empty, "answer": _answer, "confidence": _confidence,
    "cell": _cell, "page": _page, "view": _view, "scope": _scope, "refused": _refused, "training": _training,
    "answered": _answered,
}  # fmt: skip
"""What is missing for each subject of `keys.CONDITIONS` that is no setting; `next` makes no condition."""
