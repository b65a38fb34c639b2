"""A part of a page that asks to run again while the next page runs does not bring the page before back."""

from __future__ import annotations

import time

from streamlit.proto.WidgetStates_pb2 import WidgetState

from cnn.digits.handwriting import example_drawing
from tests.browser.driver import Server
from tests.protocol import Learner


def test_the_next_page_stays_when_a_part_of_the_page_before_asks_to_run(running: Server) -> None:
    learner = Learner.open(running.url)
    explore, part = learner.page_hash, learner.fragments["ink"]
    for milliseconds in (0, 10, 20, 30, 40, 50, 60):  # the second request comes while the first one is worked at
        assert learner.page_hash == explore
        learner.ask(WidgetState(id=learner.widgets["to_microscope"], trigger_value=True))
        time.sleep(milliseconds / 1000)
        learner.ask(fragment=part)
        messages = learner.all_messages()
        started = [one.new_session.page_script_hash for one in messages if one.WhichOneof("type") == "new_session"]
        assert started[-1] != explore, started
        learner.page_hash = explore
        learner.rerun()
    learner.close()


def test_a_part_of_the_page_that_is_shown_runs(running: Server) -> None:
    learner = Learner.open(running.url)
    learner.draw(example_drawing(3), 1)
    time.sleep(0.3)  # the thread that ran the page has ended: the next one begins with the part
    learner.draw(example_drawing(4), 2)
    learner.close()
