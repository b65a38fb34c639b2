"""The Quiz page in a real browser: answers chosen, typed and pointed at, and a class test by its link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cnn.quiz.course import Progress, next_question
from cnn.quiz.make import make_question
from cnn.quiz.question import Chosen, Pointed, Question
from cnn.ui.quiz.asked import grid_key
from cnn.ui.quiz.quiz_state import question_of, requests_of
from tests.browser.conftest import checked
from tests.browser.driver import PHONE, Server, new_page, place_in_figure, press, settled
from tests.ui.quiz.questions import right_answer, wrong_answer

PRACTICE = 14
"""A seed whose first questions are of every form; `test_questions` asks every kind."""

QUESTIONS = 12


PROBE = "console: Failed to load resource: the server responded with a status of 404 (Not Found)"
"""Streamlit looks for its server beside the page first, when that is not the default page."""

ByLink = Callable[..., Page]


@pytest.fixture
def by_link(browser: Browser, server: Server) -> Iterator[ByLink]:
    """`by_link(quiz, **options)`: a page in a fresh profile, opened by a link that starts a quiz."""
    pages: list[Page] = []
    with checked(server) as watch:

        def opened(quiz: str, **options: Any) -> Page:
            page = new_page(browser, **options)
            pages.append(page)
            watch.attach(page)
            page.goto(f"{server.url}/quiz?quiz={quiz}")
            settled(page)
            return page

        yield opened
        for page in pages:
            watch.detach(page)
            page.context.close()
        watch.errors[:] = [error for error in watch.errors if error != PROBE]


def answer(page: Page, question: Question, given: str) -> None:
    """Answer as a learner does: choose, type, or press a cell; then the button, or Enter in a text field."""
    if isinstance(question.answer, Chosen):
        index = [choice.text for choice in question.answer.choices].index(given)
        page.locator(".st-key-quiz_reply label:has(input[type=radio])").nth(index).click()
        press(page, "quiz_submit")
    elif isinstance(question.answer, Pointed):
        row, column = map(int, given.split(","))
        name = grid_key(question, "quiz", question.answer.grid)
        page.locator(f".st-key-{name}").scroll_into_view_if_needed()
        place = place_in_figure(page, name, "cells", (row, column))
        page.mouse.move(*place)
        page.mouse.click(*place)
        expect(page.locator(".st-key-quiz_reply input")).to_have_value(given)
        press(page, "quiz_submit")
    else:
        page.locator(".st-key-quiz_reply input").fill(given)
        page.keyboard.press("Enter")
    settled(page)


def test_answers_of_every_form_right_and_wrong(by_link: ByLink) -> None:
    page = by_link(f"practice:{PRACTICE}")
    progress, forms = Progress(seed=PRACTICE), Counter[str]()
    for number in range(1, QUESTIONS + 1):
        question = make_question(*next_question(progress))
        form = type(question.answer).__name__
        is_right = forms[form] % 2 == 0
        given = right_answer(question) if is_right else wrong_answer(question)
        expect(page.locator(".quiz-head h2")).to_have_text(f"Question {number}")
        answer(page, question, given)
        verdict = page.locator(".st-key-quiz_reply .quiz-verdict")
        expect(verdict).to_contain_text("Right." if is_right else "Not right.")
        expect(verdict).to_have_attribute("role", "status")
        progress = progress.with_answer(question, given)
        forms[form] += 1
        press(page, "quiz_next")
        settled(page)
    assert forms.keys() == {"Chosen", "Typed", "Pointed"}
    right, count = progress.score
    expect(page.locator(".quiz-head")).to_contain_text(f"{right} of {count} right")


def test_a_class_gets_the_same_questions_by_link_and_a_sheet(by_link: ByLink) -> None:
    pages = [by_link("seed:1234.18"), by_link("seed:1234.18", viewport=PHONE)]
    for number, request in enumerate(requests_of("seed", 1234)[17:], 18):
        question = question_of(request)
        for page in pages:
            expect(page.locator(".quiz-head h2")).to_have_text(f"Question {number} of 20")
            assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
            if "```" in question.prompt:  # code comes later than the rest
                page.locator(".st-key-quiz_question pre code").first.wait_for()
        shown = [page.locator(".st-key-quiz_question").inner_text() for page in pages]
        assert shown[0] == shown[1]
        for page, given in zip(pages, (right_answer(question), wrong_answer(question)), strict=True):
            answer(page, question, given)
    for page, score in zip(pages, ("3 of 3 right", "0 of 3 right"), strict=True):
        expect(page.locator(".quiz-scores")).to_contain_text(score)
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    check_sheet(pages[0])


def check_sheet(page: Page) -> None:
    page.locator(".st-key-quiz_name input").fill("Ada <b>")
    page.keyboard.press("Enter")
    settled(page)
    for key, name, words in (
        ("quiz_page", "quiz-result.html", "Ada &lt;b&gt;"), ("quiz_csv", "quiz-result.csv", '"Ada <b>"'),
    ):  # fmt: skip
        with page.expect_download() as waiting:
            press(page, key)
        assert waiting.value.suggested_filename == name
        assert words in waiting.value.path().read_text(encoding="utf-8")


def test_a_question_is_answered_by_keyboard_and_opens_the_live_network(by_link: ByLink) -> None:
    page = by_link("practice:3")
    question = make_question(*next_question(Progress(seed=3)))
    page.locator(".st-key-quiz_reply input").first.focus()
    if isinstance(question.answer, Chosen):
        page.keyboard.press("Space")
    else:
        page.keyboard.type(right_answer(question))
    for _ in range(2):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.st-key-quiz_submit') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-quiz_reply .quiz-verdict")).to_be_visible()
    settled(page)
    assert page.evaluate("document.activeElement.closest('.st-key-quiz_reply') !== null")  # not lost to the page
    press(page, "quiz_live")
    page.wait_for_url(f"**/{'' if question.place.page == 'explore' else question.place.page}*")
    settled(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Quiz").first.click()
    expect(page.locator(".st-key-quiz_reply .quiz-verdict")).to_be_visible()
