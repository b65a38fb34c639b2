"""The tour: what it says of itself, and what its card asks for."""

from __future__ import annotations

from cnn.lessons.library import SHIPPED, lessons
from cnn.lessons.situation import Situation, missing
from cnn.network.spec import TEXTBOOK


def test_the_tour_counts_its_steps_and_says_what_it_waits_for() -> None:
    tour = lessons([SHIPPED]).lessons[0]
    assert len(tour.steps) == 6 and "in six steps" in tour.intro
    back = next(step for step in tour.steps if "**Textbook network**" in step.text)
    assert missing(back, Situation(spec=TEXTBOOK.changed(conv1_stride=2)), Situation()) == "Press “Textbook network”."
