"""One question on a page: every form of answer, right, wrong and unreadable."""

from __future__ import annotations

import pytest

from cnn.quiz.kinds import KINDS
from cnn.quiz.make import make_question
from cnn.quiz.question import Pointed
from cnn.ui.quiz.asked import grid_key, grid_words
from tests.apps import texts
from tests.pages.figures import figures
from tests.ui.quiz.questions import asked, give, html_of, right_answer, wrong_answer


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_answered_right_and_wrong(kind: str) -> None:
    question = make_question(kind, 5, 2)
    at = give(asked(kind), question, right_answer(question))
    assert "Right." in html_of(at) and question.why in texts(at)
    at = give(asked(kind), question, wrong_answer(question))
    assert "Not right." in html_of(at) and "The right answer:" in html_of(at)
    assert question.judge(wrong_answer(question)).words in texts(at)


def test_the_answer_is_not_shown_before_it_is_given() -> None:
    question = make_question("relu_cell", 5, 2)
    at = asked("relu_cell")
    assert question.why not in texts(at) and 'class="quiz-verdict' not in html_of(at)
    assert not [trace for trace in figures(at)[grid_key(question, "one", 0)]["data"] if trace.get("name") == "right"]


@pytest.mark.parametrize("given", ["", "a cell", "9" * 150])
def test_an_unreadable_answer_gets_one_sentence_and_loses_nothing(given: str) -> None:
    question = make_question("shape_rounded", 5, 2)
    at = give(asked("shape_rounded"), question, given)
    assert html_of(at).count('role="alert"') == 1 and "Type 3 whole numbers" in html_of(at)
    assert at.text_input("one_answer_shape_rounded_5_2").value == given
    assert "Right." in html_of(give(at, question, right_answer(question)))


def test_no_choice_is_no_answer() -> None:
    at = asked("which_setting")
    at.button("one_answer_which_setting_5_2_submit").click().run()
    assert "Choose one of the" in html_of(at) and 'class="quiz-verdict' not in html_of(at)


def test_a_wrong_answer_without_a_name_is_called_wrong_once() -> None:
    question = make_question("shape_rounded", 5, 2)
    at = give(asked("shape_rounded"), question, "1×2×3")
    assert "Not right." in html_of(at) and question.why in [element.value for element in at.markdown]


def test_a_typed_cell_is_outlined_and_the_right_ones_after_the_answer() -> None:
    question = make_question("never_read_cell", 5, 2)
    assert isinstance(question.answer, Pointed)
    at = give(asked("never_read_cell"), question, wrong_answer(question))
    names = [trace.get("name") for trace in figures(at)[grid_key(question, "one", 0)]["data"]]
    assert names.count("right") == names.count("chosen") == 2  # each with the dark line beneath


def test_a_given_answer_is_shown_as_text() -> None:
    question = make_question("shape_rounded", 5, 2)
    at = asked("shape_rounded")
    at.session_state["given"] = "<img src=x onerror=alert(1)> 1×2×3"
    at.run()
    assert "&lt;img" in html_of(at) and "<img" not in html_of(at)
    assert question.answer.text in html_of(at)


def test_a_grid_is_told_with_its_numbers() -> None:
    window, kernel = make_question("cell_value", 5, 2).grids
    assert "5 rows and 5 columns" in grid_words(window) and "Row 4:" in grid_words(kernel)
    picture, weights, hidden = make_question("impulse", 5, 2).grids
    assert "Only row" in grid_words(picture)
    assert "Outlined: rows" in grid_words(weights) and "Row 0" not in grid_words(hidden)
    for grid in make_question("stronger_map", 5, 2).grids:
        assert "Row 0" not in grid_words(grid)  # the numbers would give the answer away
