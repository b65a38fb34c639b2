"""Messages that no page of this app sends: the session that forges them sees no error, and goes on as before."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from cnn.digits.handwriting import example_drawing
from cnn.ui.drawing import as_objects
from cnn.ui.live import NOT_HERE
from tests.browser.driver import Server
from tests.protocol import Learner

INFINITE, NONE = float("inf"), float("nan")
DRAWING = {"size": 140, "top": 0, "left": 0, "height": 1, "width": 1, "ink": "/w==", "sequence": 9}


class Witness(Learner):
    """A session that notes whether its page showed an error, and the answer that it showed last."""

    answer = -1
    said = ""

    def _note(self, answer: ForwardMsg) -> None:
        super()._note(answer)
        if answer.WhichOneof("type") == "delta" and answer.delta.WhichOneof("type") == "new_element":
            element = answer.delta.new_element
            assert element.WhichOneof("type") != "exception", element.exception.message
            self.said += element.markdown.body + element.html.body
            if element.WhichOneof("type") == "html" and 'class="digit"' in element.html.body:
                self.answer = int(element.html.body.partition('class="digit">')[2][0])


def opened_at(url: str) -> Witness:
    """A session whose browser cannot run the network: the server shows the answer."""
    opened = Witness.open(url)
    assert isinstance(opened, Witness)
    opened.rerun(opened.event("network_live_figure", "failed", "no engine"))
    assert NOT_HERE in opened.said
    opened.press("notice_read")  # else the first stroke would answer it, and the page run once more for that
    return opened


@pytest.fixture
def learner(server: Server) -> Iterator[Witness]:
    before = len(server.output())
    opened = opened_at(server.url)
    opened.draw(example_drawing(3), 1)
    assert opened.answer == 3
    yield opened
    opened.rerun()
    opened.press("example4")
    assert opened.answer == 4
    opened.close()
    assert "Traceback" not in server.output()[before:]


def picture(side: int) -> str:
    """A PNG that says it is so large, and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0))
    png = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"0" * 99)) + chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ({"weights": "edited"}, "your edited kernels were lost"),
        ({"weights": "yours", "name": "nobody"}, "your trainings and your own weights were lost"),
        ({"weights": "", "name": ""}, ""),
    ],
)
def test_what_a_new_session_lacks_is_restored_or_reported_as_lost(
    server: Server, kept: dict[str, str], words: str
) -> None:
    learner = opened_at(server.url)
    found = {"board": "other-3", "sequence": 5, "drawing": {"picture": as_objects(example_drawing(6))[0]["src"]}}
    learner.rerun(learner.event("keep", "found", found | kept))
    assert learner.answer == 6
    assert ("A new session was started" in learner.said) == bool(words)
    assert words in learner.said
    learner.close()


@pytest.mark.parametrize(
    "drawing",
    [
        DRAWING | {"size": INFINITE}, DRAWING | {"top": NONE}, DRAWING | {"size": 10**30}, DRAWING | {"left": [1]},
        DRAWING | {"sequence": INFINITE}, DRAWING | {"sequence": "x"}, DRAWING | {"ink": 5}, DRAWING | {"ink": "%%%"},
        DRAWING | {"height": -1}, DRAWING | {"board": 7}, {}, [1], "x", None, 5, {"picture": 5, "sequence": 1},
        {"picture": picture(20_000), "sequence": 1}, {"picture": picture(300), "sequence": 1},
    ],
)  # fmt: skip
def test_a_forged_drawing_is_left_out(learner: Witness, drawing: object) -> None:
    learner.rerun(learner.event("ink", "drawing", drawing))
    learner.rerun()
    assert learner.answer == 3
    learner.rerun(learner.event("keep", "found", {"board": "other-0", "drawing": drawing}))
    learner.rerun()
    assert learner.answer == 3


@pytest.mark.parametrize(
    "found",
    [{}, [2], "x", {"board": 5, "drawing": DRAWING}, {"board": [], "name": {}, "weights": []},
     {"board": "x" * 10**5, "name": "y" * 10**5, "weights": "yours", "drawing": DRAWING}],
)  # fmt: skip
def test_what_no_tab_keeps_is_left_out(learner: Witness, found: object) -> None:
    learner.rerun(learner.event("keep", "found", found))
    learner.rerun()
    assert learner.answer == 3


CELL = {"layer": "conv1", "channel": 0, "row": 0, "column": 0}


@pytest.mark.parametrize(
    "cell",
    [{}, "x", [1], {"layer": "conv1"}, CELL | {"layer": 1}, CELL | {"channel": "x"}, CELL | {"row": None},
     CELL | {"column": INFINITE}, CELL | {"column": []}],
)  # fmt: skip
def test_a_forged_cell_opens_nothing(learner: Witness, cell: object) -> None:
    page = learner.page_hash
    learner.rerun(learner.event("marks_network", "open", cell))
    assert learner.page_hash == page


@pytest.mark.parametrize("message", [5, [5], "x", {}, [{"event": 5}], [{"value": 1}], None])
@pytest.mark.parametrize("key", ["ink", "keep", "canvas", "marks_network"])
def test_what_is_no_event_is_left_out(learner: Witness, key: str, message: object) -> None:
    learner.rerun(learner.event(key, "", message))


@pytest.mark.parametrize(
    ("key", "kind", "value"),
    [
        ("conv1_kernel_size", "string_value", "x"), ("conv1_kernel_size", "json_value", "{"),
        ("conv1_kernel_size", "double_array_value", []), ("conv1_kernel_size", "double_array_value", [INFINITE]),
        ("conv1_kernel_size", "double_array_value", [NONE]), ("conv1_kernel_size", "double_array_value", [99.0]),
        ("conv1_kernel_size", "double_array_value", [1.0, 2.0]), ("example3", "string_value", "x"),
        ("pool1_kind", "int_value", 7), ("pool1_kind", "string_value", "x"),
        ("pool1_kind", "string_array_value", ["x"]),
        ("preset_0", "string_value", "x"), ("preset_0", "int_value", 99), ("scope", "double_value", 0.5),
        ("canvas", "json_value", "{"), ("canvas", "json_value", "5"), ("canvas", "json_value", '{"drawing": "x"}'),
        ("canvas", "json_value", '{"drawing": {"raw": 5, "data": "x"}}'),
        ("canvas", "json_value", '{"drawing": {"raw": 5, "data": 5}}'),
        ("canvas", "json_value", '{"backgroundFit": {}}'), ("ink", "json_value", "5"), ("keep", "json_value", "[]"),
        ("canvas", "json_value", json.dumps({"drawing": {"raw": {}, "data": picture(20_000)}})),
        ("canvas", "json_value", json.dumps({"drawing": {"raw": {}, "data": picture(300)}})),
    ],
)  # fmt: skip
def test_a_widget_of_another_kind_is_left_out(learner: Witness, key: str, kind: str, value: Any) -> None:
    state = WidgetState(id=learner.widgets[key])
    if isinstance(value, list):
        getattr(state, kind).data.extend(value)
        getattr(state, kind).SetInParent()
    else:
        setattr(state, kind, value)
    learner.rerun(state)
    learner.rerun()
    assert learner.answer >= 0
