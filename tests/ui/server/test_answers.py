"""The browser's questions are answered, whatever the page does in that moment."""

from __future__ import annotations

from contextlib import suppress

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from cnn.ui.streamlit_internals import answer_every_question
from tests.browser.driver import Server
from tests.protocol import Learner

TIMES = 40


def _ask_where_to_send(learner: Learner, number: int) -> None:
    """Ask, as the browser does, where to send a file."""
    message = BackMsg()
    message.file_urls_request.request_id = str(number)
    message.file_urls_request.file_names.append("digit.png")
    learner.socket.send(message.SerializeToString())


def test_a_run_that_begins_loses_no_answer_to_an_upload(running: Server) -> None:
    learner = Learner.open(running.url)
    for number in range(TIMES):
        learner.ask()
        _ask_where_to_send(learner, number)
    answers = []
    with suppress(TimeoutError):
        while len(answers) < TIMES:
            message, _ = learner.next_message(20)
            if message.WhichOneof("type") == "file_urls_response":
                answers.append(message.file_urls_response)
    assert [answer.response_id for answer in answers] == [str(number) for number in range(TIMES)]
    assert all(len(answer.file_urls) == 1 for answer in answers)
    learner.close()


def _message(kind: str) -> ForwardMsg:
    message = ForwardMsg()
    field = getattr(message, kind)
    if isinstance(field, bool):
        setattr(message, kind, True)
    else:
        field.SetInParent()
    return message


@pytest.mark.parametrize("parts", [None, ["a part"]])
def test_answers_stay_in_the_queue_once_and_are_sent_once(
    monkeypatch: pytest.MonkeyPatch, parts: list[str] | None
) -> None:
    monkeypatch.setattr(ForwardMsgQueue, "clear", ForwardMsgQueue.clear)  # so that it is put back
    answer_every_question()
    queue = ForwardMsgQueue()
    answers = ["file_urls_response", "backend_operation_response", "heartbeat_ack"]
    for kind in ("new_session", *answers, "git_info_changed"):
        queue.enqueue(_message(kind))
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=parts)
    kinds = [message.WhichOneof("type") for message in queue.flush()]
    assert sorted(set(kinds) - {"git_info_changed"}) == sorted(["new_session", *answers])
    assert len(kinds) == len(set(kinds)) and ("git_info_changed" in kinds) == (parts is not None)
    assert queue.is_empty()
