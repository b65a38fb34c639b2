"""The end of a quiz: the score, the topics, what was behind wrong answers, every question again, and the sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import streamlit as st

from cnn.quiz.course import Answered, Progress, Request
from cnn.quiz.misconceptions import MISCONCEPTIONS
from cnn.quiz.sheet import LONGEST_NAME, Context, result_csv, result_page
from cnn.ui import state
from cnn.ui.quiz.asked import show_question
from cnn.ui.quiz.quiz_state import Quiz, Wanted, question_of
from cnn.ui.quiz.run import close

TITLES = {
    "practice": "Practice", "seed": "Class test", "before": "Before the lesson", "after": "After the lesson",
}  # fmt: skip

_Sheet = Callable[[Progress, str, int | str, datetime, Context], str]
"""`result_csv` or `result_page`."""


def result_view() -> None:
    """Everything about a quiz that is over; of the ten questions before a lesson only the score, so that the ten after
    it measure the lesson."""
    quiz = state.session().quiz
    st.html(_score(quiz))
    left, right = st.columns([2, 3], gap="large")
    with left, st.container(key="quiz_topics"):
        st.html('<h2 class="section">By topic</h2>')
        st.markdown(topics_table(quiz))
    with right, st.container(key="quiz_mistakes"):
        if quiz.mode == "before":
            st.html('<h2 class="section">Then the lesson, and ten more</h2>')
            st.markdown(
                "The answers are explained after the second ten questions, so that those measure what you learned."
            )
            st.button("Start the ten after", key="quiz_start_after", type="primary", on_click=_after)
        else:
            st.html('<h2 class="section">What was behind the wrong answers</h2>')
            st.markdown(mistakes_words(quiz.progress))
    with st.container(key="quiz_again_row", horizontal=True, gap="small"):
        if quiz.mode != "before":
            st.button("Again", key="quiz_again", on_click=_again)
        st.button("Another quiz", key="quiz_close", on_click=close)
    _sheet(quiz)
    if quiz.mode != "before":
        _questions(quiz)


def _score(quiz: Quiz) -> str:
    """The score, or two side by side after a pair of tests."""
    parts = [(TITLES[quiz.mode or "practice"], quiz.progress)]
    if quiz.counterpart is not None:
        parts.insert(0, (TITLES["before"], quiz.counterpart))
    boxes = "".join(_box(title, progress) for title, progress in parts)
    note = ""
    if quiz.first:
        some = "Question 1 was" if quiz.first == 1 else f"Questions 1 to {quiz.first} were"
        note = f"<p>{some} left out: the test was opened in the middle.</p>"
    if quiz.mode == "after" and quiz.counterpart is None:
        note += "<p>The ten questions before were not answered in this tab.</p>"
    return f'<div class="quiz-scores" role="status">{boxes}</div>{note}'


def _box(title: str, progress: Progress) -> str:
    right, count = progress.score
    return f"<div><h2 class='section'>{title}</h2><b>{right}</b> of {count} right</div>"


def topics_table(quiz: Quiz) -> str:
    """Right answers by topic, in Markdown; with those before the lesson where there are both."""
    before = quiz.counterpart.by_topic() if quiz.counterpart is not None else None
    after = quiz.progress.by_topic()
    if not after:
        return "No question was answered."
    if before is None:
        rows = [f"| {topic} | {right} of {count} |" for topic, (right, count) in after.items()]
        return "\n".join(["| topic | right |", "|:--|--:|", *rows])
    rows = [
        f"| {topic} | {' | '.join('{} of {}'.format(*found.get(topic, (0, 0))) for found in (before, after))} |"
        for topic in {**before, **after}
    ]
    return "\n".join(["| topic | before | after |", "|:--|--:|--:|", *rows])


def mistakes_words(progress: Progress) -> str:
    """The wrong ideas behind wrong answers, the most frequent first, each with what is true; in Markdown."""
    wrong = [answer for answer in progress.answers if not answer.right]
    if not wrong:
        return "Nothing went wrong."
    counts = Counter(answer.misconception for answer in wrong)
    lines = []
    for number, count in counts.most_common():
        if number is not None:
            known = MISCONCEPTIONS[number]
            lines.append(f"- **“{known.name}”**{_times(count)}. {known.answer}")
    if counts[None]:
        lines.append(f"- Without a known cause{_times(counts[None])}: a slip, or another way of thinking.")
    return "\n".join(lines)


def _times(count: int) -> str:
    return f" ({count} times)" if count > 1 else ""


def sheet_context(quiz: Quiz) -> Context:
    """What the sheet says beside the answers."""
    return Context(quiz.first, quiz.counterpart)


def _sheet(quiz: Quiz) -> None:
    """The sheet to hand in, made when it is asked for."""
    with st.container(key="quiz_sheet"):
        st.html('<h2 class="section">The sheet to hand in</h2>')
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            name = st.text_input("Your name", key="quiz_name", max_chars=LONGEST_NAME, width=280)
            progress, seed = quiz.progress, f"{quiz.mode} {quiz.seed}"

            def made(make: _Sheet, encoding: str) -> Callable[[], bytes]:
                return lambda: make(progress, name, seed, datetime.now(), sheet_context(quiz)).encode(encoding)

            st.download_button(
                "Page to print", made(result_page, "utf-8"), "quiz-result.html", "text/html", key="quiz_page",
                on_click="ignore",
            )  # fmt: skip
            st.download_button(
                "Table (CSV)", made(result_csv, "utf-8-sig"), "quiz-result.csv", "text/csv", key="quiz_csv",
                on_click="ignore",
            )  # fmt: skip


def _questions(quiz: Quiz) -> None:
    """Every question that can be made again, one at a time, with its explanation."""
    answers = [*enumerate(quiz.progress.answers, quiz.first + 1)]
    shown = {f"{number} {'right' if answer.right else 'wrong'}": answer for number, answer in answers if not answer.own}
    if not shown:
        return
    with st.container(key="quiz_review"):
        st.html('<h2 class="section">Every question, explained</h2>')
        first = next((label for label, answer in shown.items() if not answer.right), next(iter(shown)))
        label = st.segmented_control(
            "question", list(shown), default=first, key="quiz_reviewed", required=True, label_visibility="collapsed"
        )
        answer = shown.get(label or first, shown[first])
        show_question(question_of(_request(answer)), "quiz_review", answer.given, lambda given: None)


def _request(answer: Answered) -> Request:
    return Request(answer.kind, answer.seed, answer.level)


def _again() -> None:
    """Callback: the same test once more; practice with other questions."""
    quiz = state.session().quiz
    seed = quiz.seed + (len(quiz.progress.answers) or 1 if quiz.mode == "practice" else 0)
    state.update(quiz.started(Wanted(quiz.mode or "practice", seed)))


def _after() -> None:
    quiz = state.session().quiz
    state.update(quiz.started(Wanted("after", quiz.seed)))
