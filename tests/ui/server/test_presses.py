"""A press counts once, also if a timer of the page sends it too."""

from __future__ import annotations

from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.browser.driver import Server
from tests.protocol import Learner


def test_a_press_in_the_message_of_a_timer_is_left_to_its_own_message(running: Server) -> None:
    learner = Learner.open(running.url)
    learner.press("tour")
    learner.rerun()
    press = WidgetState(id=learner.widgets["lesson_next"], trigger_value=True)
    learner.ask(press, fragment=learner.fragments["ink"], by_timer=True)
    learner.ask(press)
    shown = b"".join(message.SerializeToString() for message in learner.all_messages())
    assert b"step 2 of" in shown and b"step 3 of" not in shown
    learner.close()


def test_a_setting_in_the_message_of_a_timer_is_taken(running: Server) -> None:
    learner = Learner.open(running.url)
    slider = WidgetState(id=learner.widgets["conv1_stride"])
    slider.double_array_value.data.append(2)
    learner.ask(slider, by_timer=True)
    answer, _ = learner.next_message()
    while "(28 + 2·2 − 5) / 2".encode() not in answer.SerializeToString():
        answer, _ = learner.next_message()
    learner.close()
