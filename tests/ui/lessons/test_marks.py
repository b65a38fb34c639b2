"""What a step outlines: every mark of every lesson has a selector on its page."""

from __future__ import annotations

from cnn.lessons.library import SHIPPED, lessons
from cnn.ui.lessons.marks import selector


def test_every_mark_of_the_shipped_lessons_is_a_place_on_its_page() -> None:
    count = 0
    for lesson in lessons([SHIPPED]).lessons:
        for step in lesson.steps:
            for mark in step.marks:
                count += 1
                assert selector(mark, step.page).startswith((".st-key-", ".figure-names")), mark
    assert count > 60


def test_layers_are_columns_on_explore_and_blocks_of_settings_elsewhere() -> None:
    assert selector("conv2", "explore") == '.figure-names button[data-layer="conv2"]::after'
    assert selector("fc1", "shapes") == ".st-key-block_hidden"
    assert selector("softmax", "microscope") == ""
    assert selector("answer", "explore") == ".st-key-prediction"
