"""The three ways to be asked, before a quiz is started: practice, a class test, and ten questions before and after."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from cnn.ui import share, state
from cnn.ui.quiz.quiz_state import LARGEST_SEED, Mode, Quiz, Wanted
from cnn.ui.words import notice

MOST_DRAWN = 9999
"""Seeds that are offered have four digits, so that they can be dictated."""


REFUSED = (
    "The link to the quiz could not be read, so no test was started. A right one ends with quiz=seed:1234, "
    "quiz=before:1234 or quiz=after:1234, with the seed of your test as the number: compare yours letter by letter."
)


def start_view() -> None:
    """A quiz to go on with, and three to start."""
    quiz = state.session().quiz
    if quiz.refused:
        notice(REFUSED, "alert")
    if quiz.mode is not None and not quiz.is_over:
        with st.container(key="quiz_go_on", horizontal=True, vertical_alignment="center", gap="small"):
            st.button("Go on", key="quiz_back", type="primary", on_click=_open)
            st.html(f'<div class="quiz-going">{_going(quiz)}</div>')
    practice, test, pair = st.columns(3, gap="large")
    with practice, st.container(key="quiz_practice"):
        st.html('<h2 class="section">Practice</h2>')
        st.markdown(
            "Questions without an end. They get harder when you are right, and what went wrong comes back later. "
            "Every answer is explained at once."
        )
        st.caption(
            "Every second question is about your own network and your own drawing."
            if state.session().canvas.image is not None
            else "Draw a digit on Explore, and every second question is about it and your own network."
        )
        st.button("Start practice", key="quiz_start_practice", type="primary", on_click=_start, args=("practice",))
    with test, st.container(key="quiz_test"):
        st.html('<h2 class="section">Class test</h2>')
        st.markdown(
            "Twenty questions, from easy to hard, the same for everybody with the same seed. All answers are "
            "explained at the end."
        )
        _seed("quiz_seed", "Seed of the test")
        st.button("Start the test", key="quiz_start_test", type="primary", on_click=_start, args=("seed", "quiz_seed"))
        _link("Link for the class", "seed", "quiz_seed")
    with pair, st.container(key="quiz_pair"):
        st.html('<h2 class="section">Before and after</h2>')
        st.markdown(
            "Ten questions before a lesson, and ten equally hard ones after it. Both scores side by side show what was "
            "learned."
        )
        _seed("quiz_pair_seed", "Seed of the two tests")
        _pair(quiz)
    for sentence in share.address_warnings(st.context.url or ""):
        notice(sentence)


def _pair(quiz: Quiz) -> None:
    """The two tests of a pair, the one whose turn it is in colour."""
    is_done = quiz.before is not None and quiz.before.seed == _seed_of("quiz_pair_seed")
    if is_done and quiz.before is not None:
        right, count = quiz.before.score
        st.caption(f"Before the lesson: {right} of {count}. Now the ten after it.")
    with st.container(key="quiz_pair_buttons", horizontal=True, gap="small"):
        for mode, words, is_next in (("before", "Ten before", not is_done), ("after", "Ten after", is_done)):
            st.button(
                words, key=f"quiz_start_{mode}", type="primary" if is_next else "secondary", on_click=_start,
                args=(mode, "quiz_pair_seed"),
            )  # fmt: skip
    _link("Link for the ten before", "before", "quiz_pair_seed")
    _link("Link for the ten after", "after", "quiz_pair_seed")


def _going(quiz: Quiz) -> str:
    """What was begun, in words."""
    if quiz.mode == "practice":
        right, count = quiz.progress.score
        return f"You are practising: {right} of {count} right."
    names = {"seed": "class test", "before": "ten questions before", "after": "ten questions after"}
    return f"You have begun the {names[quiz.mode or 'seed']}, seed {quiz.seed}: question {quiz.number} of {quiz.count}."


def _open() -> None:
    state.update(state.session().quiz.opened())


def _start(mode: Mode, key: str = "") -> None:
    """Callback: start a quiz, with the seed of the field with this key."""
    state.update(state.session().quiz.started(Wanted(mode, _seed_of(key))))


def _seed(key: str, words: str) -> None:
    if state.widget(key) is None:
        state.seed(key, _seed_of(key))
    st.number_input(words, 0, LARGEST_SEED, key=key, step=1, width=180)
    st.caption("The number that decides which questions come: same seed, same questions.")


def _seed_of(key: str) -> int:
    """The seed in a field; before there is one, a number that this session keeps."""
    quiz = state.session().quiz
    if key == "quiz_pair_seed" and quiz.before is not None and state.widget(key) is None:
        return quiz.before.seed
    drawn = int(state.session().tab.token, 16) % (MOST_DRAWN + 1)
    value = state.widget(key, drawn) if key else drawn + len(quiz.progress.answers)
    return int(value) if value is not None else drawn


def _link(words: str, mode: Mode, key: str) -> None:
    """The address that starts a test, to be copied."""
    place = urlsplit(st.context.url or "")
    address = urlunsplit((place.scheme, place.netloc, place.path or "/quiz", f"quiz={mode}:{_seed_of(key)}", ""))
    st.caption(words)
    st.code(address, language=None, wrap_lines=True)
