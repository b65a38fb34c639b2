"""The figures of a lesion: a bar, a map and a target for each channel; ten bars before and after."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.figures.lesions import answers_figure, channels_figure
from cnn.figures.theme import DARK, LIGHT, Theme
from tests.figures.plain import plain

RNG = np.random.default_rng(0)


def parts(maps: np.ndarray, lost: np.ndarray | None, off: tuple[int, ...], theme: Theme = LIGHT) -> tuple[dict, ...]:
    drawn = plain(channels_figure(maps, lost, off, theme))
    bars, montage, *hatches, targets = drawn["data"]
    return bars, montage, hatches, targets, drawn["layout"]


@pytest.mark.parametrize("shape", [(16, 28, 28), (32, 7, 7), (64, 28, 28), (1, 1, 1), (5, 3, 4), (256,), (16,)])
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_channel_has_a_bar_over_its_map(shape: tuple[int, ...], theme: Theme) -> None:
    maps, lost = RNG.random(shape).astype(np.float32), RNG.normal(0, 0.01, shape[0])
    bars, montage, hatches, targets, layout = parts(maps, lost, (0,), theme)
    assert len(bars["x"]) == len(targets["x"]) == shape[0] and len(hatches) == 1
    np.testing.assert_array_equal(bars["y"], 100 * lost)
    tiles = maps if maps.ndim == 3 else maps[:, None, None]
    for channel, middle in enumerate(np.asarray(targets["x"]).tolist()):
        left = round(middle - (tiles.shape[2] - 1) / 2)
        np.testing.assert_array_equal(montage["z"][:, left : left + tiles.shape[2]], tiles[channel])
    low, high = layout["yaxis"]["range"]
    assert low <= 100 * lost.min() and high >= 100 * lost.max() and high >= 1
    assert layout["xaxis"]["range"] == layout["xaxis2"]["range"]


def test_what_is_off_has_another_colour_and_is_hatched() -> None:
    bars, _, hatches, targets, _ = parts(RNG.random((6, 4, 4)), np.zeros(6), (1, 4))
    assert [colour == LIGHT.accent for colour in bars["marker"]["color"]] == [False, True, False, False, True, False]
    assert [np.mean(one["x"][:2]) for one in hatches] == [targets["x"][1], targets["x"][4]]


def test_before_they_are_measured_there_are_no_bars_but_targets() -> None:
    bars, _, _, targets, layout = parts(np.zeros((3, 2, 2)), None, ())
    assert not np.any(bars["y"]) and set(bars["text"]) == {""} and len(targets["x"]) == 3
    assert "lost" not in layout["annotations"][0]["text"]


def test_ten_bars_before_and_after() -> None:
    before, after = np.eye(10, dtype=np.float32)[3], np.full(10, 0.1, np.float32)
    first, second = plain(answers_figure(before, after))["data"]
    assert first["x"] == before.tolist() and second["x"] == pytest.approx(after.tolist())
    assert first["marker"]["color"][3] == LIGHT.accent and first["text"][3] == ">99.9 %"
