"""A view of Reasons as a page of its own, without a browser, with a drawing on the board."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import ink_of, prepare_steps
from cnn.network.spec import LIMITS, TEXTBOOK, NetworkSpec
from cnn.ui.board import Canvas
from cnn.ui.session import Part, Session

SMALLEST = TEXTBOOK.changed(**{key: LIMITS[key][0] for key in LIMITS})
UNUSUAL = [TEXTBOOK, SMALLEST, TEXTBOOK.changed(pool1_kind="none", conv1_stride=3, conv2_padding=0, hidden_units=20)]
"""The textbook network and unusual ones, for which every view must open."""


def drawn(digit: int) -> Canvas:
    """A board with the example of a digit."""
    return Canvas().drawn(prepare_steps(ink_of(example_drawing(digit))))


def view(name: str, spec: NetworkSpec = TEXTBOOK, *parts: Part) -> AppTest:
    """The view `{name}_section` of the module `name`, for a network and with these parts in the session."""
    source = f"from cnn.ui import page\nfrom cnn.ui.reasons import {name}\npage.begin()\n{name}.{name}_section()\n"
    at = AppTest.from_string(source, default_timeout=60)
    at.session_state["explorer"] = Session().asked_for(spec).with_parts(*parts)
    at.run()
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    said = [element.value for element in [*at.markdown, *at.caption]]
    return "\n".join(said + [str(element.proto.body) for element in at.get("html")])
