"""Scribbles and pictures that are not prepared: what is asked can be told apart from what is believed."""

from __future__ import annotations

from cnn.quiz.make import make_question


def test_the_ten_probabilities_sum_to_a_hundred() -> None:
    for seed in range(10):
        question = make_question("tenth_probability", seed, 2)
        shown = [cell.strip() for cell in question.prompt.split("\n| ")[-1].split("\n")[0].strip("| ").split("|")]
        total = sum(float(cell) for cell in shown if cell)
        assert question.judge(f"{100 - total:.1f}").right
        assert question.judge("10").misconception == question.judge("0 %").misconception == 8


def test_the_answer_for_the_good_picture_is_told_and_is_wrong() -> None:
    for kind in ("unprepared", "inverted_ink"):
        question = make_question(kind, 2, 1)
        assert question.judge(question.prompt.split("**")[1]).misconception == 9
        good, bad = question.grids
        assert abs(float(good.values.mean() - bad.values.mean())) > 0.01


def test_every_repair_is_asked_for() -> None:
    repairs = {make_question("which_step", seed, 1).answer.text.split()[0] for seed in range(14)}
    assert repairs == {"Scale", "Move", "Swap"}
