"""Maps on scales of their own: the weaker one looks brighter."""

from __future__ import annotations

import pytest

from cnn.quiz.make import make_question


def test_the_weaker_map_looks_brighter() -> None:
    for seed in range(10):
        for kind in ("stronger_map", "common_scale"):
            grids = make_question(kind, seed, 2).grids
            weak, strong = sorted(grids, key=lambda grid: float(grid.values.max()))
            assert strong.values.max() > 1.5 * weak.values.max()
            assert weak.values.mean() / weak.values.max() > strong.values.mean() / strong.values.max()
            assert all(grid.scale == (0, pytest.approx(grid.values.max(), rel=0.005)) for grid in grids)


def test_the_stronger_map_is_on_both_sides() -> None:
    sides = {make_question("stronger_map", seed, 1).answer.text.split()[1] for seed in range(12)}
    assert sides == {"left", "right"}


def test_a_half_is_never_the_number_of_zeros() -> None:
    for seed in range(20):
        question = make_question("relu_zeros", seed, 2)
        assert question.judge(str(question.grids[0].values.size // 2)).misconception == 14
