"""A view of Reasons as a page of its own, with a drawing, without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import ink_of, prepare_steps
from cnn.link.drawing import drawing_to_text
from cnn.network.spec import TEXTBOOK, NetworkSpec

DRAWING = drawing_to_text(prepare_steps(ink_of(example_drawing(3))))


def view(name: str, spec: NetworkSpec = TEXTBOOK, draw: str = DRAWING, **query: str) -> AppTest:
    """The section `{name}_section` of the module `name`, for a network and a drawing ("": the board is empty)."""
    source = f"from cnn.ui import page\nfrom cnn.ui.reasons import {name}\npage.begin()\n{name}.{name}_section()\n"
    at = AppTest.from_string(source, default_timeout=120)
    for key in spec.differences(TEXTBOOK):
        at.query_params[key] = str(spec.get(key))
    for key, value in query.items():
        at.query_params[key] = value
    if draw:
        at.query_params["draw"] = draw
    at.run()
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    """All words of the page."""
    html = [str(element.proto.body) for element in at.get("html")]
    return "\n".join([*html, *(element.value for element in (*at.markdown, *at.caption))])
