"""One question on a page: what is asked, a way to answer, and after that what the answer is worth.

Used by the Quiz page and by the card of a lesson, which is narrow. Keeps no answer: the caller does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.figures.quiz_grid import Pointing, cell_text, grid_figure, grid_size, shows_numbers
from cnn.figures.theme import theme_named
from cnn.quiz.question import Chosen, Grid, Pointed, Question, Typed
from cnn.ui import chart, page, state
from cnn.ui.focus import keep_focus
from cnn.ui.quiz.live_network import open_place
from cnn.ui.words import as_html, notice

OnAnswer = Callable[[str], None]


@dataclass(frozen=True)
class Layout:
    """narrow: for a column of 280 pixels, where two pictures still stand side by side. on_next: of a button to the next
    question, which comes with what an answer is worth; None: there is no such button."""

    narrow: bool = False
    on_next: Callable[[], None] | None = None


USUAL = Layout()


def show_question(question: Question, key: str, given: str | None, on_answer: OnAnswer, layout: Layout = USUAL) -> None:
    """The question and a form to answer it, or, if an answer is given, what it is worth.

    key: begins the keys of all containers and widgets, which are those of this question alone. on_answer: called with
    an answer that could be read.
    """
    with st.container(key=f"{key}{'_narrow' if layout.narrow else ''}_question", gap="small"):
        st.markdown(question.prompt)
        _grids(question, key, given, layout.narrow)
        with st.container(key=f"{key}_reply", gap="small"):
            if given is None:
                _form(question, key, on_answer)
            else:
                _worth(question, key, given, layout.on_next)
    keep_focus(f"{key}_reply")


def _name(question: Question, key: str) -> str:
    """The key of the answer's widget."""
    return f"{key}_answer_{question.kind}_{question.seed}_{question.level}"


def _grids(question: Question, key: str, given: str | None, narrow: bool) -> None:
    """The question's arrays, side by side where there is room."""
    if not question.grids:
        return
    answer, theme = question.answer, theme_named(page.theme())
    sizes = []
    with st.container(key=f"{key}_grids", horizontal=True, gap="small"):
        for number, grid in enumerate(question.grids):
            pointing = _pointing(question, key, given, number) if isinstance(answer, Pointed) else None
            is_asked = isinstance(answer, Pointed) and answer.grid == number and given is None
            name = grid_key(question, key, number)
            sizes.append((name, grid_size(grid, pointing is not None, narrow)[0]))
            with st.container(key=f"{name}_box", gap=None):
                st.html(f'<div class="quiz-grid-name">{as_html(grid.title)}</div>')
                figure = grid_figure(grid, theme, pointing, narrow)
                chart.figure(figure, name, grid_words(grid), on_point=_take_point(question, key) if is_asked else None)
        st.html(f"<style>{''.join(_width(name, width) for name, width in sizes)}</style>")


def grid_key(question: Question, key: str, number: int) -> str:
    """The key of a figure: another for each question, because Plotly keeps some of what reacts to the mouse when one
    figure becomes another."""
    return f"{key}_grid_{number}_{question.kind}_{question.seed}"


def _width(name: str, width: int) -> str:
    """A style that gives a grid its own width."""
    box = f'[data-testid="stLayoutWrapper"]:has(> .st-key-{name}_box)'
    return f"{box} {{ flex: 0 0 auto; width: calc({width}px * var(--scale, 1)); max-width: 100%; }}"


def _pointing(question: Question, key: str, given: str | None, number: int) -> Pointing:
    """What is marked on a grid of a question that is answered by pointing."""
    answer = question.answer
    if not isinstance(answer, Pointed) or answer.grid != number:
        return Pointing()
    typed = state.widget(_name(question, key), "") if given is None else given
    right = frozenset() if given is None else answer.right
    if answer.read(typed or "").problem:
        return Pointing(None, right)
    row, column = (int(part) for part in re.findall("[0-9]+", typed))
    return Pointing((row, column), right)


def _take_point(question: Question, key: str) -> Callable[[int], None]:
    """A click puts its cell into the form."""

    def take(point: int) -> None:
        answer = question.answer
        assert isinstance(answer, Pointed)
        row, column = divmod(point, answer.size[1])
        if 0 <= row < answer.size[0]:
            state.seed(_name(question, key), f"{row},{column}")

    return take


def grid_words(grid: Grid) -> str:
    """A grid for those who do not see it: with all its numbers where they are printed."""
    rows, columns = grid.values.shape
    words = f"{grid.title}: {rows} rows and {columns} columns."
    if grid.marked:
        top, left, bottom, right = grid.marked
        words += f" Outlined: rows {top} to {bottom - 1}, columns {left} to {right - 1}."
    if shows_numbers(grid):
        lines = (" ".join(cell_text(value) for value in line) for line in grid.values.tolist())
        words += "".join(f" Row {row}: {line}." for row, line in enumerate(lines))
    elif grid.kind == "input" and not grid.hidden and np.count_nonzero(grid.values) == 1:
        row, column = np.argwhere(grid.values)[0].tolist()
        words += f" Only row {row}, column {column} is not 0."
    return words


def _form(question: Question, key: str, on_answer: OnAnswer) -> None:
    """The widget that fits the answer, and the button; under it why an answer could not be read."""
    name, answer = _name(question, key), question.answer

    def take() -> None:
        given = state.widget(name) or ""
        if question.judge(given).understood:
            on_answer(given)

    with st.form(f"{key}_form", border=False, enter_to_submit=True):
        if isinstance(answer, Chosen):
            st.radio("Your answer", [choice.text for choice in answer.choices], index=None, key=name)
        elif isinstance(answer, Typed):
            st.text_input(_label(answer), key=name, max_chars=200, autocomplete="off", width=280)
        else:
            st.text_input("Press a cell, or type: row,column", key=name, max_chars=200, autocomplete="off", width=280)
        with st.container(
            key=f"{key}_submit"
        ):  # the button has a key of this question: it was not pressed for the next
            pressed = st.form_submit_button("Answer", key=f"{name}_submit", type="primary", on_click=take)
    if pressed:  # and still here: the answer could not be read
        notice(question.judge(state.widget(name) or "").words, "alert")


def _label(answer: Typed) -> str:
    """What to type."""
    if len(answer.right) > 1:
        return "Your answer: a shape, " + "×".join("CHW"[: len(answer.right)])
    return f"Your answer, in {answer.unit}" if answer.unit else "Your answer: a number"


def _worth(question: Question, key: str, given: str, on_next: Callable[[], None] | None) -> None:
    """Right or wrong, why, the right answer, and the way to the live network."""
    judged, answer = question.judge(given), question.answer
    how, verdict = ("right", "Right.") if judged.right else ("wrong", "Not right.")
    shown = f"row {given.replace(',', ', column ')}" if isinstance(answer, Pointed) else given
    sentence = f"<b>{verdict}</b> You answered: <b>{as_html(shown)}</b>"
    if not judged.right:
        sentence += f"<br>The right answer: <b>{as_html(answer.text)}</b>"
    st.html(f'<div class="quiz-verdict {how}" role="status">{sentence}</div>')
    st.markdown(judged.words)
    if isinstance(answer, Pointed):
        st.caption("Solid line: the right cells. Dotted line: the cell that you chose.")
    with st.container(key=f"{key}_ways", horizontal=True, gap="small"):
        if on_next is not None:
            st.button("Next question", key=f"{key}_next", type="primary", on_click=on_next)
        if st.button("See it in the live network", key=f"{key}_live"):
            open_place(question)
