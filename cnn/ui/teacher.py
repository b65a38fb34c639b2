"""What a teacher can hide and lock, in one table, and what follows from it on a page. Draws nothing itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cnn.lessons.places import VIEW_KEYS
from cnn.link.parts import MOST_NAMES
from cnn.network.spec import SETTINGS
from cnn.ui import state, views
from cnn.ui.menu import PAGES
from cnn.ui.parts import SETTINGS_NAME
from cnn.ui.session import Teaching


@dataclass(frozen=True)
class HideablePart:
    """A part of the pages. words: what it is called. where: its elements, as a selector of CSS.

    keeps_room: whether its place stays empty, so that nothing moves. told: which of its elements say there that
    something is hidden, as a selector of CSS.
    """

    words: str
    where: str
    keeps_room: bool = False
    told: str = ""


def _keyed(*keys: str) -> str:
    return ", ".join(f".st-key-{key}" for key in keys)


def _entry(page: str) -> str:
    """A page's entries in the menu, that of phones too, and Explore's button to the Microscope."""
    links = f'[data-testid="stTopNavLink"][href$="/{page}"], .st-key-menu a[href$="/{page}"]'
    return f"{links}, {_keyed('to_microscope')}" if page == "microscope" else links


PARTS: dict[str, HideablePart] = {
    "examples": HideablePart("the example digits", _keyed("examples")),
    "upload": HideablePart("the upload of a picture", _keyed("upload")),
    "scope": HideablePart("the switch of the colour scale", _keyed("scope")),
    "answer": HideablePart(
        "the answer",
        f"{_keyed('prediction', 'answer_a', 'answer_b', 'verdict')}, .answer-line",
        keeps_room=True,
        told=_keyed("prediction", "answer_a", "answer_b"),
    ),
    "network": HideablePart(
        "the picture of all layers",
        _keyed(
            "network",
            "network_a",
            "network_b",
            "linked_network",
            "linked_network_a",
            "linked_network_b",
            "training_watch",
            "replay_watch",
            "training_replay",
            "linked_training_watch",
            "linked_replay",
        ),
        keeps_room=True,
        told=_keyed("network", "network_a", "network_b", "training_watch", "replay_watch"),
    ),
    SETTINGS_NAME: HideablePart(
        "the settings", _keyed("block_conv1", "block_pool1", "block_conv2", "block_pool2", "block_hidden")
    ),
    "presets": HideablePart("the list of whole networks", _keyed("preset", "textbook")),
    "table": HideablePart("the tables under Explore and Compare", _keyed("twin", "answers_table")),
    "reasons": HideablePart("what Reasons shows", _keyed("reasons"), keeps_room=True, told=_keyed("reasons")),
    "pairs": HideablePart("the ready pairs on Compare", _keyed("pairs")),
    "differences": HideablePart("the differences on Compare", _keyed("differences")),
    "views": HideablePart("the switches between views", _keyed(*VIEW_KEYS.values(), "views_switch")),
    "numbers": HideablePart("the numbers of a cell", f"{_keyed('cell_numbers')}, .cell-value .how"),
    "share": HideablePart("the button Share", _keyed("share")),
} | {
    f"page-{page}": HideablePart(f"“{label}” in the menu", _entry(page))
    for number, (page, label) in enumerate(PAGES.items())
    if number
}
"""By the names that a link has for them; `where` follows the keys of containers on the pages."""


@dataclass(frozen=True)
class Situation:
    """What a class sees and may change, by names of `PARTS` and of settings."""

    words: str
    hidden: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()


SITUATIONS = (
    Situation("Everything shown, nothing locked"),
    Situation("Predict first: the answer is hidden", ("answer", "network", "table", "reasons", "page-microscope")),
    Situation("One network for all: the settings are locked", ("presets",), (SETTINGS_NAME,)),
    Situation("Draw only", ("upload", "scope", SETTINGS_NAME, "table", *(f"page-{page}" for page in list(PAGES)[1:]))),
)
"""What the teacher's panel offers at one press."""


_TOLD = 'content:"Your teacher has hidden this for now.";visibility:visible;color:var(--explorer-muted)'


def style(teaching: Teaching) -> str:
    """CSS of what is hidden, and of large type; "" where there is nothing of it. Names without a part are ignored."""
    rules = [_rule(PARTS[name]) for name in teaching.hidden if name in PARTS]
    if teaching.large:
        rules.append("html{font-size:calc(20px*var(--scale))!important;--large:1.25}")
    return "".join(rules)


def _rule(part: HideablePart) -> str:
    how = "visibility:hidden" if part.keeps_room else "display:none"
    nested = f",:is({part.where}) *" if part.keeps_room else ""  # what is inside may be visible by itself
    told = f":is({part.told})::before{{{_TOLD}}}" if part.told else ""
    return f":is({part.where}){nested}{{{how}!important}}{told}"


def is_locked(key: str = "") -> bool:
    """Whether a setting is locked; without a key: whether any is, so that none can be set together with it."""
    teaching = state.session().teaching
    return SETTINGS_NAME in teaching.locked or key in teaching.locked if key else teaching.locks_settings


def known(names: Iterable[str]) -> tuple[str, ...]:
    """Those names that can be locked, in the order of the settings."""
    chosen = set(names)
    return tuple(name for name in (SETTINGS_NAME, *SETTINGS) if name in chosen)


def open_panel() -> None:
    """Callback: the next run of the page opens the teacher's panel."""
    state.update(replace(state.session().teaching, panel=True))


def reset() -> None:
    """Callback: everything as for a new learner, except trainings and the tab."""
    state.start_again({"batch": 1} | views.first_views())


def choose(hidden: Iterable[str], locked: Iterable[str]) -> None:
    """Hide these parts and lock these settings, and nothing else; parts of a newer version stay as they are."""
    now, chosen = state.session().teaching, set(hidden)
    foreign = tuple(name for name in now.hidden if name not in PARTS)
    kept = tuple(name for name in PARTS if name in chosen)
    state.update(replace(now, hidden=(kept + foreign)[:MOST_NAMES], locked=known(locked)))
