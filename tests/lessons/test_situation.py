"""Every condition, true and false, and what is said to be missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnn.lessons.keys import CONDITIONS, STEP_KEYS
from cnn.lessons.lesson import Step
from cnn.lessons.situation import Situation, is_done, missing
from cnn.network.spec import SETTINGS, TEXTBOOK, setting_words
from cnn.ui.teacher import PARTS

START = Situation(cell=("conv2", 0, 0, 0))


def seen(**changes: object) -> Situation:
    return replace(START, **changes)  # type: ignore[arg-type]


def with_settings(**settings: int | str) -> Situation:
    return seen(spec=TEXTBOOK.changed(**settings))


CASES: list[tuple[str, Situation, Situation, str]] = [
    ("conv1_stride = 2", with_settings(conv1_stride=2), START, "Set conv1 stride to 2; it is 1."),
    ("conv1_padding <= 1", with_settings(conv1_padding=0), START, "Set conv1 padding to 1 or less; it is 2."),
    ("conv1_kernel_size >= 6", with_settings(conv1_kernel_size=7), START,
     "Set conv1 kernel_size to 6 or more; it is 5."),
    ("conv1_kernel_size >= 7", with_settings(conv1_kernel_size=7), START, "Set conv1 kernel_size to 7; it is 5."),
    ("hidden_units changed", with_settings(hidden_units=64), START, "Change hidden_units; it is still 128."),
    ("pool1_kind is not max", with_settings(pool1_kind="avg"), START,
     "Set the pooling of pool1 to something other than max."),
    ("pool2_kind = none", with_settings(pool2_kind="none"), START, "Set the pooling of pool2 to none; it is max."),
    ("textbook", START, with_settings(conv1_stride=2), "Press “Textbook network”."),
    ("drawn", seen(drawing=True, drawn=True), seen(drawing=True), "Draw on the board."),
    ("empty", START, seen(drawing=True), "Press Clear to empty the board."),
    ("answer = 4", seen(answer=4), seen(answer=7), "The answer has to be 4; it is 7."),
    ("answer = 0", seen(answer=0), START, "Draw a digit: there is no answer yet."),
    ("answer is not 4", seen(answer=9), seen(answer=4), "The answer has to be another digit than 4."),
    ("answer changed", seen(answer=0), START, "Draw a digit: there is no answer yet."),
    ("confidence >= 90", seen(confidence=0.9), seen(confidence=0.5),
     "The network has to be at least 90 % sure. Clear, and draw again."),
    ("confidence <= 50", seen(confidence=0.4), seen(confidence=0.9999),
     "The network has to be at most 50 % sure. Clear, and draw again."),
    ("confidence >= 90", seen(confidence=0.95), START, "Draw a digit: there is no answer yet."),
    ("cell pool1", seen(cell=("pool1", 1, 2, 3)), START, "Open a cell of pool1; you see one of conv2."),
    ("cell pool1", seen(cell=("pool1", 1, 2, 3)), seen(cell=None), "Open a cell of pool1."),
    ("cell changed", seen(cell=("conv2", 0, 0, 1)), START, "Choose another cell."),
    ("cell changed", seen(cell=("conv2", 0, 0, 1)), seen(cell=None), "Choose another cell."),
    ("page training", seen(page="training"), START, "Open “Train” in the menu."),
    ("view = Filters", seen(view="Filters"), seen(view="The cell"), "Choose the view “Filters”."),
    ("scope = map", seen(scope="map"), START, "Set “colour scale shared by” to “one map”."),
    ("refused", seen(refused=True), START, "Choose settings that cannot be built."),
    ("training started", seen(training="running"), START, "Start a training."),
    ("training started", seen(training="finished"), START, "Start a training."),
    ("training finished", seen(training="finished"), START, "Start a training, and let it finish."),
    ("training finished", seen(training="finished"), seen(training="running"), "Wait until the training has finished."),
    ("answered", seen(answered=True), START, "Answer the question."),
]  # fmt: skip


def step_for(wait: str) -> Step:
    return Step("", "explore", "", conditions=STEP_KEYS["wait"].read(wait))  # type: ignore[arg-type]


@pytest.mark.parametrize(("wait", "yes", "no", "words"), CASES)
def test_each_condition_true_and_false(wait: str, yes: Situation, no: Situation, words: str) -> None:
    step = step_for(wait)
    assert is_done(step, yes, START) and missing(step, yes, START) == ""
    start = no if "changed" in wait else START
    assert not is_done(step, no, start) and missing(step, no, start) == words


def test_every_condition_has_a_case() -> None:
    subjects = {case[0].split()[0] for case in CASES}
    assert set(CONDITIONS) - {"setting", "next"} <= subjects


def test_a_step_without_conditions_is_done_at_once() -> None:
    assert is_done(step_for("next"), START, START) and is_done(step_for("next"), seen(refused=True), START)


def test_what_is_locked_is_said_with_the_way_on() -> None:
    step = step_for("drawn and conv1_stride = 2")
    drawn = seen(drawing=True, drawn=True)
    words = "Set conv1 stride to 2; it is 1. This setting is locked here: Skip goes on."
    assert missing(step, drawn, START, ["conv1_stride"]) == words
    assert missing(step, START, START, SETTINGS) == "Draw on the board."
    assert missing(step, drawn, START, ["conv1_padding"]) == "Set conv1 stride to 2; it is 1."
    assert missing(step_for("textbook"), with_settings(conv1_stride=2), START, ["conv1_padding"]) == (
        "Press “Textbook network”. This button is locked here: Skip goes on."
    )
    refused = step_for("refused")
    assert missing(refused, START, START, SETTINGS).endswith(" The settings are locked here: Skip goes on.")
    assert missing(refused, START, START, SETTINGS[1:]) == "Choose settings that cannot be built."


@pytest.mark.parametrize(
    ("wait", "part"),
    [
        ("conv1_stride = 2", "settings"), ("refused", "settings"), ("textbook", "presets"),
        ("scope = network", "scope"), ("view = Filters", "views"), ("page training", "page-training"),
    ],
)  # fmt: skip
def test_what_is_hidden_is_said_with_the_way_on(wait: str, part: str) -> None:
    step, now = step_for(wait), with_settings(conv2_stride=2)
    asked = missing(step, now, START)
    assert missing(step, now, START, (), PARTS.keys() - {part}) == asked
    assert missing(step, now, START, SETTINGS, [part]) == f"{asked} Your teacher has hidden this for now: Skip goes on."
    assert part in PARTS


def test_a_cell_without_a_way_to_one_is_said_with_the_way_on() -> None:
    step, ways = step_for("cell pool1"), ["network", "page-microscope"]
    assert set(ways) <= PARTS.keys()
    assert missing(step, START, START, (), ways).endswith(" Your teacher has hidden this for now: Skip goes on.")
    assert missing(step, seen(page="microscope"), START, (), ways) == "Open a cell of pool1; you see one of conv2."
    for way in ways:
        assert missing(step, START, START, (), [way]) == "Open a cell of pool1; you see one of conv2."


def test_all_conditions_must_hold_and_the_first_missing_one_is_said() -> None:
    step = step_for("conv1_stride = 2 and drawn")
    assert missing(step, START, START).startswith("Set conv1 stride")
    half = with_settings(conv1_stride=2)
    assert missing(step, half, START) == "Draw on the board."
    assert is_done(step, replace(half, drawing=True, drawn=True), START)


def test_settings_that_cannot_be_built_are_no_success() -> None:
    step = step_for("conv1_stride = 2")
    now = replace(with_settings(conv1_stride=2), refused=True)
    assert missing(step, now, START) == "These settings cannot be built. Choose others."
    assert is_done(step_for("conv1_stride = 2 and refused"), now, START)
    assert missing(step_for("textbook"), now, START) == "Press “Textbook network”."  # the way out of them, too


def test_the_same_answer_as_at_the_start_is_no_change() -> None:
    step = step_for("answer changed")
    assert missing(step, seen(answer=4), seen(answer=4)) == "The answer has to be another digit than 4."
    assert is_done(step, seen(answer=5), seen(answer=4))


def test_a_training_that_was_over_before_is_not_a_start() -> None:
    step, over = step_for("training started"), seen(training="finished")
    assert not is_done(step, over, over) and is_done(step, seen(training="running"), over)


def test_an_example_is_not_drawn_by_the_learner() -> None:
    assert not is_done(step_for("drawn"), seen(drawing=True, drawn=False), START)
    assert not is_done(step_for("drawn"), seen(drawing=False, drawn=True), START)  # cleared again


def test_words_of_settings() -> None:
    assert setting_words("conv1_kernel_size") == "conv1 kernel_size" and setting_words("hidden_units") == "hidden_units"
