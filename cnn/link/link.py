"""Everything that one learner shows another, as the query of a URL: written from a `Link`, and read back into one.

Opens nothing: `ui` puts a link into the session.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from cnn.link.parts import PARTS, CellAddress
from cnn.network.spec import HIDDEN_LAYERS, SETTINGS, TEXTBOOK, NetworkSpec, SpecError


@dataclass(frozen=True)
class Link:
    """What a link carries; every part has a default, which takes no room in the URL.

    page: the name of its file in `pages/`; "" is the page that the URL leads to. settings: may be impossible to build.
    drawing: of `drawing_to_text`, or "". view: the name of one of the page's views. cell: may be outside the maps.
    scope: what shares a colour scale. batch: N, 1 to 64. lesson, step: a lesson's name, and where in it, 0 to 999.
    pinned, is_pinned_random: network A of Compare, which can be built, and whether its weights are random.
    target, against: the class that Reasons explains, and the one that it is contrasted with; None: as the network
    answers. channel: layer and number of the one that Reasons shows.
    occlusion: patch and stride, in pixels; None for the first ones. in_space: whether the digits are a scatter in 3-D.
    part_layer: the layer whose channels can be switched off.
    change, prepared, off: short texts of the page Reasons, such as "turn_30~blur_0.5", "crop.inverted", "conv1_0-3.7".
    is_whole: whether what the link leaves out has its default in a lesson too, where the step would set it otherwise.
    quiz: short text such as "seed:1234". hidden, locked: names of what a teacher has hidden and locked.

    Raises ValueError for a value that a URL cannot carry.
    """

    page: str = ""
    settings: NetworkSpec = TEXTBOOK
    drawing: str = ""
    view: str = ""
    cell: CellAddress | None = None
    scope: str = "layer"
    batch: int = 1
    pinned: NetworkSpec = TEXTBOOK
    is_pinned_random: bool = False
    target: int | None = None
    against: int | None = None
    channel: tuple[str, int] | None = None
    occlusion: tuple[int, int] | None = None
    in_space: bool = False
    part_layer: str = HIDDEN_LAYERS[0]
    change: str = ""
    prepared: str = ""
    off: str = ""
    lesson: str = ""
    step: int = 0
    is_whole: bool = False
    quiz: str = ""
    hidden: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for part in PARTS:
            text = part.write(self)
            values = part.read(text) if text else part.defaults
            if any(getattr(self, name) != value for name, value in values.items()):
                raise ValueError(f"A link cannot carry {part.words}: {text[:60]!r}")

    def to_query(self) -> dict[str, str]:
        """The settings that differ from the textbook's, by the keys of `NetworkSpec.to_query`, and the other parts."""
        settings = self.settings.to_query()
        query = {key: settings[key] for key in self.settings.differences(TEXTBOOK)}
        return query | {part.key: text for part in PARTS if (text := part.write(self))}

    def to_text(self) -> str:
        """The query as it stands after the "?" of a URL."""
        return urlencode(self.to_query(), safe=":")


def read_link(query: Mapping[str, str]) -> tuple[Link, list[str]]:
    """The link of a URL's query, and what to tell the learner: one sentence if anything is damaged, or none.

    Never raises: what is missing or damaged has its default. Other keys are ignored.
    """
    settings, is_whole = _read_settings(query)
    values: dict[str, Any] = {"settings": settings}
    damaged = [] if is_whole else ["the settings"]
    for part in PARTS:
        text: object = query.get(part.key, "")
        if isinstance(text, str) and not text:
            continue
        try:
            if not isinstance(text, str) or len(text) > part.longest:
                raise ValueError("Not of a link.")
            values |= part.read(text)
        except ValueError:
            damaged.append(part.words)
    return Link(**values), [_note(damaged)] if damaged else []


def _read_settings(query: Mapping[str, str]) -> tuple[NetworkSpec, bool]:
    """The settings, each damaged one as in the textbook network, and whether there was none."""
    settings, is_whole = TEXTBOOK, True
    for key in SETTINGS:
        if key in query:
            try:
                settings = settings.changed(**{key: NetworkSpec.from_query({key: query[key]}).get(key)})
            except SpecError:
                is_whole = False
    return settings, is_whole


def _note(damaged: list[str]) -> str:
    *others, last = damaged
    words = f"{', '.join(others)} and {last}" if others else last
    return f"Part of this link could not be read: {words}. For that, you see what the app starts with."
