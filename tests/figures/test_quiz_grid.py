"""The figures of a question's arrays."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.figures import theme as look
from cnn.figures.quiz_grid import (
    Pointing,
    cell_text,
    grid_colours,
    grid_figure,
    grid_size,
    outline,
    shows_numbers,
)
from cnn.quiz.question import Grid

VALUES = np.linspace(-1, 2, 25, dtype=np.float32).reshape(5, 5)


def test_each_kind_has_its_scale() -> None:
    picture = np.abs(VALUES) / 2
    assert grid_colours(Grid("", picture, "input")).limits == (0, 1)
    assert grid_colours(Grid("", picture, "activation")).limits == (0, 1.0)
    signed, weight = (grid_colours(Grid("", VALUES, kind)) for kind in ("signed", "weight"))
    assert signed.limits == weight.limits == (-2, 2)
    assert signed.scale is look.DIVERGING and weight.scale is look.WEIGHTS
    assert grid_colours(Grid("", picture, "activation", scale=(0, 9.0))).limits == (0, 9.0)


def test_numbers_stand_in_the_cells_of_small_grids_alone() -> None:
    assert shows_numbers(Grid("", VALUES, "signed"))
    for grid in (
        Grid("", np.zeros((9, 9)), "signed"),
        Grid("", VALUES, "activation", scale=(0, 2.0)),
        Grid("", VALUES, "signed", hidden=True),
    ):
        assert not shows_numbers(grid)
        assert "text" not in grid_figure(grid).data[0].to_plotly_json()
    text = grid_figure(Grid("", VALUES, "signed")).data[0].text
    assert ">−1.00<" in text[0][0] and ">2.00<" in text[4][4]


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (-0.004, "−0.004"), (0.421, "0.42"), (12.345, "12.35"), (-123.4, "−123.4")]
)
def test_a_number_keeps_two_digits_and_its_sign(value: float, text: str) -> None:
    assert cell_text(value) == text


def test_hidden_values_are_nowhere_in_the_figure() -> None:
    figure = grid_figure(Grid("", VALUES, "signed", hidden=True), pointing=Pointing())
    assert len(figure.data[0].colorscale) == 2 and figure.data[0].colorscale[0][1] == figure.data[0].colorscale[1][1]
    assert "customdata" not in figure.data[1].hovertemplate


def test_every_cell_has_the_point_of_its_number() -> None:
    points = grid_figure(Grid("", VALUES[:3], "signed"), pointing=Pointing((1, 2))).data[1]
    for row in range(3):
        for column in range(5):
            assert (points.y[5 * row + column], points.x[5 * row + column]) == (row, column)


def test_the_right_cells_are_outlined_once_they_may_be_seen() -> None:
    grid = Grid("", VALUES, "signed")
    names = [trace.name for trace in grid_figure(grid, pointing=Pointing((0, 0))).data]
    assert "right" not in names and "chosen" in names
    assert "right" in [trace.name for trace in grid_figure(grid, pointing=Pointing(None, frozenset({(1, 1)}))).data]


def test_an_outline_goes_around_neighbours_together() -> None:
    assert len(outline([(0, 0)])[0]) == 3 * 4
    assert len(outline([(0, 0), (0, 1)])[0]) == 3 * 6
    x, y = outline([(2, 3)])
    assert {value for value in x if value is not None} == {2.5, 3.5}
    assert {value for value in y if value is not None} == {1.5, 2.5}


def test_marked_cells_get_a_box_and_everything_fits_a_narrow_column() -> None:
    figure = grid_figure(Grid("", VALUES, "weight", (1, 2, 3, 4)))
    assert {(box.x0, box.x1, box.y0, box.y1) for box in figure.layout.shapes} == {(1.5, 3.5, 0.5, 2.5)}
    for side in (2, 5, 7, 13, 25, 34):
        grid = Grid("", np.zeros((side, side)), "activation")
        assert grid_size(grid, has_ticks=True)[0] <= 246
    picture = Grid("", np.zeros((28, 28)), "input")
    assert 2 * grid_size(picture, has_ticks=False, narrow=True)[0] + 16 <= 246
    assert grid_size(picture, has_ticks=False)[0] == 196
