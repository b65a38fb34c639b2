"""Who is A and who is B, after pinning, swapping and taking a pair."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from cnn.explain.ready_pairs import READY_PAIRS
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.ui import models
from cnn.ui.compare.networks import changing_network, pinned_network, shown_pair
from cnn.ui.pinned import Pinned
from cnn.ui.session import Session
from cnn.weights.load import LoadedModel, untrained

OTHER = TEXTBOOK.changed(conv1_stride=2, hidden_units=64)


def after(session: Session, *calls: str) -> Session:
    """The session after callbacks of `networks`."""
    script = "from cnn.ui import state\nfrom cnn.ui.compare import networks\nstate.session()\n"
    at = AppTest.from_string(script + "".join(f"networks.{call}\n" for call in calls), default_timeout=60)
    at.session_state["explorer"] = session
    at.run()
    assert not at.exception
    found: Session = at.session_state["explorer"]
    return found


def own(spec: NetworkSpec, seed: int = 5) -> LoadedModel:
    return LoadedModel(untrained(spec, seed), "yours")


def starts() -> dict[str, Session]:
    """Sessions with different kinds of A and B."""
    new = Session()
    at_other = new.asked_for(OTHER)
    return {
        "textbook": new,
        "settings": at_other,
        "own b": at_other.with_parts(replace(at_other.network, own=own(OTHER))),
        "own a": at_other.with_parts(Pinned(TEXTBOOK, "own", own(TEXTBOOK))),
        "random a": at_other.with_parts(Pinned(TEXTBOOK, "random")),
        "random b": new.with_parts(replace(new.network, own=models.random_for(TEXTBOOK)), Pinned(OTHER)),
        "same settings": new.with_parts(
            replace(new.network, own=own(TEXTBOOK)), Pinned(TEXTBOOK, "own", own(TEXTBOOK, 6))
        ),
    }


@pytest.mark.parametrize("start", starts())
def test_a_swap_exchanges_both_and_two_swaps_change_nothing(start: str) -> None:
    session = starts()[start]
    a, b = pinned_network(session), changing_network(session)
    once = after(session, "swap()")
    assert (pinned_network(once), changing_network(once)) == (b, a)
    assert once.network.spec == a.model.spec == once.network.wanted
    twice = after(once, "swap()")
    assert (pinned_network(twice), changing_network(twice)) == (a, b)
    assert twice.pinned.put_away is session.pinned.put_away
    assert (twice.pinned.spec, twice.pinned.weights) == (session.pinned.spec, session.pinned.weights)


@pytest.mark.parametrize("start", starts())
def test_pinned_is_what_b_is_now_and_stays_so(start: str) -> None:
    session = starts()[start]
    pinned = after(session, "pin()")
    assert pinned_network(pinned) is changing_network(session) is changing_network(pinned)
    assert pinned_network(pinned.asked_for(TEXTBOOK.changed(conv2_stride=2))) is pinned_network(pinned)


@pytest.mark.parametrize("start", starts())
@pytest.mark.parametrize("key", READY_PAIRS)
def test_a_pair_is_the_same_from_everywhere(start: str, key: str) -> None:
    pair, session = READY_PAIRS[key], starts()[start]
    taken = after(session, f"take_pair({key!r})")
    assert shown_pair(taken) == key
    assert pinned_network(taken) is (models.random_for if pair.is_one_random else models.shared_for)(pair.one)
    assert changing_network(taken) is models.shared_for(pair.other)


def test_own_weights_that_a_pair_takes_away_can_be_brought_back() -> None:
    session = starts()["same settings"]
    mine = session.network.own
    taken = after(session, "take_pair('random')")  # its B has the settings of these weights
    assert taken.network.own is None and taken.pinned.put_away is mine
    back = after(taken, "bring_back()")
    assert back.network.own is mine and back.pinned.put_away is None
    kept = after(session, "take_pair('narrow')")  # its B has others: they wait where they are
    assert kept.network.own is mine and kept.network.own_here is None and kept.pinned.put_away is None


def test_both_have_the_weights_that_all_settings_share() -> None:
    assert pinned_network(Session()).origin == changing_network(Session()).origin == "shared"
    assert pinned_network(Session().with_parts(Pinned(OTHER))) is changing_network(Session().asked_for(OTHER))
