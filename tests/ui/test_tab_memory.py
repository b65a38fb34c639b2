"""What a tab has kept comes back into a new session, and nothing else does."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from cnn.digits.handwriting import example_drawing
from cnn.lessons.progress import LessonProgress
from cnn.network.spec import TEXTBOOK
from cnn.ui.board import Canvas
from cnn.ui.drawing import as_objects
from cnn.ui.learned import learned_text
from cnn.ui.pinned import Pinned
from cnn.ui.session import Session
from cnn.weights.load import LoadedModel, untrained
from tests.ui.compare.page import compare, with_parts

SCRIPT = """
from cnn.ui import state, tab_memory
state.session()
tab_memory._take_found()
"""
SEVEN = {"picture": as_objects(example_drawing(7))[0]["src"], "sequence": 4}
SIX = {"picture": as_objects(example_drawing(6))[0]["src"], "sequence": 4}


def session_after(found: object, before: Session | None = None) -> Session:
    at = AppTest.from_string(SCRIPT, default_timeout=60)
    if before is not None:
        at.session_state["explorer"] = before
    at.session_state["keep"] = {"found": found}
    at.run()
    assert not at.exception
    session: Session = at.session_state["explorer"]
    return session


def test_a_new_session_is_given_the_drawing_of_the_one_before() -> None:
    session = session_after({"board": "other-3", "drawing": SIX})
    assert session.canvas.digit is not None and session.tab.restored == "other" and session.page.notice == ""


def test_a_drawing_of_the_same_step_goes_before_what_a_lesson_has_put_there() -> None:
    six = session_after({"board": "other-3", "drawing": SIX}).canvas.digit
    filled = Canvas().filled((), six)
    here, elsewhere = ({"learned": learned_text(_at_step(step, Canvas()))} for step in (2, 3))
    for canvas, learned, is_taken in (
        (filled, here, False), (filled.begun(), here, True), (filled.begun(), elsewhere, False),
        (filled.begun(), {}, False),
    ):  # fmt: skip
        now = session_after({"board": "other-3", "drawing": SEVEN, **learned}, _at_step(2, canvas)).canvas
        assert now.digit is not None and (now.digit is not six) == is_taken
        if not is_taken:  # Undo brings it, unless the board was filled by the learner or by a link
            assert (now.earlier[-1].digit is not None) == (canvas.first > 0)


def test_what_the_tab_gives_twice_is_taken_once() -> None:
    before = _at_step(2, Canvas().filled((), session_after({"board": "other-3", "drawing": SIX}).canvas.digit).begun())
    found = {"board": "other-3", "drawing": SEVEN, "learned": learned_text(before)}
    once = session_after(found, before)
    twice = session_after(found, once)
    assert once.canvas.nonce == before.canvas.nonce + 1 and twice.canvas is once.canvas


def _at_step(step: int, canvas: Canvas) -> Session:
    """A session in a lesson."""
    now = Session()
    return now.with_parts(canvas, replace(now.course, progress=LessonProgress("pooling", step)))


def test_a_drawing_of_the_same_board_counts_where_it_is_newer() -> None:
    before = Session()
    for sequence, is_taken in ((-1, False), (before.canvas.answered, False), (before.canvas.answered + 5, True)):
        now = session_after({"board": before.board, "drawing": SIX, "sequence": sequence}, before)
        assert (now.canvas.digit is not None) == is_taken
        assert now.canvas.answered == (sequence if is_taken else before.canvas.answered)
    assert session_after({"board": f"{before.board}9", "drawing": SIX, "sequence": 9}, before).canvas.digit is None


@pytest.mark.parametrize(
    ("found", "gone"),
    [
        ({"weights": "edited"}, "your edited kernels were lost."),
        ({"weights": "yours", "name": "nobody"}, "your trainings and your own weights were lost."),
        ({"weights": "yours", "pinned": "app"}, "your own weights were lost. Your drawing"),
        (
            {"weights": "yours", "pinned": "own"},
            "your own weights were lost. Network A of Compare now has the app’s weights. Your drawing",
        ),
        ({"name": ""}, ""), ({"weights": "trained"}, ""), ({"pinned": ["own"]}, ""),
    ],
)  # fmt: skip
def test_what_the_server_cannot_give_back_is_said(found: dict[str, str], gone: str) -> None:
    notice = session_after({"board": "other-0"} | found).page.notice
    assert gone in notice and bool(notice) == bool(gone)


@pytest.mark.parametrize("found", [None, [], "x", 5])
def test_what_no_tab_keeps_changes_nothing(found: object) -> None:
    before = Session()
    assert session_after(found, before) is before


def kept_weights(at: AppTest) -> tuple[str, str]:
    """What the tab is told of the learner's own weights, and of those of A."""
    protos = [one.proto for one in at.get("bidi_component")]
    told = next(json.loads(one.json) for one in protos if one.component_name == "explorer.page.index")
    return told["weights"], told["pinned"]


def test_the_tab_is_told_of_own_weights_wherever_they_are() -> None:
    at, mine = compare(), LoadedModel(untrained(TEXTBOOK), "yours")
    assert kept_weights(at) == ("", "app")
    for part, told in (
        (Pinned(weights="own", own=mine), ("yours", "own")),
        (Pinned(put_away=(mine,)), ("yours", "app")),
        (Pinned(weights="random"), ("", "random")),
    ):
        assert kept_weights(with_parts(at, part)) == told


def test_of_a_that_has_its_weights_still_nothing_is_said() -> None:
    mine = LoadedModel(untrained(TEXTBOOK), "yours")
    before = Session().with_parts(Pinned(weights="own", own=mine))
    before = before.with_parts(replace(before.network, own=mine))
    assert session_after({"board": "other-0", "weights": "yours", "pinned": "own"}, before).page.notice == ""
