"""Every kind of question in a real browser, answered right and wrong, on a page that asks one after the other.

SIMPLECNN_QUIZ_ROUNDS says how often each is answered right and how often wrong, with other numbers every time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from cnn.paths import ROOT
from tests.browser.conftest import checked
from tests.browser.driver import Server, new_page, press, running_app, settled
from tests.browser.test_quiz import answer
from tests.ui.quiz.questions import FORMS, of_every_kind, right_answer, wrong_answer

ROUNDS = int(os.environ.get("SIMPLECNN_QUIZ_ROUNDS", "1"))

SCRIPT = """import sys
sys.path.insert(0, {root!r})
import streamlit as st
from cnn.ui import page
from cnn.ui.quiz.asked import Layout, show_question
from cnn.ui.server import start as server
from tests.ui.quiz.questions import of_every_kind

def take(given):
    st.session_state.given = given

def go_on():
    st.session_state.update(number=st.session_state.number + 1, given=None)

if server.is_running_a_page():
    page.begin()
    st.session_state.setdefault("number", 0)
    questions, number = of_every_kind(st.query_params["form"], {rounds}), st.session_state.number
    st.html(f'<h1 class="asked">{{number}} of {{len(questions)}}</h1>')
    if number < len(questions):
        show_question(questions[number], "quiz", st.session_state.get("given"), take, Layout(on_next=go_on))
else:
    app = st.App(__file__, lifespan=server.lifespan, middleware=server.middleware(), routes=server.routes())
"""


@pytest.fixture(scope="module")
def questions_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    script: Path = tmp_path_factory.mktemp("questions") / "questions.py"
    script.write_text(SCRIPT.format(root=str(ROOT), rounds=ROUNDS), encoding="utf-8")
    with running_app(str(script)) as running:
        yield running


@pytest.mark.parametrize("form", FORMS)
def test_every_kind_is_answered_right_and_wrong(browser: Browser, questions_server: Server, form: str) -> None:
    page, questions = new_page(browser), of_every_kind(form, ROUNDS)
    with checked(questions_server) as watch:
        watch.attach(page)
        page.goto(f"{questions_server.url}/?form={form}")
        settled(page)
        for number, question in enumerate(questions):
            expect(page.locator("h1.asked")).to_have_text(f"{number} of {len(questions)}")
            is_right = number % 2 == 0
            given = right_answer(question) if is_right else wrong_answer(question)
            answer(page, question, given)
            verdict = page.locator(".st-key-quiz_reply .quiz-verdict")
            expect(verdict).to_contain_text("Right." if is_right else "Not right.")
            expect(verdict).to_have_attribute("role", "status")
            if not is_right:
                expect(verdict).to_contain_text(question.answer.text)
            press(page, "quiz_next")
            settled(page)
        expect(page.locator("h1.asked")).to_have_text(f"{len(questions)} of {len(questions)}")
        watch.detach(page)
    page.context.close()
