"""Lessons as text: a small one, lessons drawn at random, and a lesson written as its file would be."""

from __future__ import annotations

import random

from cnn.lessons.check import check_step, networks
from cnn.lessons.keys import assignment, condition
from cnn.lessons.lesson import Assignment, Condition, Lesson, LessonError, Step
from cnn.lessons.places import PAGES, PLACES, VIEWS, pages_of
from cnn.network.spec import LAYER_NAMES, SETTINGS

SMALL = """# A lesson
minutes: 4
misconceptions: 1, 4

What it is about.

## First
set: textbook
mark: conv1_stride
wait: conv1_stride = 2

Set it.

---

It is set.

## Second

Read this.
"""

_SETS = (
    "textbook",
    "clear",
    "digit = 3",
    "scope = map",
    "conv1_stride = 2",
    "conv2_out_channels = 8",
    "pool1_kind = avg",
    "conv1_padding = 1",
    "hidden_units = 64",
    "cell = conv1 0 3 10",
    "cell = fc1 5",
    "cell = softmax 9",
)
_WAITS = (
    "conv1_stride = 2",
    "conv1_kernel_size >= 2",
    "pool2_kind is not max",
    "hidden_units <= 100",
    "textbook",
    "drawn",
    "empty",
    "conv2_padding changed",
    "answer = 4",
    "answer is not 0",
    "answer changed",
    "confidence >= 90",
    "confidence <= 50",
    "cell pool1",
    "cell changed",
    "page shapes",
    "view = parameters and work",
    "scope = layer",
    "refused",
    "training started",
    "training finished",
)
_TEXTS = (
    "Do this.",
    "Two lines\nof **words**.",
    "A list:\n\n- one: 1\n- two",
    "```python\n# no title\n---\n## none\n```",
    "<b>HTML</b> and `code`: × − ⌊⌋",
    "Ünïcödé ✓",
)


def written(lesson: Lesson) -> str:
    """A lesson as its file holds it."""
    head = [f"# {lesson.title}", f"minutes: {lesson.minutes}"]
    if lesson.misconceptions:
        head.append(f"misconceptions: {', '.join(map(str, lesson.misconceptions))}")
    return "\n".join([*head, "", lesson.intro, "", *(_step(step) for step in lesson.steps)])


def _step(step: Step) -> str:
    waits = [str(one) for one in step.conditions if one != Condition("answered")]
    keys = {
        "page": step.page,
        "set": ", ".join(map(str, step.assignments)),
        "keep": "yes" if step.keep else "",
        "mark": ", ".join(step.marks),
        "wait": " and ".join(waits),
        "ask": step.ask,
    }
    lines = [f"## {step.title}", *(f"{key}: {value}" for key, value in keys.items() if value), "", step.text, ""]
    return "\n".join([*lines, *(["---", "", step.after, ""] if step.after else [])])


def drawn_lesson(rng: random.Random) -> Lesson:
    """A lesson that can be done, from a seed."""
    while True:
        steps = tuple(_drawn_step(rng, number) for number in range(rng.randint(1, 6)))
        try:
            for step in steps:
                check_step(step, {"mark": 1, "set": 1, "wait": 1}, "drawn.md")
            for _ in networks(((step, {}) for step in steps), "drawn.md"):
                pass
        except LessonError:
            continue
        misconceptions = tuple(sorted(rng.sample(range(1, 15), rng.randint(0, 3))))
        return Lesson("drawn", "A title: with × signs", rng.randint(1, 60), misconceptions, rng.choice(_TEXTS), steps)


def _drawn_step(rng: random.Random, number: int) -> Step:
    page = rng.choice([*PAGES])
    assignments: list[Assignment] = [assignment(text) for text in rng.sample(_SETS, rng.randint(0, 3))]
    if VIEWS[page] and rng.random() < 0.5:
        assignments.append(Assignment("view", rng.choice(VIEWS[page])))
    conditions = tuple(condition(text) for text in rng.sample(_WAITS, rng.randint(0, 3)))
    ask = rng.choice(["", "", "new_shape"])
    if ask:
        conditions = (*conditions, Condition("answered"))
    places = [place for place in (*PLACES, *LAYER_NAMES, *SETTINGS) if page in pages_of(place)]
    return Step(
        f"Step {number}", page, rng.choice(_TEXTS), rng.choice(_TEXTS) if conditions and rng.random() < 0.7 else "",
        tuple(assignments), rng.random() < 0.2, tuple(rng.sample(places, rng.randint(0, 3))), conditions, ask,
    )  # fmt: skip
