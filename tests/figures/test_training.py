"""The figures of training, by their numbers."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.figures.confusion import confusion_figure
from cnn.figures.numbers import limit
from cnn.figures.theme import DARK, LIGHT
from cnn.figures.training import Curve, curves_figure, watch_figure
from cnn.training.records import Score, WrongDigits
from cnn.ui.training.mistakes import confusion_table

STEPS = np.array([64.0, 128, 192])
CURVE = Curve(
    "run 1", STEPS, np.array([2.3, 1.0, 0.4]), np.array([0.1, 0.6, 0.9]), STEPS[:2], STEPS[:2] / 100, STEPS[:2]
)


def test_curves_show_every_value_that_was_measured() -> None:
    traces = curves_figure([CURVE]).data
    assert [trace.name for trace in traces] == ["training", "validation"] * 2
    assert np.array_equal(traces[0].y, CURVE.loss)
    assert np.array_equal(traces[1].x, CURVE.held_out_images)
    assert np.array_equal(traces[3].y, CURVE.held_out_accuracy)


def test_all_of_a_curve_is_inside_the_axes() -> None:
    layout = curves_figure([CURVE]).layout
    low, high = layout.yaxis.range
    assert low < np.log10(0.4) < np.log10(2.3) < high
    assert layout.xaxis.range[1] >= STEPS[-1]
    assert all(10**low <= mark * 1.3 and mark <= 10**high * 1.3 for mark in layout.yaxis.tickvals)


@pytest.mark.parametrize(
    "loss", [np.zeros(0), np.array([np.nan, np.inf]), np.array([0.0, 0.0]), np.array([1e30, 1e-7])]
)
def test_curves_without_numbers_are_empty_diagrams(loss: np.ndarray) -> None:
    layout = curves_figure([Curve("run 1", np.arange(len(loss)), loss, loss)]).layout
    assert np.isfinite(layout.yaxis.range).all()
    assert len(layout.yaxis.tickvals) <= 8


@pytest.mark.parametrize("last", [64, 499, 500, 3128, 9_264, 59_750, 1_200_000])
def test_the_numbers_below_the_curves_leave_room_for_their_unit(last: int) -> None:
    layout = curves_figure([Curve("run 1", np.array([0.0, last]), np.ones(2), np.ones(2))]).layout
    for axis in (layout.xaxis, layout.xaxis2):
        assert axis.tickvals[0] == 0
        assert 3 <= len(axis.tickvals) <= 6
        assert axis.tickvals[-1] < 0.85 * axis.range[1]
        assert axis.ticktext[-1] == f"{axis.tickvals[-1]:,}"
    assert [note.text for note in layout.annotations].count("images") == 2


@pytest.mark.parametrize("low", [1.0, 1.7, 1.9, 2.0, 2.1, 0.0199, 1e-6])
def test_no_mark_of_the_loss_meets_the_numbers_below(low: float) -> None:
    axis = curves_figure([Curve("run 1", STEPS[:2], np.array([2.3, low]), STEPS[:2])]).layout.yaxis
    start, end = axis.range
    assert 2 <= len(axis.tickvals) <= 5
    assert (np.log10(axis.tickvals) >= start + 0.05 * (end - start)).all()


def test_compared_runs_are_named_beside_the_diagrams_and_fill_them() -> None:
    curves = [CURVE, Curve("run 2")]
    layout = curves_figure(curves, compared=True).layout
    assert layout.xaxis2.domain[1] <= 0.9
    assert (layout.legend.x, layout.legend.xanchor) == (1, "right")
    assert layout.yaxis.range[1] < curves_figure(curves).layout.yaxis.range[1]  # the training loss is not drawn


@pytest.mark.parametrize(
    ("value", "words"), [(190.0, "190"), (1234567, "1,234,567"), (2.44, "2.4"), (0.32, "0.32"), (0.00032, "0.00032")]
)
def test_the_end_of_a_scale_is_a_plain_number(value: float, words: str) -> None:
    assert limit(value) == words


def test_compared_runs_have_colours_and_names_of_their_own() -> None:
    traces = curves_figure([CURVE, Curve("run 2")], compared=True).data
    assert [trace.name for trace in traces] == ["run 1", "run 1", "run 2", "run 2"]
    assert len({trace.line.color for trace in traces}) == 2


@pytest.mark.parametrize("size", [(1, 1, 1), (16, 5, 5), (32, 7, 7)])
def test_every_weight_and_every_map_is_in_the_picture(size: tuple[int, int, int]) -> None:
    rng = np.random.default_rng(0)
    filters = rng.normal(size=(size[0], 1, *size[1:])).astype(np.float32)
    maps = rng.random((size[0], 28, 28)).astype(np.float32)
    probabilities = rng.dirichlet(np.ones(10)).astype(np.float32)
    kernels, digit, stack, bars = watch_figure(filters, None, maps, probabilities, LIGHT).data
    assert np.array_equal(np.sort(kernels.z[np.isfinite(kernels.z)]), np.sort(filters.ravel()))
    assert np.array_equal(np.sort(stack.z[np.isfinite(stack.z)]), np.sort(maps.ravel()))
    assert kernels.zmax == -kernels.zmin == np.abs(filters).max()
    assert not digit.z.any()
    assert np.array_equal(bars.x, probabilities)
    assert bars.marker.color.count(LIGHT.accent) == 1
    assert bars.marker.color[int(probabilities.argmax())] == LIGHT.accent


def test_a_click_on_a_cell_names_its_row_and_column() -> None:
    confusion = np.arange(100).reshape(10, 10)
    cells, *others, bars = confusion_figure(confusion, np.linspace(0.1, 1, 10), (9, 8), DARK).data
    for index in (0, 7, 42, 99):
        assert (cells.y[index], cells.x[index]) == divmod(index, 10)
        assert cells.customdata[index] == confusion[divmod(index, 10)]
    assert {trace.hoverinfo for trace in (*others, bars)} == {"skip"}  # a click on one would be taken for a cell
    assert bars.marker.color[0] == DARK.accent


def test_every_count_stands_on_its_cell_once_and_none_fades() -> None:
    confusion = np.arange(100).reshape(10, 10)
    cells, *numbers, _ = confusion_figure(confusion, np.full(10, 0.5), (0, 1)).data
    said = {(y, x): text for trace in numbers for y, x, text in zip(trace.y, trace.x, trace.text, strict=True)}
    assert said == {cell: str(count) for cell, count in np.ndenumerate(confusion) if count}
    assert sum(len(trace.text) for trace in numbers) == 99
    assert cells.selected.marker.opacity == cells.unselected.marker.opacity == cells.marker.opacity == 1
    for trace in numbers:
        assert trace.selected.textfont.color == trace.unselected.textfont.color == trace.textfont.color


def test_the_chosen_cell_has_the_thickest_frame() -> None:
    for chosen in ((3, 5), (4, 4)):
        frame = confusion_figure(np.ones((10, 10), int), np.full(10, 0.5), chosen).data[0].marker.line
        assert divmod(int(np.argmax(frame.width)), 10) == chosen
        assert (frame.width == frame.width.max()).sum() == 1


def test_a_share_that_does_not_fit_into_its_bar_stands_beside_it() -> None:
    shares = np.linspace(0, 0.9, 10)
    bars = confusion_figure(np.zeros((10, 10), int), shares, (0, 0), DARK).data[-1]
    assert bars.textposition == ("outside",) * 3 + ("inside",) * 7
    assert set(bars.textfont.color) == {DARK.text}  # the lowest stands on the page, not on its bar
    low = confusion_figure(np.zeros((10, 10), int), 0.5 + shares / 2, (0, 0), DARK).data[-1]
    assert low.textfont.color[0] == DARK.page


def test_a_digit_that_was_not_tested_says_so() -> None:
    shares = np.full(10, 0.5)
    shares[3] = np.nan
    bars = confusion_figure(np.zeros((10, 10), int), shares, (0, 0)).data[-1]
    assert bars.text[3] == "none tested" and bars.textposition[3] == "outside"
    confusion_figure(np.zeros((10, 10), int), np.full(10, np.nan), (0, 0))


def test_the_confusion_matrix_has_a_table_with_every_number() -> None:
    confusion = np.arange(100).reshape(10, 10) * 37
    confusion[4] = 0
    nothing = WrongDigits(np.zeros((0, 28, 28), np.uint8), *(np.zeros(0, int),) * 2, np.zeros(0, np.float32))
    score = Score("digits", confusion, 1.0, nothing)
    head, _, *rows = ([cell.strip() for cell in row.split("|")[1:-1]] for row in confusion_table(score).splitlines())
    assert head == ["written", *(f"read as {digit}" for digit in range(10)), "read correctly"]
    assert [row[0] for row in rows] == [f"**{digit}**" for digit in range(10)]
    assert [[int(cell.replace(",", "")) for cell in row[1:-1]] for row in rows] == confusion.tolist()
    drawn = confusion_figure(confusion, score.by_digit, (0, 0)).data[-1].text
    assert [row[-1] for row in rows] == list(drawn) and rows[4][-1] == "none tested"
