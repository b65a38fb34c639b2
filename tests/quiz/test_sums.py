"""Every sum that a question's words write down gives its result once more, worked out from what is printed."""

from __future__ import annotations

import re
from collections import Counter
from math import floor

import pytest

from cnn.figures.quiz_grid import cell_text, grid_figure, shows_numbers
from cnn.quiz.kinds import KINDS
from cnn.quiz.make import make_question
from cnn.quiz.question import Chosen, Question, Typed

SEEDS = range(100, 130)

WITH_SUMS = {
    "shape_rounded", "divides_evenly", "never_read_cell", "which_setting", "flatten_size", "conv_parameters",
    "larger_picture", "parameters_change", "cell_value", "bias_once", "channel_sums", "flipped_kernel", "impulse",
    "pool_output", "pool_padding", "stride_work", "common_scale", "shift_cells", "tenth_probability",
}  # fmt: skip

SUM = re.compile(r"((?:\(?−)?[0-9⌊(][0-9.,()⌊⌋·/+−² ]*) = (−?[0-9][0-9,]*(?:\.[0-9]+)?)( %)?")


def words_of(question: Question) -> list[str]:
    texts = [question.why, *(mistake.words for mistake in question.answer.mistakes)]
    if isinstance(question.answer, Chosen):
        texts += [choice.text for choice in question.answer.choices]
    return texts


def sums(text: str) -> list[tuple[str, float, str]]:
    """Each sum of a text: what is written before the "=", its value, and the result that is printed."""
    found = []
    for left, result, percent in SUM.findall(text.replace("bias (", "(")):
        code = left.replace("−", "-").replace("·", "*").replace("²", "**2").replace(",", "")
        code = code.replace("⌊", "floor(").replace("⌋", ")")
        if re.search(r"[-+*/]", code.strip("(- ")):
            value = eval(code, {"floor": floor, "__builtins__": {}}) * (100 if percent else 1)
            found.append((left, value, result.replace("−", "-").replace(",", "")))
    return found


def test_sums_are_found_and_worked_out() -> None:
    assert sums("0.06 / 0.44 = 13.3 %.") == [("0.06 / 0.44", pytest.approx(13.6364, abs=1e-4), "13.3")]
    for text, values in (
        ("⌊(28 + 2·0 − 5) / 3⌋ + 1 = 8, or (−2.5) + bias (−0.5) = −3.0", [8, -3]),
        ("1,200 + (−3) = 1,197, and −2.5 + (1.5) = −1.0: it starts at row 5 − 1 = 4", [1197, -1, 4]),
    ):
        assert [value for _, value, _ in sums(text)] == values


@pytest.mark.parametrize("kind", KINDS)
def test_a_sum_gives_its_result_once_more(kind: str) -> None:
    found: Counter[bool] = Counter()
    for seed in SEEDS:
        question = make_question(kind, seed, 1 + seed % 3)
        for text in words_of(question):
            for written, value, result in sums(text):
                half = 0.5 * 10.0 ** -len(result.partition(".")[2])
                assert abs(value - float(result)) <= half + 1e-9, (seed, written, value, result)
                found[text == question.why] += 1
    assert (kind in WITH_SUMS) == bool(found[True]), "the list of kinds with sums is complete"


@pytest.mark.parametrize("kind", ["cell_value", "channel_sums", "tenth_probability", "common_scale"])
def test_the_result_of_the_sum_is_the_right_answer(kind: str) -> None:
    for seed in SEEDS:
        question = make_question(kind, seed, 1 + seed % 3)
        assert isinstance(question.answer, Typed)
        result = sums(question.why)[-1][2]
        assert question.answer.text.replace("−", "-").split()[0] == result
        assert question.judge(result).right


def test_a_share_of_the_full_colour_is_not_taken_for_another() -> None:
    for seed in SEEDS:
        question = make_question("common_scale", seed, 2)
        assert isinstance(question.answer, Typed)
        (right,) = question.answer.right
        assert question.judge(f"{right:.1f}").right and not question.judge(f"{right - 0.3:.1f}").right


@pytest.mark.parametrize("kind", ["common_scale", "stronger_map"])
def test_the_scale_has_the_numbers_of_the_explanation(kind: str) -> None:
    for seed in SEEDS:
        question = make_question(kind, seed, 1 + seed % 3)
        for grid in question.grids:
            end = grid_figure(grid).layout.annotations[1].text
            assert grid.title.endswith(f", 0 to {end}")
            assert end in re.findall(r"\d[\d.]*\d|\d", question.why)


def test_a_picked_value_is_written_as_in_its_cell() -> None:
    for seed in SEEDS:
        question = make_question("stride_value", seed, 1 + seed % 3)
        (grid,) = question.grids
        assert shows_numbers(grid)
        shown = {cell_text(value) for value in grid.values.ravel().tolist()}
        kept, largest = re.findall(r"of the window, (\S+); .* keeps (\S+)\.$", question.why)[0]
        assert {kept, largest} <= shown
