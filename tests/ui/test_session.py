"""The session's parts and what a learner's steps make of them. Nothing here needs Streamlit."""

from __future__ import annotations

import random
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace

import numpy as np
import pytest

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import Preparation, PreparedDigit, ink_of, prepare_steps
from cnn.explain.lesion import Lesion
from cnn.explain.perturb import Change
from cnn.explain.preparation_worth import Handling
from cnn.lessons.progress import LessonProgress
from cnn.link.drawing import drawing_from_text
from cnn.link.link import Link
from cnn.network.spec import TEXTBOOK
from cnn.ui.board import Canvas
from cnn.ui.parts import BorrowedNetwork, Microscope
from cnn.ui.session import Network, Session, token_of
from cnn.weights.load import LoadedModel, untrained
from tests.link.links import drawings, random_links

IMPOSSIBLE = TEXTBOOK.changed(pool1_kernel_size=4, pool1_stride=4, conv2_kernel_size=7, conv2_padding=0)
OTHER = TEXTBOOK.changed(conv1_kernel_size=3)
OBJECTS = ({"type": "Image"},)


def digit(number: int) -> PreparedDigit:
    return prepare_steps(ink_of(example_drawing(number)))


NOTHING = prepare_steps(np.zeros((280, 280), np.float32))


def test_the_session_has_parts_and_every_part_is_frozen() -> None:
    session = Session()
    parts = [getattr(session, one.name) for one in fields(Session)]
    assert len(parts) < 14 and len({type(part) for part in parts}) == len(parts)  # a part is found by its class
    for part in parts:
        assert is_dataclass(part)
        with pytest.raises(FrozenInstanceError):
            setattr(part, fields(part)[0].name, None)


def test_a_part_is_replaced_and_the_others_are_not_copied() -> None:
    before = Session().with_parts(Canvas().drawn(digit(3)))
    after = before.with_parts(replace(before.canvas, undo=1), replace(before.page, batch=5))
    assert (after.canvas.undo, after.page.batch) == (1, 5) and after.canvas.digit is before.canvas.digit
    for name in ("tab", "network", "training", "uploaded_weights", "microscope"):
        assert getattr(after, name) is getattr(before, name)
    assert before.canvas.undo == 0


def test_a_restarted_canvas_is_the_same_board() -> None:
    session = Session().with_parts(Canvas().drawn(digit(3)))
    again = session.with_parts(session.canvas.restarted(OBJECTS, session.canvas.digit))
    assert again.board == session.board and again.canvas.nonce == session.canvas.nonce + 1
    assert session.with_parts(session.canvas.filled((), None)).board != session.board
    assert token_of(session.board) == session.tab.token != Session().tab.token


def test_the_last_network_stays_while_an_impossible_one_is_asked_for() -> None:
    asked = Network(spec=OTHER, wanted=OTHER).asked_for(IMPOSSIBLE)
    assert asked.spec == OTHER and asked.wanted == IMPOSSIBLE and asked.problem is not None
    after = asked.asked_for(TEXTBOOK)
    assert after.spec == after.wanted == TEXTBOOK and after.problem is None


def test_asking_for_a_network_removes_the_notice() -> None:
    session = Session()
    assert session.with_parts(replace(session.page, notice="words")).asked_for(OTHER).page.notice == ""


def test_own_weights_are_used_for_their_own_settings_only() -> None:
    own = LoadedModel(untrained(OTHER), "yours")
    assert Network(spec=OTHER, own=own).own_here is own
    assert Network(spec=TEXTBOOK, own=own).own_here is None


def test_a_browser_that_lags_behind_changes_one_setting() -> None:
    """It sends back what the widgets showed before the page set them, with the one that the learner moved."""
    network = Network(wanted=OTHER, shown_before={"conv1_kernel_size": 5})
    lagging = {"conv1_kernel_size": 5, "hidden_units": 64, "conv1_stride": None}
    assert network.wanted_by(lagging) == OTHER.changed(hidden_units=64)
    assert network.wanted_by({"conv1_kernel_size": 5}) == TEXTBOOK  # alone, it is what the learner did
    assert network.wanted_by({}) == OTHER


def test_a_session_begins_with_the_settings_of_its_url() -> None:
    assert Session.from_query(OTHER.to_query()).network.spec == OTHER
    refused = Session.from_query({"hidden_units": "many"})
    assert refused.network.spec == TEXTBOOK and "the settings" in refused.page.notice
    assert Session.from_query(IMPOSSIBLE.to_query()).network.problem is not None


def test_a_borrowed_network_is_for_one_page() -> None:
    borrowed = BorrowedNetwork(LoadedModel(untrained(OTHER), "yours"), "run 1")
    there = Session().with_parts(Microscope(next_borrowed=borrowed)).arrived_at("microscope")
    assert there.microscope.borrowed is borrowed and there.microscope.next_borrowed is None and there.page.arrived
    assert there.arrived_at("explore").microscope.borrowed is None


LINK = Link(
    settings=OTHER, drawing=drawings()[1], view="Filters", cell=("conv2", 3, 5, 6), scope="map", batch=16,
    target=4, against=9, channel=("conv2", 13),
    change="turn~right_2.5", prepared="crop.bytes", off="conv1_0-2~bits_4", part_layer="conv2",
    occlusion=(2, 1), in_space=True,
    lesson="stride", step=2, quiz="seed:1234", hidden=("answer", "table"), locked=("settings",),
)  # fmt: skip


def test_every_part_of_a_link_is_in_the_session() -> None:
    session = Session.from_query(LINK.to_query())
    digit = drawing_from_text(LINK.drawing)
    assert digit is not None and session.canvas.image is not None
    assert np.array_equal(session.canvas.image, digit.image) and session.canvas.image.any()
    assert session.network.spec == session.network.wanted == OTHER
    assert (session.page.view, session.page.scope, session.page.batch) == ("Filters", "map", 16)
    assert session.microscope.cell == ("conv2", 3, 5, 6) and session.page.notice == ""
    assert (session.explained.target, session.explained.against) == (4, 9)
    assert (session.explained.layer, session.explained.channel) == ("conv2", 13)
    assert (session.explained.patch, session.explained.stride, session.explained.in_space) == (2, 1, True)
    tried = session.experiments
    assert (tried.kind, tried.change) == ("turn", Change(right=2.5)) and tried.lesion == Lesion((0, 1, 2), bits=4)
    assert tried.layer == "conv2"
    assert tried.handling == Handling(Preparation(crop=False), pixels="bytes")
    teaching = session.teaching
    assert session.course.progress == LessonProgress("stride", 2)
    assert (teaching.hidden, teaching.locked) == (("answer", "table"), ("settings",))
    assert session.kept_link.to_query() == {key: LINK.to_query()[key] for key in ("lesson", "hide", "lock")}


def test_a_drawing_of_a_link_wins_over_what_the_tab_has_kept() -> None:
    session = Session.from_query(LINK.to_query())
    assert not session.canvas.is_untouched and session.board.endswith("-1")
    assert Session.from_query({}).canvas.is_untouched


def test_damaged_links_never_raise_and_say_one_sentence() -> None:
    rng = random.Random(3)
    signs = "abcXYZ0189._:-%&<>é\0 \u202e"
    told = 0
    for link in random_links(2000, seed=5):
        query = link.to_query() or {"draw": "x"}
        for key in rng.sample(list(query), rng.randint(1, len(query))):
            text = list(query[key])
            for _ in range(rng.randint(1, 3)):
                at = rng.randrange(len(text) + 1)
                text[at : at + rng.randint(0, 4)] = rng.choices(signs, k=rng.randint(0, 3))
            query[key] = "".join(text)
        notice = Session.from_query(query).page.notice
        assert notice.count("Part of this link could not be read") == (notice != "")
        assert len(notice) < 400
        told += notice != ""
    assert 1000 < told < 2000


def test_a_session_that_begins_again_keeps_its_tab_and_its_trainings() -> None:
    before = Session.from_query(LINK.to_query())
    after = before.begun_again()
    assert after.canvas.digit is None and after.canvas.earlier == () and after.network.spec == TEXTBOOK
    assert after.kept_link == Session().kept_link and after.microscope.cell is None
    assert after.tab is before.tab and after.training is before.training and after.board != before.board
