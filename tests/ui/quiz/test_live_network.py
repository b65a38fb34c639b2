"""From a question to the live network: settings, picture, cell and view of the place."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn.network.spec import NetworkSpec
from cnn.quiz.make import make_question
from cnn.quiz.pictures import inverted
from cnn.quiz.subject import Subject
from cnn.ui.quiz.live_network import as_digit
from tests.ui.quiz.questions import asked, give, right_answer


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, dict[str, str]]]]:
    calls: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(st, "switch_page", lambda page, query_params: calls.append((page, query_params)))
    yield calls


def followed(kind: str, level: int = 2) -> AppTest:
    question = make_question(kind, 5, level)
    at = give(asked(kind, level=level), question, right_answer(question))
    at.button("one_live").click().run()
    assert not at.exception
    return at


def test_shapes_opens_with_settings_and_view(opened: list[tuple[str, dict[str, str]]]) -> None:
    question = make_question("fc1_error", 5, 2)
    at = followed("fc1_error")
    assert opened == [("pages/shapes.py", question.place.query)]
    assert at.session_state["explorer"].network.spec == NetworkSpec.from_query(question.place.query) == question.spec
    assert at.session_state["shapes_view"] == "fc1 shape error"


def test_the_microscope_opens_at_the_cell_with_the_picture(opened: list[tuple[str, dict[str, str]]]) -> None:
    question = make_question("cell_value", 5, 2)
    at = followed("cell_value")
    assert opened[0][0] == "pages/microscope.py" and at.session_state["microscope_view"] == "The cell"
    now = at.session_state["explorer"]
    assert now.microscope.cell == ("conv1", *(question.place.cell or ()))
    np.testing.assert_array_equal(now.canvas.image, question.image)


def test_explore_opens_and_undo_brings_the_old_drawing_back(opened: list[tuple[str, dict[str, str]]]) -> None:
    at = followed("scribble_answer")
    assert opened[0][0] == "pages/explore.py"
    assert len(at.session_state["explorer"].canvas.earlier) == 1


def test_a_picture_stays_as_the_network_got_it() -> None:
    image = Subject(NetworkSpec(), 3).image
    for picture in (image, inverted(image), np.zeros((28, 28), np.float32)):
        digit = as_digit(picture)
        np.testing.assert_array_equal(digit.image, picture)
        assert digit.ink.shape == (280, 280) and digit.is_empty == (not picture.any())
