"""The words about the weights: true for every origin, and a warning where the answer is worth little."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.digits.handwriting import example_strokes
from cnn.digits.prepare import ink_of, prepare_steps
from cnn.digits.render import render
from cnn.figures.numbers import percent
from cnn.network.kernels import KernelAddress, classic_kernel
from cnn.network.spec import TEXTBOOK
from cnn.offline.not_digits import PICTURES
from cnn.paths import ROOT
from cnn.training.accuracy_meter import MeasuredAccuracy
from cnn.ui.models import trace_of
from cnn.ui.prediction import MUST_CHOOSE, NOTES, UNLIKE, second_line, worth_words
from cnn.weights.edited import with_kernel
from cnn.weights.load import LoadedModel, load_model, untrained

PAGE = ROOT / "pages" / "explore.py"


def opened() -> AppTest:
    return AppTest.from_file(str(PAGE), default_timeout=60).run()


def answered(page: AppTest, *digits: int) -> str:
    """What the page says of a drawing of these digits side by side."""
    shares = [np.array([0.5 + (index - (len(digits) - 1) / 2) / len(digits), 0.5]) for index in range(len(digits))]
    strokes = [
        (stroke - 0.5) / max(1, len(digits) * 0.8) + middle
        for digit, middle in zip(digits, shares, strict=True)
        for stroke in example_strokes(digit)
    ]
    return drawn_answer(page, render(strokes, brush=12))


def drawn_answer(page: AppTest, drawing: np.ndarray) -> str:
    session = page.session_state["explorer"]
    page.session_state["explorer"] = session.with_parts(session.canvas.drawn(prepare_steps(ink_of(drawing))))
    page.run()
    assert not page.exception
    return next(element.proto.body for element in page.get("html") if 'class="answer' in element.proto.body)


def test_only_the_first_answer_says_that_there_is_no_answer_no_digit() -> None:
    page = opened()
    assert "cannot say “no digit”" in answered(page, 7)
    page.button(key="clear").click().run()
    assert "cannot say" not in answered(page, 7)


def test_a_drawing_of_more_than_one_digit_says_so() -> None:
    page = opened()
    said = answered(page, 4, 2)
    assert "more than one digit" in said and "doubtful" in said and "cannot say" not in said
    assert "doubtful" not in answered(page, 4)


def test_a_dot_is_very_little_ink() -> None:
    page = opened()
    said = drawn_answer(page, render([np.array([[0.5, 0.5], [0.51, 0.5]])]))
    assert "Very little ink" in said and "doubtful" in said


def test_a_cat_is_unlike_any_digit() -> None:
    page = opened()
    cat = render([np.array(stroke) * 0.7 + 0.15 for stroke in PICTURES["cat"]])
    said = drawn_answer(page, cat)
    assert "unlike any digit I know" in said and "doubtful" in said and "cannot say" not in said
    assert "unlike" not in answered(page, 4)


def test_what_was_found_in_the_ink_goes_before_the_distance_and_that_before_the_rest() -> None:
    shares = np.array([0.9, 0.1, *[0] * 8])
    assert second_line(shares, "several", True, True) == NOTES["several"]
    assert second_line(shares, "one", True, True) == UNLIKE
    assert second_line(shares, "one", False, True) == MUST_CHOOSE
    assert second_line(shares, "one", False, False) == "then 1 with 10.0 %"


def test_the_probabilities_are_in_a_table() -> None:
    page = opened()
    assert not any("probability (`softmax`)" in element.value for element in page.markdown)
    answered(page, 7)
    table = next(element.value for element in page.markdown if "probability (`softmax`)" in element.value)
    shares = page.session_state["explorer"].canvas.image
    probabilities = trace_of(load_model(TEXTBOOK), shares).probabilities
    row = table.splitlines()[-1].split("|")[2:-1]
    assert [cell.strip() for cell in row] == [percent(float(share)) for share in probabilities]


@pytest.mark.parametrize(
    ("loaded", "measured_share", "head"),
    [
        (LoadedModel(untrained(TEXTBOOK), "untrained"), None, "do not trust it"),
        (LoadedModel(untrained(TEXTBOOK), "shared"), 0.6, "Do not trust it: it reads 60.0 %"),
        (LoadedModel(untrained(TEXTBOOK), "yours"), 0.97, "This network reads 97.0 %"),
        (LoadedModel(untrained(TEXTBOOK), "trained", 0.9952), None, "This network reads 99.52 %"),
    ],
)
def test_the_headline_says_how_good_the_network_is(
    loaded: LoadedModel, measured_share: float | None, head: str
) -> None:
    measured = None if measured_share is None else MeasuredAccuracy(0.0, 0.0, measured_share)
    assert head in worth_words(loaded, measured)[0]


def test_shared_weights_say_so_and_what_they_read() -> None:
    page = AppTest.from_file(str(PAGE), default_timeout=60)
    page.query_params["conv1_kernel_size"] = "3"
    page.query_params["hidden_units"] = "64"
    page.run()
    words = " ".join(str(element.proto.body) for element in page.get("html"))
    assert "Shared weights" in words and "computer-made digits" in words


def test_textbook_weights_say_what_they_read_of_mnist() -> None:
    page = AppTest.from_file(str(PAGE), default_timeout=60).run()
    words = " ".join(str(element.proto.body) for element in page.get("html"))
    assert "trained weights" in words and "MNIST" in words and "untrained" not in words


@pytest.mark.parametrize("origin", ["trained", "yours", "untrained"])
def test_a_kernel_that_was_changed_is_put_back_beside_what_the_network_reads(origin: str) -> None:
    page = opened()
    before = load_model(TEXTBOOK) if origin == "trained" else LoadedModel(untrained(TEXTBOOK, 4), origin)
    edited = with_kernel(before, KernelAddress("conv1", 6, 0), classic_kernel("Laplacian", 5))
    page.session_state["explorer"] = page.session_state["explorer"].with_parts(
        replace(page.session_state["explorer"].network, own=edited)
    )
    page.run()
    page.button(key="edits_off").click().run()
    assert not page.exception
    own = page.session_state["explorer"].network.own
    assert own is (None if origin == "trained" else before)
    assert not any(button.key == "edits_off" for button in page.button)
