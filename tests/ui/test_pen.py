"""What a stroke costs: where the browser draws, the server only remembers the drawing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from cnn.digits.handwriting import example_drawing
from tests.browser.driver import Server
from tests.protocol import Learner

PART, PAGE = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, ForwardMsg.FINISHED_SUCCESSFULLY
EMPTY = np.zeros((140, 140), np.uint8)
SHARE_OF_THE_PAGE = 0.1


def runs_after(learner: Learner, drawing: np.ndarray, sequence: int, followed: bool = True) -> list[int]:
    """What has run to its end after a stroke; the canvas is told that the stroke has arrived."""
    learner.ask(learner.stroke(drawing, sequence, followed), fragment=learner.fragments["ink"])
    messages = learner.all_messages()
    answered = f'"answered": {sequence}'.encode()
    assert any(answered in message.SerializeToString() for message in messages)
    ended = [message.script_finished for message in messages if message.WhichOneof("type") == "script_finished"]
    return [how for how in ended if how in (PART, PAGE)]


def share_of_a_stroke(learner: Learner, sequence: int) -> float:
    """The bytes that come back, as a share of what a run of the page sends."""
    page = learner.rerun().received
    return learner.draw(example_drawing(5), sequence).received / page


@pytest.fixture
def learner(running: Server) -> Iterator[Learner]:
    found = Learner.open(running.url)
    yield found
    found.close()


def test_a_stroke_runs_only_what_remembers_it(learner: Learner) -> None:
    assert runs_after(learner, example_drawing(3), 1) == [PART]
    assert runs_after(learner, example_drawing(4), 2) == [PART]
    assert share_of_a_stroke(learner, 3) < SHARE_OF_THE_PAGE


def test_the_page_runs_again_when_the_board_is_empty_again(learner: Learner) -> None:
    assert runs_after(learner, example_drawing(3), 1) == [PART]
    assert runs_after(learner, EMPTY, 2) == [PAGE]
    assert runs_after(learner, EMPTY, 3) == [PART]
    assert runs_after(learner, example_drawing(3), 4) == [PAGE]


def test_the_page_runs_again_after_a_stroke_that_no_maps_have_followed(learner: Learner) -> None:
    assert runs_after(learner, example_drawing(3), 1, followed=False) == [PAGE]
    assert runs_after(learner, example_drawing(4), 2) == [PART]


def test_a_page_that_the_server_draws_sees_every_stroke(learner: Learner) -> None:
    learner.rerun(learner.event("network_live_figure", "failed", "no engine"))
    assert runs_after(learner, example_drawing(4), 1, followed=False) == [PAGE]  # the notice goes
    assert runs_after(learner, example_drawing(6), 2, followed=False) == [PART]
    assert share_of_a_stroke(learner, 3) > SHARE_OF_THE_PAGE
