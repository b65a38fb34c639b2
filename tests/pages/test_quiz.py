"""The Quiz page by AppTest."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from cnn.quiz.question import Question
from cnn.ui.quiz.quiz_state import Quiz, question_of, requests_of
from tests.apps import opened, press, texts
from tests.ui.quiz.questions import give, html_of, right_answer, wrong_answer


def quiz_of(at: AppTest) -> Quiz:
    found: Quiz = at.session_state["explorer"].quiz
    return found


def question(at: AppTest) -> Question:
    quiz = quiz_of(at)
    return quiz.question or question_of(quiz.requests[len(quiz.progress.answers)])


def quiz_page(link: str = "") -> AppTest:
    return opened("pages/quiz.py", **({"quiz": link} if link else {}))


def test_the_page_offers_three_ways() -> None:
    words = html_of(quiz_page())
    assert [name for name in ("Practice", "Class test", "Before and after") if f">{name}</h2>" in words] == [
        "Practice", "Class test", "Before and after",
    ]  # fmt: skip


def test_practice_explains_at_once_and_goes_on() -> None:
    at = press(quiz_page(), "quiz_start_practice")
    for number in range(1, 6):
        asked = question(at)
        is_right = number % 2 == 1
        at = give(at, asked, right_answer(asked) if is_right else wrong_answer(asked), "quiz")
        assert ("Right." if is_right else "Not right.") in html_of(at)
        assert asked.judge(quiz_of(at).given or "").words in texts(at)
        assert f">Question {number}</h2>" in html_of(at)
        at = press(at, "quiz_next")
    assert "3 of 5 right" in html_of(at)
    at = press(at, "quiz_end")
    assert "<b>3</b> of 5 right" in html_of(at) and "What was behind the wrong answers" in html_of(at)
    assert quiz_of(press(at, "quiz_again")).number == 1


def test_every_second_question_is_about_the_learners_own_drawing() -> None:
    at = press(opened("app.py"), "example3")
    at.switch_page("pages/quiz.py").run()
    at = press(at, "quiz_start_practice")
    owned = []
    for _ in range(6):
        owned.append(question(at).own)
        at = press(give(at, question(at), right_answer(question(at)), "quiz"), "quiz_next")
    assert owned[::2] == [False] * 3 and any(owned[1::2])


def test_a_class_test_says_nothing_before_its_end() -> None:
    at = quiz_page("seed:1234.17")
    for number in range(17, 21):
        assert f"Question {number} of 20" in html_of(at)
        asked = question(at)
        at = give(at, asked, wrong_answer(asked) if number == 18 else right_answer(asked), "quiz")
        assert number == 20 or 'class="quiz-verdict' not in html_of(at)
        assert 'class="notice"' not in html_of(at)
    words = html_of(at)
    assert "<b>3</b> of 4 right" in words and "Questions 1 to 16 were left out" in words
    assert at.button(key="quiz_again") and "Not right." in words  # the wrong one is explained first
    wrong = quiz_of(at).progress.answers[1]
    assert question_of(requests_of("seed", 1234)[17]).judge(wrong.given).words in texts(at)


def test_the_address_follows_and_a_reload_goes_on_there() -> None:
    at = quiz_page("seed:7")
    asked = question(at)
    at = give(at, asked, right_answer(asked), "quiz")
    assert at.query_params["quiz"] in ("seed:7.2", ["seed:7.2"])
    again = quiz_page("seed:7.2")
    assert question(again).prompt == question(at).prompt


@pytest.mark.parametrize("link", ["seed:99999999999", "<script>alert(1)</script>", "seed:1.99", "x" * 3000])
def test_a_hostile_link_shows_the_choice(link: str) -> None:
    at = quiz_page(link)
    assert quiz_of(at).mode is None and "Practice" in html_of(at) and "quiz" not in at.query_params
    check_refusal(at)


@pytest.mark.parametrize("link", ["seed:abc", "seed:12 34", "sed:1234", "seed:1234.21", "seed"])
def test_a_typing_error_in_a_link_is_said_and_gives_no_other_test_silently(link: str) -> None:
    check_refusal(quiz_page(link))


def check_refusal(at: AppTest) -> None:
    """One sentence about the link, on every run until a quiz is started, and none after."""
    for _ in range(2):
        assert html_of(at).count("could not be read") == 1 and "quiz=seed:1234" in html_of(at)
        at.run()
    at = press(press(at, "quiz_start_test"), "quiz_close")
    assert "could not be read" not in html_of(at)


def test_a_right_link_is_not_complained_about() -> None:
    for at in (quiz_page(), press(quiz_page("seed:7"), "quiz_close")):
        assert "could not be read" not in html_of(at)


def test_before_and_after_stand_side_by_side() -> None:
    at = quiz_page("before:3.9")
    for _ in range(2):
        at = give(at, question(at), wrong_answer(question(at)), "quiz")
    assert "Not right." not in html_of(at) and "explained after the second ten" in texts(at)
    at = press(at, "quiz_start_after")
    for _ in range(10):
        at = give(at, question(at), right_answer(question(at)), "quiz")
    scores = re.findall(r"<b>(\d+)</b> of (\d+) right", html_of(at))
    assert scores == [("0", "2"), ("10", "10")]
    assert "| topic | before | after |" in texts(at)


def test_the_quiz_is_there_after_another_page() -> None:
    at = opened("app.py")
    at.switch_page("pages/quiz.py").run()
    at.number_input(key="quiz_seed").set_value(5).run()
    at = press(press(at, "quiz_start_test"), "quiz_close")
    assert "question 1 of 20" in html_of(at)
    at.switch_page("pages/shapes.py").run()
    at.switch_page("pages/quiz.py").run()
    at = press(at, "quiz_back")
    assert "Question 1 of 20" in html_of(at) and question(at) is question_of(requests_of("seed", 5)[0])
