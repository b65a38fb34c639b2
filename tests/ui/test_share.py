"""The link that is shown opens what was on the page, and the saved page has it in it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import PreparedDigit, ink_of, prepare_steps
from cnn.explain.lesion import Lesion
from cnn.explain.perturb import Change
from cnn.lessons.progress import LessonProgress
from cnn.link.drawing import SHORT, drawing_from_text
from cnn.link.link import read_link
from cnn.network.spec import TEXTBOOK
from cnn.ui import drawing, share
from cnn.ui.board import Canvas
from cnn.ui.experiments import Experiments
from cnn.ui.parts import Course, Explained, Microscope, Teaching
from cnn.ui.session import Session
from cnn.weights.load import LoadedModel, untrained
from tests.apps import opened, press, run

OTHER = TEXTBOOK.changed(conv1_kernel_size=3, conv2_out_channels=8)


def digit(number: int) -> PreparedDigit:
    return prepare_steps(ink_of(example_drawing(number)))


def full_session() -> Session:
    start = Session().asked_for(OTHER)
    return start.with_parts(
        Canvas().drawn(digit(4)),
        Microscope(cell=("pool1", 2, 3, 4)),
        replace(start.page, scope="network", batch=7),
        Course(progress=LessonProgress("pooling", 3)),
        Teaching(("answer",), ("settings",)),
        Explained(target=4, patch=6, stride=5, in_space=True, layer="fc1", channel=7),
        Experiments.of_link("blur~turn_-30", "centre.normal", "conv2_1-3.9~noise_0.25", "fc1"),
    )


def test_a_link_of_a_session_makes_the_same_session() -> None:
    before = full_session()
    link = share.link_of(before, "Filters")
    read, damaged = read_link(dict(parse_qsl(link.to_text())))
    after = Session.from_query(dict(parse_qsl(link.to_text())))
    assert read == link and not damaged and after.page.view == "Filters"
    assert before.canvas.image is not None and after.canvas.image is not None
    assert np.abs(after.canvas.image - before.canvas.image).max() <= 0.5 / 255 + 1e-6
    assert after.network.spec == OTHER and after.microscope.cell == before.microscope.cell
    assert (after.page.scope, after.page.batch) == ("network", 7)
    assert (after.explained.target, after.explained.against) == (4, None)
    assert (after.explained.layer, after.explained.channel) == ("fc1", 7)
    assert (after.explained.patch, after.explained.stride, after.explained.in_space) == (6, 5, True)
    assert after.kept_link == before.kept_link
    assert (after.experiments.kind, after.experiments.change) == ("blur", Change(turn=-30))
    assert after.experiments.lesion == before.experiments.lesion != Lesion() and after.experiments.layer == "fc1"
    assert share.link_of(after, "Filters") == link  # shared again, it is the same


def test_an_impossible_setting_is_shared_as_it_is_shown() -> None:
    impossible = TEXTBOOK.changed(pool1_kernel_size=4, pool1_stride=4, conv2_kernel_size=7, conv2_padding=0)
    after = Session.from_query(share.link_of(Session().asked_for(impossible)).to_query())
    assert after.network.wanted == impossible and after.network.problem is not None


def test_a_session_without_anything_has_a_link_without_anything() -> None:
    assert share.link_of(Session()).to_query() == {}


def test_after_an_upload_the_canvas_of_the_link_shows_what_the_board_shows() -> None:
    photo = prepare_steps(ink_of(np.pad(example_drawing(3), ((100, 500), (300, 20)))))
    shown = np.roll(example_drawing(3), 12, axis=0)
    link = share.link_of(Session().with_parts(Canvas().filled(drawing.as_objects(shown), photo)))
    found = drawing_from_text(link.drawing)
    assert found is not None and np.abs(found.image - photo.image).max() <= 0.5 / 255 + 1e-6
    rows = np.flatnonzero(found.ink.any(axis=1))
    wanted = np.flatnonzero(shown.any(axis=1))
    assert abs(rows[0] - wanted[0] / 2) <= 2 and abs(rows[-1] - wanted[-1] / 2) <= 2


def test_a_drawing_without_room_is_left_out() -> None:
    assert len(share.link_of(full_session(), most=SHORT).drawing) <= SHORT
    assert share.link_of(full_session(), most=10).drawing == ""


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("http://h:1/", "explore"), ("http://h/microscope", "microscope"), ("https://h/base/shapes/", "shapes"),
        ("http://h/base", "explore"), ("", "explore"),
    ],
)  # fmt: skip
def test_the_page_is_known_by_its_address(url: str, page: str) -> None:
    assert share.page_name(url) == page


def test_the_learner_is_told_what_a_link_cannot_do() -> None:
    own = Session()
    own = own.with_parts(replace(own.network, own=LoadedModel(untrained(TEXTBOOK), "yours")))
    assert len(share.warnings(own, "http://school.example/")) == 1
    assert "not in the link" in share.warnings(own, "http://school.example/")[0]
    assert "this computer only" in share.warnings(Session(), "http://localhost:8501/")[0]
    assert share.warnings(Session(), "http://192.168.1.20:8501/") == []


def test_the_saved_page_has_digit_settings_shapes_and_layers() -> None:
    text = share.saved(full_session().with_parts(Teaching()), "http://school.example/?quiz=seed:9").decode()
    for part in ("kernel_size=3", "All layers", "The shapes", 'class="prediction"', "quiz=seed:9"):
        assert part in text
    assert text.count('class="plot"') == 2 and "Measuring" not in text


def test_without_a_digit_the_saved_page_says_so() -> None:
    text = share.saved(Session(), "").decode()
    assert "There is no digit yet." in text and text.count('class="plot"') == 1


def test_nothing_is_made_while_share_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("not asked for")

    for name in ("address", "saved", "qr_picture"):
        monkeypatch.setattr(share, name, fail)
    press(opened(), "example3")


def test_open_it_shows_the_link_and_on_demand_the_code() -> None:
    at = press(opened(), "example3")
    at.session_state[share.OPEN] = True
    run(at)
    link = at.code[0].value
    drawn = drawing_from_text(dict(parse_qsl(urlsplit(link).query))["draw"])
    assert drawn is not None and np.abs(drawn.image - digit(3).image).max() <= 0.5 / 255 + 1e-6
    assert not any('class="qr"' in one.proto.body for one in at.get("html"))
    at.toggle("share_qr").set_value(True)
    run(at)
    assert any('class="qr"' in one.proto.body for one in at.get("html"))


def test_what_a_teacher_hides_is_not_in_the_file_either() -> None:
    assert "All layers" not in share.saved(full_session(), "http://school.example/").decode()
