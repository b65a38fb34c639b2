"""Whether steps can be done, found out by trying every setting."""

from __future__ import annotations

import random
from itertools import product

import pytest

from cnn.lessons.check import check_step, network_after, networks
from cnn.lessons.keys import STEP_KEYS, condition
from cnn.lessons.lesson import Condition, LessonError, Step
from cnn.network.shapes import is_buildable
from cnn.network.spec import CHOICES, LIMITS, TEXTBOOK, NetworkSpec


def waiting(*texts: str, **more: object) -> Step:
    return Step("", "explore", "", conditions=tuple(condition(text) for text in texts), **more)  # type: ignore[arg-type]


def fulfilled(spec: NetworkSpec, start: NetworkSpec, step: Step) -> bool:
    return all(one.holds_for(spec.get(one.subject), start.get(one.subject)) for one in step.conditions)


def test_the_nearest_network_is_taken() -> None:
    assert network_after(waiting("conv1_kernel_size >= 2"), TEXTBOOK) == TEXTBOOK
    assert network_after(waiting("conv1_kernel_size <= 3"), TEXTBOOK).conv1.kernel_size == 3
    assert network_after(waiting("conv1_kernel_size changed"), TEXTBOOK).conv1.kernel_size in (4, 6)
    assert network_after(waiting("pool1_kind is not max", "conv1_stride = 2"), TEXTBOOK).pool1.kind != "max"
    assert network_after(waiting("drawn"), TEXTBOOK) == TEXTBOOK


KEYS = ("conv1_stride", "conv1_padding", "pool1_stride", "conv2_padding", "conv2_kernel_size", "pool2_kind")


@pytest.mark.parametrize("seed", range(40))
def test_it_finds_a_network_whenever_there_is_one(seed: int) -> None:
    rng = random.Random(seed)
    start = TEXTBOOK.changed(conv1_stride=3, pool1_stride=4, conv2_kernel_size=rng.choice([2, 5, 7]))
    keys = rng.sample(KEYS, 2)
    texts = []
    for key in keys:
        value = rng.choice(CHOICES[key]) if key in CHOICES else rng.randint(*LIMITS[key])
        texts.append(f"{key} {rng.choice(['=', 'is not'] if key in CHOICES else ['=', '>=', '<=', 'is not'])} {value}")
    step = waiting(*texts)
    every = product(*(CHOICES[key] if key in CHOICES else range(LIMITS[key][0], LIMITS[key][1] + 1) for key in keys))
    possible = [start.changed(**dict(zip(keys, values, strict=True))) for values in every]
    possible = [spec for spec in possible if is_buildable(spec) and fulfilled(spec, start, step)]
    if possible:
        assert network_after(step, start) in possible
    else:
        with pytest.raises(ValueError):
            network_after(step, start)


def test_steps_are_followed_one_after_the_other() -> None:
    texts = [{"set": "textbook", "wait": "conv1_stride = 2"}, {"wait": "conv1_padding = 0"}, {"set": "textbook"}]
    steps = [Step("", "explore", "", assignments=STEP_KEYS["set"].read(text["set"]) if "set" in text else (),  # type: ignore[arg-type]
                  conditions=STEP_KEYS["wait"].read(text["wait"]) if "wait" in text else ()) for text in texts]  # type: ignore[arg-type]  # fmt: skip
    second = TEXTBOOK.changed(conv1_stride=2)
    third = second.changed(conv1_padding=0)
    assert list(networks([(step, {}) for step in steps], "a.md")) == [
        (TEXTBOOK, second), (second, third), (TEXTBOOK, TEXTBOOK),
    ]  # fmt: skip


def test_what_is_there_already_counts_only_if_the_network_is_known() -> None:
    step = waiting("conv1_stride = 1")
    assert len(list(networks([(step, {})], "a.md"))) == 1  # the learner's own network may have another stride
    begin = Step("", "explore", "", assignments=STEP_KEYS["set"].read("textbook"))  # type: ignore[arg-type]
    with pytest.raises(LessonError, match=r"line 7: .*when it begins"):
        list(networks([(begin, {}), (step, {"wait": 7})], "a.md"))


def test_the_textbook_network_can_be_waited_for() -> None:
    other = TEXTBOOK.changed(conv1_stride=2, hidden_units=64)
    assert network_after(waiting("textbook", "conv1_stride = 1"), other) == TEXTBOOK
    with pytest.raises(ValueError, match="does not fulfil “conv1_stride = 2”"):
        network_after(waiting("textbook", "conv1_stride = 2"), other)
    begin = Step("", "explore", "", assignments=STEP_KEYS["set"].read("textbook"))  # type: ignore[arg-type]
    with pytest.raises(LessonError, match=r"line 7: .*when it begins"):
        list(networks([(begin, {}), (waiting("textbook"), {"wait": 7})], "a.md"))


def test_many_possible_values_do_not_take_long() -> None:
    keys = ("conv2_out_channels", "conv1_out_channels", "hidden_units", "conv1_kernel_size", "conv2_kernel_size")
    step = waiting(*(f"{key} >= 1" if key != "hidden_units" else f"{key} >= 16" for key in keys))
    assert network_after(step, TEXTBOOK) == TEXTBOOK


def test_what_does_not_belong_together() -> None:
    lines = {"mark": 3, "set": 4, "wait": 5}
    with pytest.raises(LessonError, match=r"line 3: .*Explore has no “wire”"):
        check_step(waiting(marks=("wire",)), lines, "a.md")
    with pytest.raises(LessonError, match=r"line 9: .*waits for nothing"):
        check_step(waiting(after="It means that.", line=9), lines, "a.md")
    with pytest.raises(LessonError, match=r"line 5: .*no “ask”"):
        check_step(Step("", "explore", "", conditions=(Condition("answered"),)), lines, "a.md")
    check_step(waiting("drawn", after="It means that.", marks=("canvas", "conv1", "conv1_stride")), lines, "a.md")
