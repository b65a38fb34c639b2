"""The curves of a training and what changes during it, by their numbers."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.figures.theme import LIGHT
from cnn.figures.training import Curve, curves_figure, watch_figure

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
