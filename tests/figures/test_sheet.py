"""The sheet: matrices with their numbers, in pixels from the top left corner."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.figures.scales import around_zero
from cnn.figures.sheet import Sheet, number_size
from cnn.figures.theme import LIGHT


def test_matrices_are_one_under_the_other_with_their_numbers() -> None:
    values = np.arange(8, dtype=np.float32).reshape(2, 2, 2) - 4
    sheet = Sheet(200, 300, LIGHT)
    sheet.matrices(values, (10, 20), (40, 30), around_zero(values))
    (trace,) = sheet.figures()[0].data
    assert (trace.x0, trace.dx, trace.y0, trace.dy) == (30, 40, 35, 30)  # the middle of the first cell
    assert np.array_equal(np.delete(trace.z, 2, axis=0), values.reshape(4, 2))
    assert np.isnan(trace.z[2]).all() and set(trace.text[2]) == {""}
    assert ">−4.00<" in trace.text[0][0] and ">3.00<" in trace.text[4][1]
    assert (trace.zmin, trace.zmax) == (-4, 4)


@pytest.mark.parametrize(("cell", "size"), [((58, 46), 18), ((31, 100), 10), ((20, 20), 0), ((500, 500), 20)])
def test_numbers_are_printed_where_they_can_be_read(cell: tuple[float, float], size: int) -> None:
    assert number_size(cell) == size
    sheet = Sheet(100, 100, LIGHT)
    sheet.matrices(np.ones((1, 1, 1)), (0, 0), cell, around_zero(np.ones(1)))
    assert (sheet.traces[0].get("texttemplate") is not None) == (size > 0)


def test_what_is_drawn_goes_to_the_figure_in_which_it_begins() -> None:
    sheet = Sheet(200, 50, LIGHT)
    for left in (0, 99, 100):
        sheet.box((left, 0, left + 20, 10), LIGHT.accent)
        sheet.hatch((left, 0, left + 20, 10))
        sheet.text(str(left), (left, 5))
        sheet.matrices(np.ones((1, 1, 1)), (left, 0), (1, 1), around_zero(np.ones(1)))
    figures = sheet.figures(100)
    assert [figure.layout.xaxis.range for figure in figures] == [(0, 100), (100, 200)]
    assert all(figure.layout.yaxis.range == (50, 0) for figure in figures)
    for kind, count in (("data", 2), ("shapes", 1), ("annotations", 1)):
        found = [len(figure.data if kind == "data" else figure.layout[kind]) for figure in figures]
        assert found == [2 * count, count]
