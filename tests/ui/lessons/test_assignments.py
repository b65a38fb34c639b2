"""A link to a step, and a reload, bring what the lesson has set by then, where nothing else does."""

from __future__ import annotations

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import ink_of, prepare_steps
from cnn.link.drawing import drawing_to_text
from cnn.link.link import Link
from cnn.network.spec import TEXTBOOK
from cnn.ui import models
from cnn.ui.session import Session
from cnn.ui.share import link_of
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


def test_a_link_made_by_share_opens_as_it_was() -> None:
    at = apps.opened(**Link(lesson=STRIDE, step=2).to_query())
    at.slider(key="conv1_padding").set_value(2).run()
    apps.press(at, "clear")
    link = link_of(session_of(at))
    assert link.is_whole and link.settings == TEXTBOOK and not link.drawing
    now = session_of(apps.opened(**link.to_query()))
    assert now.network.wanted == TEXTBOOK and now.canvas.is_emptied and not now.canvas.is_as_begun
    at = apps.opened("pages/microscope.py", **Link(lesson=KERNEL, step=0, is_whole=True).to_query())
    assert at.session_state["microscope_view"] == "The cell"
    assert not link_of(session_of(apps.opened())).is_whole


def test_settings_that_a_link_names_or_a_teacher_has_locked_stay() -> None:
    step = Link(lesson=STRIDE, step=2).to_query()
    assert session_of(apps.opened(**step)).network.wanted.conv1.padding == 0
    assert session_of(apps.opened(**step, conv1_padding="2")).network.wanted == TEXTBOOK
    assert session_of(apps.opened(**step, lock="settings")).network.wanted == TEXTBOOK


def test_a_view_that_an_earlier_step_waits_for_is_shown() -> None:
    at = apps.opened("pages/shapes.py", **Link(lesson="following-the-shapes", step=2).to_query())
    assert at.session_state["shapes_view"] == "line by line"


def test_a_step_that_clears_the_board_leaves_it_empty_and_nothing_said() -> None:
    canvas = session_of(apps.opened(**Link(lesson="what-a-picture-is", step=2).to_query())).canvas
    assert canvas.is_emptied and canvas.is_as_begun and not canvas.told and not canvas.earlier


def test_the_list_of_lessons_takes_up_a_lesson_too() -> None:
    at = apps.opened("pages/lessons.py", **Link(lesson=STRIDE, step=99).to_query())
    progress = session_of(at).course.progress
    assert progress is not None and progress.step == 8
    at = apps.opened("pages/lessons.py", **Link(lesson=STRIDE, step=2).to_query())
    assert session_of(at).network.wanted.conv1.padding == 0 and at.query_params["conv1_padding"] in ("0", ["0"])
    at = apps.opened("pages/lessons.py", lesson="nope:1")
    assert session_of(at).course.progress is None and "not on this server" in session_of(at).page.notice


def test_words_about_a_damaged_link_stay_beside_its_lesson() -> None:
    at = apps.opened("pages/microscope.py", **Link(lesson=KERNEL, step=1).to_query() | {"hidden_units": "many"})
    assert "could not be read: the settings" in session_of(at).page.notice
