"""docs/LESSONS.md says what the code reads: its example, and every row of its tables."""

from __future__ import annotations

import re

from cnn.lessons.keys import ASSIGNMENTS, CONDITIONS, LESSON_KEYS, MISCONCEPTIONS, STEP_KEYS
from cnn.lessons.lesson import Condition
from cnn.lessons.places import PAGES, PLACES, VIEWS
from cnn.lessons.read import MOST_BYTES, MOST_STEPS, lesson_of
from cnn.network.spec import CHOICES, LAYER_NAMES, LIMITS, SETTINGS
from cnn.paths import ROOT

TEXT = (ROOT / "docs" / "LESSONS.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[str]:
    """The rows of the table below a heading."""
    part = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [line for line in part.split("\n") if line.startswith("| `")]


def test_the_example_is_a_lesson() -> None:
    found = re.search(r"```markdown\n(.*?)```", TEXT, re.DOTALL)
    assert found
    lesson = lesson_of(found[1].encode(), "01-example.md")
    assert lesson.title == "How a stride works" and lesson.question == "shape_rounded"
    assert lesson.steps[1].conditions == (Condition("conv1_stride", "=", 2),) and lesson.steps[1].after


def test_the_tables_of_keys() -> None:
    for heading, table in (("Below the title of the lesson", LESSON_KEYS), ("Below the title of a step", STEP_KEYS)):
        assert rows(heading) == [f"| `{key.example}` | {key.meaning} |" for key in table.values()]


def test_the_tables_of_set_and_wait() -> None:
    for heading, table in (
        ("What `set` can hold, separated by commas", ASSIGNMENTS),
        ("What `wait` can hold, joined by “and”", CONDITIONS),
    ):
        assert rows(heading) == [f"| `{form.example}` | {form.meaning} |" for form in table.values()]


def test_the_table_of_places() -> None:
    assert rows("What `mark` can hold, separated by commas") == [
        f"| `{name}` | {place.meaning} | {', '.join(place.pages)} |" for name, place in PLACES.items()
    ]


def test_settings_layers_and_views() -> None:
    settings = (
        f"`{key}` {'–'.join(map(str, LIMITS[key])) if key in LIMITS else '/'.join(CHOICES[key])}" for key in SETTINGS
    )
    assert f"Settings: {', '.join(settings)}." in TEXT
    assert f"Layers: {', '.join(LAYER_NAMES)}." in TEXT
    for page, views in VIEWS.items():
        assert f"- {PAGES[page]} (`{page}`): {', '.join(views) or 'no views'}\n" in TEXT


def test_limits_and_misconceptions() -> None:
    assert f"at most {MOST_BYTES // 1000} kB, with at most {MOST_STEPS} steps" in TEXT
    listed = TEXT.partition("## The misconceptions, by number\n")[2].replace("\n", " ")
    assert [int(number) for number in re.findall(r"(\d+)\. “", listed)] == list(MISCONCEPTIONS)
