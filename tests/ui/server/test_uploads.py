"""The browser learns where to send an uploaded file, whatever the page does in that moment."""

from __future__ import annotations

from contextlib import suppress

from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.browser.driver import Server
from tests.protocol import Learner

TIMES = 40


def _ask_where(learner: Learner, number: int) -> None:
    """Ask, as the browser does, where to send a file."""
    message = BackMsg()
    message.file_urls_request.request_id = str(number)
    message.file_urls_request.file_names.append("digit.png")
    learner.socket.send(message.SerializeToString())


def test_a_run_that_begins_loses_no_answer_to_an_upload(running: Server) -> None:
    learner = Learner.open(running.url)
    for number in range(TIMES):
        learner.ask()
        _ask_where(learner, number)
    answers = []
    with suppress(TimeoutError):
        while len(answers) < TIMES:
            message, _ = learner.next_message(20)
            if message.WhichOneof("type") == "file_urls_response":
                answers.append(message.file_urls_response)
    assert [answer.response_id for answer in answers] == [str(number) for number in range(TIMES)]
    assert all(len(answer.file_urls) == 1 for answer in answers)
    learner.close()
