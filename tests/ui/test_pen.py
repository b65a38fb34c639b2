"""What a stroke costs: where the browser draws, the server only remembers the drawing."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from cnn.digits.handwriting import example_drawing
from tests.browser.driver import Server
from tests.protocol import Learner

_SHARE_OF_THE_PAGE = 0.1


PART, PAGE = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, ForwardMsg.FINISHED_SUCCESSFULLY


def runs_after(learner: Learner, drawing: np.ndarray, sequence: int) -> list[int]:
    """What has run to its end after a stroke, until the server is silent."""
    learner.rerun(fragment=learner.fragments["ink"])  # or Streamlit forgets the first event after a run of the page
    learner.ask(learner.stroke(drawing, sequence), fragment=learner.fragments["ink"])
    ended: list[int] = []
    while True:
        try:
            answer, _ = learner.next_message(seconds=1.5)
        except TimeoutError:
            return ended
        if answer.WhichOneof("type") == "script_finished" and answer.script_finished in (PART, PAGE):
            ended.append(answer.script_finished)


def bytes_of_a_stroke(learner: Learner, sequence: int) -> float:
    """What comes back, as a share of what a run of the page sends."""
    page = learner.rerun().received
    learner.rerun(fragment=learner.fragments["ink"])
    return learner.draw(example_drawing(5), sequence).received / page


@pytest.fixture
def learner(running: Server) -> Learner:
    found = Learner.open(running.url)
    assert runs_after(found, example_drawing(3), 1) == [PART]
    return found


def test_a_stroke_runs_only_what_remembers_it(learner: Learner) -> None:
    assert runs_after(learner, example_drawing(4), 2) == [PART]
    assert bytes_of_a_stroke(learner, 3) < _SHARE_OF_THE_PAGE
    learner.close()


def test_the_page_runs_again_when_the_board_is_empty_again(learner: Learner) -> None:
    assert runs_after(learner, np.zeros((140, 140), np.uint8), 2) == [PAGE]
    assert runs_after(learner, np.zeros((140, 140), np.uint8), 3) == [PART]
    learner.close()


def test_a_page_that_the_server_draws_sees_every_stroke(learner: Learner) -> None:
    learner.rerun(learner.event("network_live_figure", "failed", "no engine"))
    assert runs_after(learner, example_drawing(4), 2) == [PAGE]  # the notice goes
    assert runs_after(learner, example_drawing(6), 3) == [PART]
    assert bytes_of_a_stroke(learner, 4) > _SHARE_OF_THE_PAGE
    learner.close()
