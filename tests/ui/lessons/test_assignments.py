"""A link to a step, and a reload, bring what the lesson has set by then, where nothing else does."""

from __future__ import annotations

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import ink_of, prepare_steps
from cnn.link.drawing import drawing_to_text
from cnn.link.link import Link
from cnn.network.spec import TEXTBOOK
from cnn.ui import models
from cnn.ui.session import Session
from tests import apps
from tests.apps import session_of

KERNEL = "one-kernel-one-map"
STRIDE = "stride-padding-and-the-floor"


def _prediction(now: Session) -> int:
    assert now.canvas.image is not None
    return models.trace_of(models.current(now), now.canvas.image).prediction


def test_a_link_that_names_only_a_step_opens_what_its_lesson_has_set_by_then() -> None:
    at = apps.opened("pages/microscope.py", **Link(lesson=KERNEL, step=1).to_query())
    now = session_of(at)
    assert at.session_state["microscope_view"] == "The cell" and now.microscope.cell == ("conv1", 7, 9, 11)
    assert _prediction(now) == 7
    at = apps.opened("pages/microscope.py", **Link(lesson=KERNEL, step=4).to_query())
    assert at.session_state["microscope_view"] == "A kernel of your own"
    at = apps.opened("pages/explore.py", **Link(lesson=STRIDE, step=2).to_query())
    assert session_of(at).network.wanted.conv1.padding == 0 and "conv1_padding" in at.query_params
    assert at.slider(key="conv1_padding").value == 0


def test_what_a_link_to_a_step_carries_is_not_replaced() -> None:
    drawing = drawing_to_text(prepare_steps(ink_of(example_drawing(3))))
    link = Link(
        settings=TEXTBOOK.changed(hidden_units=64), drawing=drawing, view="Sliding kernel", cell=("conv2", 1, 2, 3),
        lesson=KERNEL, step=1,
    )  # fmt: skip
    at = apps.opened("pages/microscope.py", **link.to_query())
    now = session_of(at)
    assert at.session_state["microscope_view"] == "Sliding kernel" and now.microscope.cell == ("conv2", 1, 2, 3)
    assert now.network.wanted.hidden_units == 64 and not now.canvas.is_as_begun
    assert _prediction(now) == 3


def test_words_about_a_damaged_link_stay_beside_its_lesson() -> None:
    at = apps.opened("pages/microscope.py", **Link(lesson=KERNEL, step=1).to_query() | {"hidden_units": "many"})
    assert "could not be read: the settings" in session_of(at).page.notice
