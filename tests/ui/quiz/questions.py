"""A question on a page of its own, without a browser, and answers to it."""

from __future__ import annotations

from functools import lru_cache

from streamlit.testing.v1 import AppTest

from cnn.quiz.kinds import KINDS
from cnn.quiz.make import make_question
from cnn.quiz.question import Chosen, Pointed, Question, Typed

PAGE = """
import streamlit as st
from cnn.quiz.make import make_question
from cnn.ui.quiz.asked import show_question
question = make_question({kind!r}, {seed}, {level})
show_question(question, "one", st.session_state.get("given"), lambda given: st.session_state.update(given=given))
"""


FORMS = {"chosen": Chosen, "typed": Typed, "pointed": Pointed}


@lru_cache
def of_every_kind(form: str, rounds: int) -> list[Question]:
    """`2 * rounds` questions of each kind that has this form of answer, at levels 1 to 3 in turn."""
    asked = [make_question(kind, seed, 1 + seed % 3) for kind in sorted(KINDS) for seed in range(2 * rounds)]
    return [question for question in asked if isinstance(question.answer, FORMS[form])]


def asked(kind: str, seed: int = 5, level: int = 2) -> AppTest:
    at = AppTest.from_string(PAGE.format(kind=kind, seed=seed, level=level), default_timeout=60)
    at.run()
    assert not at.exception
    return at


def wrong_answer(question: Question) -> str:
    """An answer that is understood and wrong, one with a name if there is one."""
    answer = question.answer
    if isinstance(answer, Chosen):
        return next(choice.text for choice in answer.choices if choice.misconception is not None)
    if isinstance(answer, Typed):
        return answer.text_of(answer.wrong[0][0])
    return next(f"{row},{column}" for row, column in sorted(answer.wrong[0][0]))


def right_answer(question: Question) -> str:
    answer = question.answer
    if isinstance(answer, Pointed):
        row, column = min(answer.right)
        return f"{row},{column}"
    return answer.text


def give(at: AppTest, question: Question, given: str, key: str = "one") -> AppTest:
    """Fill in the form of the question and press Answer."""
    name = f"{key}_answer_{question.kind}_{question.seed}_{question.level}"
    widget = at.radio(name) if isinstance(question.answer, Chosen) else at.text_input(name)
    widget.set_value(given)
    at.button(f"{name}_submit").click()
    at.run()
    assert not at.exception
    return at


def html_of(at: AppTest) -> str:
    return "\n".join(element.proto.body for element in at.get("html"))
