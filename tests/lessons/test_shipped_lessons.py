"""The lessons that come with the app: they are read, can be done, meet every misconception, and have the right numbers.

Shapes, sums and parameters in the texts are recomputed for the settings of their step; what is said of the trained
network is measured on it, and what is said of PyTorch is asked of PyTorch.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
from torch import nn

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import BOX, prepare_digit
from cnn.explain.curves import answer_curve
from cnn.explain.perturb import Change
from cnn.explain.ready_pairs import READY_PAIRS
from cnn.lessons.check import networks
from cnn.lessons.keys import MISCONCEPTIONS
from cnn.lessons.lesson import Condition, Lesson, Step
from cnn.lessons.library import SHIPPED, lessons
from cnn.lessons.situation import Situation, is_done
from cnn.network.kept_fc1 import run_with_kept_fc1
from cnn.network.shapes import attempted_layers, is_buildable, layer_shapes, totals
from cnn.network.spec import SETTINGS, TEXTBOOK, NetworkSpec, SpecError
from cnn.network.trace import Trace, trace_forward
from cnn.paths import ASSETS, ROOT
from cnn.quiz.kinds import KINDS
from cnn.training.accuracy_meter import GENERATED
from cnn.ui.headings import heading
from cnn.weights.load import load_model

LIBRARY = lessons([SHIPPED])
AFTER_THE_TOUR = LIBRARY.lessons[1:]


@dataclass(frozen=True)
class Moment:
    """A step, and the network when it begins and when it is done."""

    lesson: Lesson
    step: Step
    start: NetworkSpec
    end: NetworkSpec

    @property
    def words(self) -> str:
        return f"{self.step.text}\n\n{self.step.after}"

    @property
    def networks(self) -> list[NetworkSpec]:
        """The networks that its texts can be about, the one asked for in a step that waits for a refusal too."""
        refused = Condition("refused") in self.step.conditions
        return [self.start, self.end, self.start.changed(conv2_padding=0)] if refused else [self.start, self.end]


def moments() -> Iterator[Moment]:
    for lesson in LIBRARY.lessons:
        walked = networks(((step, {}) for step in lesson.steps), lesson.id)
        for step, (start, end) in zip(lesson.steps, walked, strict=True):
            yield Moment(lesson, step, start, end)


MOMENTS = list(moments())
EACH_MOMENT = pytest.mark.parametrize("moment", MOMENTS, ids=lambda one: f"{one.lesson.id}-{one.step.title[:24]}")


def test_all_are_read() -> None:
    assert LIBRARY.problems == () and len(LIBRARY.lessons) == len(list(SHIPPED.glob("*.md"))) == 12
    assert LIBRARY.lessons[0].id == "show-me-around" and LIBRARY.lessons[0].minutes == 3


@pytest.mark.parametrize("lesson", AFTER_THE_TOUR, ids=lambda one: one.id)
def test_each_is_of_a_lessons_length_and_ends_with_a_question(lesson: Lesson) -> None:
    assert 4 <= lesson.minutes <= 8 and 5 <= len(lesson.steps) <= 9 and lesson.misconceptions
    assert lesson.steps[-1].ask in KINDS and not any(step.ask for step in lesson.steps[:-1])
    assert sum(bool(step.after) for step in lesson.steps) >= 3  # it waits for the learner, and says what it means


def test_every_misconception_is_met() -> None:
    assert {number for lesson in AFTER_THE_TOUR for number in lesson.misconceptions} == set(MISCONCEPTIONS)


def test_questions_are_of_different_kinds() -> None:
    assert len({lesson.question for lesson in AFTER_THE_TOUR}) == len(AFTER_THE_TOUR)


@pytest.mark.parametrize("lesson", LIBRARY.lessons, ids=lambda one: one.id)
def test_settings_are_known_before_they_are_spoken_of(lesson: Lesson) -> None:
    for step in lesson.steps:
        if any(one.name == "textbook" for one in step.assignments):
            return
        assert not [one for one in (*step.assignments,) if one.name in SETTINGS]
        assert not [one for one in step.conditions if one.subject in SETTINGS]


@EACH_MOMENT
def test_words_are_a_teachers(moment: Moment) -> None:
    assert not re.search(r"\b(simply|just|easy|easily|obviously|of course)\b", moment.words, re.IGNORECASE)
    assert "<" not in moment.words and len(moment.step.text) < 520 and len(moment.step.after) < 520


def fulfilling(condition: Condition, now: Situation) -> Situation:
    """What a learner brings about by doing what the step waits for."""
    value = condition.value
    figure = value if isinstance(value, int) else 0
    changes = {
        "textbook": {"spec": TEXTBOOK},
        "drawn": {"drawing": True, "drawn": True},
        "answer": {"answer": figure if condition.relation == "=" else (figure + 1) % 10},
        "confidence": {"confidence": figure / 100},
        "cell": {"cell": (value, 0, 0, 0) if value else (now.cell[0] if now.cell else "conv1", 0, 5, 7)},
        "page": {"page": value},
        "view": {"view": value},
        "scope": {"scope": value},
        "refused": {"refused": True},
        "training": {"training": "running" if value == "started" else "finished"},
        "answered": {"answered": True},
    }[condition.subject]
    return replace(now, **changes)  # type: ignore[arg-type]


def beginning(moment: Moment) -> Situation:
    """What a learner sees once a step has set what it sets."""
    set_by = {one.name: one.value for one in moment.step.assignments}
    seen: dict[str, object] = {name: set_by[name] for name in ("view", "scope", "cell") if name in set_by}
    return Situation(moment.step.page, moment.start, **seen)  # type: ignore[arg-type]


@EACH_MOMENT
def test_each_step_can_be_done_and_is_not_done_before(moment: Moment) -> None:
    start = beginning(moment)
    now = replace(start, spec=moment.end)
    for condition in moment.step.conditions:
        if condition.subject not in SETTINGS:
            now = fulfilling(condition, now)
    assert is_done(moment.step, now, start)
    assert is_done(moment.step, start, start) is not bool(moment.step.conditions)
    assert is_buildable(moment.start) and is_buildable(moment.end)


@EACH_MOMENT
def test_what_has_to_be_set_is_marked_and_said(moment: Moment) -> None:
    """A learner who reads the step and looks at the outlines finds what it waits for."""
    for one in moment.step.conditions:
        if one.subject in SETTINGS and "textbook" not in moment.step.marks:
            assert one.subject in moment.step.marks
            name = "pooling" if one.subject.endswith("kind") else one.subject.partition("_")[2]
            assert f"**{name}**" in moment.step.text or name in moment.step.text
        if one.subject in ("view", "scope", "page") and one.value in ("map", "network", "layer"):
            assert "colour scale shared by" in moment.step.text
        elif one.subject == "view":
            assert f"**{one.value}**" in moment.step.text


@EACH_MOMENT
def test_shapes_are_those_of_the_step(moment: Moment) -> None:
    known = {"×".join(map(str, layer.output_shape)) for spec in moment.networks for layer in attempted_layers(spec)}
    found = re.findall(r"\d+×\d+×\d+", moment.words)
    assert set(found) <= known
    sizes = {str(size) for spec in moment.networks for layer in attempted_layers(spec) for size in
             (*layer.output_shape[1:], *layer.input_shape[1:], layer.kernel_size)}  # fmt: skip
    for height, width in re.findall(r"(?<![\d×])(\d+)×(\d+)(?![\d×])", moment.words):
        assert height == width and height in sizes


SUM = re.compile(r"(?<![\w⌋,])([⌊(0-9][0-9,·+−/⌊⌋() ]*[0-9)⌋]) = ([0-9][0-9,]*)")


def number(text: str) -> int:
    return int(text.replace(",", ""))


def computed(text: str) -> float:
    """The value of a sum as the lessons write it."""
    assert re.fullmatch(r"[0-9,·+−/⌊⌋() ]+", text)
    text = text.replace(",", "").replace("·", "*").replace("−", "-").replace("⌊", "math.floor(").replace("⌋", ")")
    return float(eval(text, {"math": math}))


@EACH_MOMENT
def test_sums_are_right(moment: Moment) -> None:
    for left, right in SUM.findall(moment.words):
        assert computed(left) == number(right), f"{left} = {right}"
    for above, below, rest in re.findall(r"(\d+) / (\d+) leaves (\d+|nothing)", moment.words):
        assert int(above) % int(below) == (0 if rest == "nothing" else int(rest))


def test_sums_are_found() -> None:
    assert SUM.findall("a: ⌊(28 + 2·2 − 5) / 1⌋ + 1 = 28. b 16·(1·5·5 + 1) = 1,416") == [
        ("⌊(28 + 2·2 − 5) / 1⌋ + 1", "28"), ("16·(1·5·5 + 1)", "1,416"),
    ]  # fmt: skip
    assert computed("⌊(28 + 2·0 − 5) / 2⌋ + 1") == 12
    assert sum(len(SUM.findall(moment.words)) for moment in MOMENTS) > 30


OTHER_FORMULAS = {"⌊(28 + 2·1 − 3) / 2⌋ + 1 = 14"}  # of a pooling with padding, which this app does not have


@EACH_MOMENT
def test_formulas_are_those_of_a_layer(moment: Moment) -> None:
    known = {layer.formula for spec in moment.networks for layer in attempted_layers(spec)} | OTHER_FORMULAS
    assert {found for found in re.findall(r"⌊.*?⌋ \+ 1 = \d+", moment.words) if found not in known} == set()


def facts(spec: NetworkSpec) -> set[int]:
    """Parameters, work and sizes of a network."""
    layers = layer_shapes(spec)
    convolutions = sum(layer.macs for layer in layers if layer.kind == "conv")
    each = {value for layer in layers for value in (layer.parameters, layer.macs, math.prod(layer.output_shape))}
    return each | {*totals(layers), convolutions}


@EACH_MOMENT
def test_large_numbers_are_known(moment: Moment) -> None:
    known = {10_000, 180_000, GENERATED} | facts(TEXTBOOK) | facts(moment.start) | facts(moment.end)
    text = SUM.sub("", moment.words)
    for found in re.findall(r"(?<![\d.])\d{1,3}(?:,\d{3})+|(?<![\d.])\d{3,}", text):
        assert number(found) in known | {784, 100}, found


@EACH_MOMENT
def test_per_cents_are_measured(moment: Moment) -> None:
    layers = layer_shapes(TEXTBOOK)
    parameters, macs = totals(layers)
    held = f"{100 * layers.fc1.parameters / parameters:.0f}"
    done = f"{100 * (layers.conv1.macs + layers.conv2.macs) / macs:.0f}"
    accuracy = load_model(TEXTBOOK).accuracy
    assert accuracy is not None
    known = {held, done, "90", "100", "99.9", f"{100 * accuracy:.2f}"}
    card = (ASSETS / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert (
        "(180,000 digits" in card
        and "reads 91.71 % of MNIST's test" in card
        and "and 99.00 % of the pen digits" in card
    )
    assert set(re.findall(r"([\d.]+) %", moment.words)) <= known | {"91.71", "99.00"}


def traced(digit: int) -> Trace:
    image = torch.from_numpy(prepare_digit(example_drawing(digit)))[None]
    return trace_forward(load_model(TEXTBOOK).model, image)


def test_what_is_said_of_relu() -> None:
    four, eight = traced(4), traced(8)
    assert 0.7 < (four["relu1"] == 0).mean() < 0.8  # about three quarters
    assert eight.prediction == 8  # the step waits for this answer to the example
    assert ((four["relu1"] == 0) != (eight["relu1"] == 0)).any()
    largest = {layer: float(np.abs(eight[layer]).max()) for layer in ("conv1", "conv2", "fc1", "fc2")}
    assert min(largest["fc1"], largest["fc2"]) > 4 * largest["conv1"]


def test_what_is_said_of_cells() -> None:
    for digit, layer, place in (
        (7, "conv1", (7, 9, 11)),
        (5, "conv2", (19, 8, 8)),
        (3, "pool1", (10, 8, 8)),
        (4, "relu1", (10, 15, 8)),
    ):
        assert traced(digit)[layer][place] == traced(digit)[layer].max()  # worth looking at
    assert traced(3)["input"][0, 0, 0] == 0 and traced(3)["input"].max() <= 1 and BOX == 20


def test_what_is_said_of_a_network_with_one_map() -> None:
    image = torch.from_numpy(prepare_digit(example_drawing(3)))[None]
    loaded = load_model(TEXTBOOK.changed(conv1_out_channels=1))
    assert loaded.accuracy is None  # so the page measures it
    assert trace_forward(loaded.model, image).probabilities.max() > 0.99  # as sure as before


def test_what_is_said_of_a_four_that_is_turned() -> None:
    curve = answer_curve(load_model(TEXTBOOK).model, prepare_digit(example_drawing(4)), Change(), "turn")
    answers = curve.probabilities.argmax(axis=1)
    small, large = np.abs(curve.values - 20) <= 20, np.abs(curve.values - 72.5) <= 27.5  # 0 to 40, 45 to 100
    assert set(answers[small]) == {4} and set(answers[large]) == {8}
    assert curve.probabilities[large].max(axis=1).min() > 0.9


def test_what_is_said_of_two_networks_side_by_side() -> None:
    pair = READY_PAIRS["stride"]
    assert pair.words == "Pooling or stride 2" and (pair.one, pair.other.conv1.stride) == (TEXTBOOK, 2)
    assert layer_shapes(pair.one).pool1.output_shape == layer_shapes(pair.other).pool1.output_shape == (16, 14, 14)


def test_what_is_said_of_weights() -> None:
    weight = load_model(TEXTBOOK).model.conv2.weight
    assert list(weight.shape) == [32, 16, 5, 5]
    assert len(nn.Conv2d(3, 16, 5, padding=2)(torch.zeros(1, 3, 28, 28))[0]) == 16
    assert sum(values.numel() for values in nn.Conv2d(3, 16, 5, padding=2).parameters()) == 1216


def test_what_is_said_of_pytorch() -> None:
    texts = {lesson.id: "\n".join(f"{step.text}\n{step.after}" for step in lesson.steps) for lesson in LIBRARY.lessons}
    with pytest.raises(ValueError) as refused:
        nn.Conv2d(1, 1, 5, stride=2, padding="same")
    assert str(refused.value) in texts["stride-padding-and-the-floor"]
    assert nn.Conv2d(1, 1, 3, padding="same")(torch.zeros(1, 1, 28, 28)).shape[-1] == 28
    error = run_with_kept_fc1(TEXTBOOK.changed(conv1_padding=0), TEXTBOOK).error
    assert error == "mat1 and mat2 shapes cannot be multiplied (1x1152 and 1568x128)"
    assert error.partition(" (")[0] in texts["flatten-and-the-broken-wire"]
    assert nn.MaxPool2d(3, stride=2, padding=1)(torch.zeros(1, 1, 28, 28)).shape[-1] == 14
    with pytest.raises(RuntimeError, match="at most half"):
        nn.MaxPool2d(3, stride=2, padding=2)(torch.zeros(1, 1, 28, 28))
    guessing = nn.functional.cross_entropy(torch.zeros(1, 10), torch.tensor([3])).item()
    assert f"about {guessing:.2f}" in texts["how-it-learns"]
    with pytest.raises(SpecError):
        layer_shapes(TEXTBOOK.changed(conv1_stride=3, conv1_padding=0, conv2_padding=0))
    fc1 = layer_shapes(TEXTBOOK.changed(conv1_padding=0)).fc1
    assert f"“{heading(fc1)['formula']}”" in texts["flatten-and-the-broken-wire"]


LABELS = {
    "Textbook network": "show-me-around", "Play": "one-kernel-one-map", "Pause": "one-kernel-one-map",
    "Step ▸": "one-kernel-one-map", "Load a kernel": "one-kernel-one-map", "Sobel: left to right": "one-kernel-one-map",
    "its map now": "one-kernel-one-map", "Restore the trained weights": "one-kernel-one-map",
    "colour scale shared by": "relu", "one map": "relu", "all layers": "relu", "a layer": "relu", "0 … its max": "relu",
    "temperature T": "how-far-to-trust-it",
    "keep the fc1 that was made for": "flatten-and-the-broken-wire",
    "Start training": "how-it-learns", "Train again": "how-it-learns",
    "starting weights": "how-it-learns", "What speaks for": "why-this-answer", "Pooling or stride 2": "why-this-answer",
}  # fmt: skip
"""What the lessons quote of the app, and where."""


@pytest.mark.parametrize("label", LABELS)
def test_quoted_words_are_in_the_app(label: str) -> None:
    lesson = LIBRARY.named(LABELS[label])
    assert lesson and any(label in step.text or label in step.after for step in lesson.steps)
    files = [*(ROOT / "cnn").rglob("*.py"), *(ASSETS / "frontend" / "slide").iterdir()]
    assert any(label in path.read_text(encoding="utf-8") for path in files)
