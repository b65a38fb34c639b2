"""What a lesson file can say: header keys, what a step can set, and what it can wait for.

The one place for all of it: the parser, the checks and docs/LESSONS.md follow these tables. Reads no files.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from cnn.lessons.lesson import Assignment, Condition, Value
from cnn.lessons.places import PAGES, SCOPES, VIEWS, pages_of
from cnn.lessons.values import cell, nearest, one_of, quoted, setting, whole
from cnn.network.spec import CHOICES, LAYER_NAMES, SETTINGS, TEXTBOOK

MOST_MINUTES = 60
MISCONCEPTIONS = range(1, 15)
"""Numbers of what learners get wrong; docs/LESSONS.md lists them."""

MOST_CONDITIONS = 6


@dataclass(frozen=True)
class Form:
    """How something is written. example: as in a file. meaning: in a sentence. value: reads the value (ValueError with
    one sentence if it is none), or None if there is none. relations: those that a condition can have."""

    example: str
    meaning: str
    value: Callable[[str], Value] | None = None
    relations: tuple[str, ...] = ()


_ALL_VIEWS = tuple(view for views in VIEWS.values() for view in views)
_view, _scope = one_of(_ALL_VIEWS, "The view"), one_of(tuple(SCOPES), "The scope")
_page, _layer = one_of(tuple(PAGES), "The page"), one_of(LAYER_NAMES, "The layer")
_digit = whole(0, 9, "A digit")

ASSIGNMENTS: dict[str, Form] = {
    "setting": Form("conv1_kernel_size = 3", "Any setting of the network, by its key in the address of the page."),
    "textbook": Form("textbook", "Every setting as in the textbook network."),
    "digit": Form("digit = 7", "The example of this digit is put on the board.", _digit),
    "clear": Form("clear", "The board is emptied."),
    "scope": Form("scope = map", "What shares a colour scale: layer, map or network.", _scope),
    "view": Form("view = Sliding kernel", "A view of the step’s page, as its switch calls it.", _view),
    "cell": Form("cell = conv1 3 10 12", "The cell in the Microscope: layer, channel, row, column.", cell),
}
"""What `set` can hold; "setting" stands for every key of `NetworkSpec.to_query()`."""

_NUMBER, _WORD = ("=", "is not", ">=", "<=", "changed"), ("=", "is not", "changed")
_BARE = ("",)

CONDITIONS: dict[str, Form] = {
    "setting": Form(
        "conv1_stride = 2",
        "A setting of the network has this value. Also: is not, >= and <= (numbers only), and changed without a value: "
        "it is another than when the step began.",
        str,
        _NUMBER,
    ),
    "textbook": Form("textbook", "Every setting is as in the textbook network.", None, _BARE),
    "drawn": Form("drawn", "The learner has drawn what is on the board.", None, _BARE),
    "empty": Form("empty", "The board is empty.", None, _BARE),
    "answer": Form("answer = 4", "The network’s answer. Also: is not 4, and changed.", _digit, _WORD),
    "confidence": Form(
        "confidence >= 90",
        "How sure the network says it is, in per cent. Also: <=.",
        whole(0, 100, "The confidence"),
        (">=", "<="),
    ),
    "cell": Form(
        "cell pool1",
        "A cell of this layer is open in the Microscope. Also: cell changed, it is another than when the step began.",
        _layer,
        ("", "changed"),
    ),
    "page": Form("page shapes", "This page is shown.", _page, _BARE),
    "view": Form("view = Filters", "This view is shown.", _view, ("=",)),
    "scope": Form("scope = map", "What shares a colour scale: layer, map or network.", _scope, ("=",)),
    "refused": Form("refused", "A setting is shown that cannot be built.", None, _BARE),
    "training": Form(
        "training finished",
        "A training has been started since the step began (training started), or has finished.",
        one_of(("started", "finished"), "The state of a training"),
        _BARE,
    ),
    "answered": Form("answered", "The step’s question is answered. A step with ask waits for it.", None, _BARE),
    "next": Form("next", "Nothing: the learner goes on with the button. What a step without wait does.", None, _BARE),
}  # fmt: skip
"""What `wait` can hold; "setting" stands for every key of a setting."""


def _with_one_sign(text: str) -> None:
    """ValueError if = is written twice, as in Python."""
    if "==" in text:
        raise ValueError(f"{quoted(text)} has two =. One is written: {quoted(re.sub('=+', '=', text))}")


def assignment(text: str) -> Assignment:
    """One part of `set`. Raises ValueError with a sentence."""
    _with_one_sign(text)
    name, equals, value = (part.strip() for part in text.partition("="))
    if name in SETTINGS and equals:
        return Assignment(name, setting(name, value))
    form = ASSIGNMENTS.get(name)
    if form is None or name == "setting":
        known = (*SETTINGS, *list(ASSIGNMENTS)[1:])
        raise ValueError(
            f"A step cannot set {quoted(name)}.{nearest(name, known)}"
            if name not in SETTINGS
            else f"{name} needs a value: {name} = {TEXTBOOK.get(name)}."
        )
    if bool(equals) is not (form.value is not None):
        raise ValueError(f"{quoted(text)} is not complete or too long. It is written such as: {form.example}")
    return Assignment(name, form.value(value) if form.value else "")


_CONDITION = re.compile(r"([a-z0-9_]+)\s*(=|>=|<=|is not(?=\s)|changed$|)\s*(.*)")


def condition(text: str) -> Condition:
    """One part of `wait`. Raises ValueError with a sentence."""
    _with_one_sign(text)
    found = _CONDITION.fullmatch(text)
    subject, relation, value = found.groups() if found else (text, "", "")
    is_setting = subject in SETTINGS
    form = CONDITIONS.get("setting" if is_setting else subject)
    if form is None or subject == "setting":
        known = (*SETTINGS, *list(CONDITIONS)[1:])
        raise ValueError(f"A step cannot wait for {quoted(text)}.{nearest(subject, known)}")
    relations = _WORD if subject in CHOICES else form.relations
    has_value = form.value is not None and relation != "changed"
    if relation not in relations or bool(value) is not has_value:
        example = f"{subject} = {TEXTBOOK.get(subject)}" if is_setting else form.example
        raise ValueError(f"{quoted(text)} is not a condition. It is written such as: {example}")
    if not has_value or form.value is None:
        return Condition(subject, relation)
    read = setting(subject, value) if is_setting else form.value(value)
    return Condition(subject, relation, read if isinstance(read, int | str) else "")


def _assignments(text: str) -> tuple[Assignment, ...]:
    return tuple(assignment(part.strip()) for part in text.split(","))


def _conditions(text: str) -> tuple[Condition, ...]:
    joined = " ".join(text.split())
    for view in _ALL_VIEWS:
        joined = joined.replace(view, view.replace(" ", "\t"))  # “parameters and work” is one name
    found = tuple(condition(part.replace("\t", " ").strip()) for part in joined.split(" and "))
    if len(found) > MOST_CONDITIONS:
        raise ValueError(f"A step can wait for {MOST_CONDITIONS} things at most.")
    if Condition("next") in found:
        if len(found) > 1:
            raise ValueError("“next” waits for nothing, so it cannot be joined with another condition.")
        return ()
    return found


def _marks(text: str) -> tuple[str, ...]:
    marks = tuple(" ".join(part.split()) for part in text.split(","))
    for mark in marks:
        if not pages_of(mark):
            raise ValueError(f"There is no place {quoted(mark)} to mark. docs/LESSONS.md lists them.")
    return marks


def _ask(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", text):
        raise ValueError(f"{quoted(text)} is not the name of a kind of question.")
    return text


def _misconceptions(text: str) -> tuple[int, ...]:
    read = whole(MISCONCEPTIONS[0], MISCONCEPTIONS[-1], "A misconception")
    return tuple(read(part.strip()) for part in text.split(","))


def _keep(text: str) -> bool:
    return one_of(("yes", "no"), "The value")(text) == "yes"


@dataclass(frozen=True)
class Key:
    """A key of a header. read: its value (ValueError with one sentence if it is none)."""

    example: str
    meaning: str
    read: Callable[[str], object]


LESSON_KEYS: dict[str, Key] = {
    "minutes": Key("minutes: 5", "How long it takes. It must be there.", whole(1, MOST_MINUTES, "minutes")),
    "misconceptions": Key(
        "misconceptions: 1, 4", "Which wrong ideas it clears up, by their numbers below.", _misconceptions
    ),
}
"""Keys below the title of the lesson."""

STEP_KEYS: dict[str, Key] = {
    "page": Key(
        "page: shapes",
        "Where the step takes place: explore, microscope, shapes, reasons, compare or training. Without it: where the "
        "step before did.",
        _page,
    ),
    "set": Key("set: textbook, digit = 7", "What is set when the step begins, in this order.", _assignments),
    "keep": Key("keep: yes", "What this step has set stays when the lesson is left; else it is given back.", _keep),
    "mark": Key("mark: conv1, conv1_stride", "What is outlined on the page.", _marks),
    "wait": Key("wait: conv1_stride = 2 and drawn", "What must be done before the step is done.", _conditions),
    "ask": Key("ask: shape_rounded", "A question of this kind, answered inside the card.", _ask),
}
"""Keys below the title of a step."""
