"""Network A as a part of the session, and in a link."""

from __future__ import annotations

import random
from dataclasses import FrozenInstanceError

import pytest

from cnn.link.link import Link
from cnn.network.spec import TEXTBOOK
from cnn.ui.pinned import Pinned
from cnn.ui.session import Session
from tests.apps import IMPOSSIBLE
from tests.strategies import drawn


def test_at_the_start_a_is_the_textbook_network_and_takes_no_room_in_a_link() -> None:
    session = Session()
    assert session.pinned.spec == TEXTBOOK and session.pinned.weights == "app" and session.pinned.own is None
    assert "pin" not in session.kept_link.to_query()
    with pytest.raises(FrozenInstanceError):
        session.pinned.spec = TEXTBOOK  # type: ignore[misc]


@pytest.mark.parametrize("spec", drawn(20))
def test_a_link_brings_it_back(spec: object) -> None:
    for weights in ("app", "random"):
        session = Session().with_parts(Pinned(spec, weights))  # type: ignore[arg-type]
        query = session.kept_link.to_query()
        back = Session.from_query(query)
        assert (back.pinned.spec, back.pinned.weights, back.page.notice) == (spec, weights, "")
        assert back.kept_link.to_query() == query


def test_own_weights_travel_as_nothing() -> None:
    spec = TEXTBOOK.changed(hidden_units=64)
    query = Session().with_parts(Pinned(spec, "own")).kept_link.to_query()
    assert Session.from_query(query).pinned.weights == "app"
    assert Session.from_query(query).pinned.spec == spec


def test_a_damaged_one_is_the_textbook_network_with_one_note() -> None:
    text = Link(pinned=TEXTBOOK.changed(conv1_stride=2), is_pinned_random=True).to_query()["pin"]
    rng = random.Random(2)
    damaged = [
        "x", "random", text + ".random", text.replace("random", "own"), text.replace("max", "min"), "1" * 1400,
        ".".join(IMPOSSIBLE.to_query().values()), text[:-1], "." + text, text.replace("5", "500"), "٣" + text[1:],
    ]  # fmt: skip
    damaged += ["".join(rng.choice(".0129maxrndom ") for _ in range(40)) for _ in range(50)]
    for one in damaged:
        session = Session.from_query({"pin": one})
        assert session.pinned.spec == TEXTBOOK and session.pinned.weights == "app", one
        assert "could not be read: network A" in session.page.notice
    with pytest.raises(ValueError, match="built"):
        Link(pinned=IMPOSSIBLE)


def test_begun_again_it_is_the_textbook_network() -> None:
    session = Session().with_parts(Pinned(TEXTBOOK.changed(conv1_stride=2), "random"))
    assert session.begun_again().pinned.spec == TEXTBOOK
