"""A quiz while it runs: which question it is, how it is going, and the question."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cnn.quiz.course import next_question
from cnn.quiz.make import make_question
from cnn.quiz.question import Question
from cnn.quiz.subject import Subject
from cnn.ui import models, state
from cnn.ui.quiz.asked import Layout, show_question
from cnn.ui.quiz.quiz_state import Quiz, question_of

OWN_EVERY = 2
"""In practice every second question is about the learner's own network, if there is a drawing."""


def run_view() -> None:
    """The question that is to be answered. In practice its answer is explained at once; in a test at the end."""
    quiz = state.session().quiz
    question = _question(quiz)
    st.html(_head(state.session().quiz, question))
    layout = Layout(on_next=_next)
    show_question(question, "quiz", quiz.given, lambda given: _take(question, given), layout)
    with st.container(key="quiz_leave", horizontal=True, gap="small"):
        if quiz.mode == "practice":
            st.button("End practice and see the result", key="quiz_end", on_click=_end)
        st.button("Leave (you can go on later)", key="quiz_close", type="tertiary", on_click=close)


def _question(quiz: Quiz) -> Question:
    """The question of a test; in practice the one that was made for this learner, made now if there is none."""
    if quiz.mode != "practice":
        return question_of(quiz.requests[len(quiz.progress.answers)])
    if quiz.question is None:
        kind, seed, level = next_question(quiz.progress)
        quiz = replace(quiz, question=make_question(kind, seed, level, _own(quiz)))
        state.update(quiz)
    assert quiz.question is not None
    return quiz.question


def _own(quiz: Quiz) -> Subject | None:
    """The learner's own network and drawing, where it is their turn."""
    now = state.session()
    if now.canvas.image is None or len(quiz.progress.answers) % OWN_EVERY == 0:
        return None
    return Subject.of(models.current(now), now.canvas.image)


def _head(quiz: Quiz, question: Question) -> str:
    """Which question it is, as a heading that is announced, and how it is going, as far as that may be known."""
    whole = f" of {quiz.count}" if quiz.count else ""
    facts = [f"<b>{question.topic}</b>", f"level {question.level}"]
    if question.own:
        facts.append("about your own network")
    if quiz.mode == "practice":
        right, count = quiz.progress.score
        facts += [f"{right} of {count} right", f"{quiz.progress.streak} in a row"] if count else []
    else:
        facts.append(f"seed {quiz.seed}")
    share = (quiz.number - 1) / quiz.count if quiz.count else 0
    bar = f'<div class="quiz-bar" aria-hidden="true"><i style="width:{share:.0%}"></i></div>' if quiz.count else ""
    return (
        f'<div class="quiz-head"><h2 class="section" data-spoken="quiz">Question {quiz.number}{whole}</h2>'
        f"<span>{' · '.join(facts)}</span></div>{bar}"
    )


def _take(question: Question, given: str) -> None:
    """Callback: an answer."""
    quiz = state.session().quiz
    if quiz.given is None:
        state.update(quiz.answered(question, given))


def _next() -> None:
    state.update(replace(state.session().quiz, question=None, given=None))


def _end() -> None:
    state.update(replace(state.session().quiz, ended=True, given=None))


def close() -> None:
    """Callback: back to the choice of a quiz; the answers stay."""
    state.update(replace(state.session().quiz, is_open=False))
