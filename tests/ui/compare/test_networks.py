"""Who is A and who is B, after pinning, swapping and taking a pair."""

from __future__ import annotations

import random
from dataclasses import replace
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from cnn.explain.ready_pairs import READY_PAIRS
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.ui import models, state
from cnn.ui.compare import networks
from cnn.ui.compare.networks import changing_network, pinned_network, shown_pair
from cnn.ui.pinned import MOST_PUT_AWAY, Pinned
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
    assert twice.pinned.put_away == session.pinned.put_away
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
    mine, of_a = session.network.own, session.pinned.own
    taken = after(session, "take_pair('random')")  # its B has the settings of these weights
    assert taken.network.own is None and taken.pinned.put_away == (mine, of_a)
    back = after(taken, "bring_back()")
    assert back.network.own is mine and back.pinned.put_away == (of_a,)
    kept = after(session, "take_pair('narrow')")  # its B has others: they wait where they are
    assert kept.network.own is mine and kept.network.own_here is None and kept.pinned.put_away == (of_a,)


def is_kept(weights: LoadedModel, now: Session) -> bool:
    """Whether the learner can still have these weights: in B, in A, or by a button."""
    places = now.network.own, now.pinned.own, *now.pinned.put_away
    return any(weights is one for one in places)


def changed_at_random(rng: random.Random) -> str:
    """Do one thing that Compare offers, and return its name."""
    at = rng.choice(["pin", "swap", "pair", "back", "settings"])
    if at == "pair":
        networks.take_pair(rng.choice(list(READY_PAIRS)))
    elif at == "back":
        networks.bring_back(rng.randrange(MOST_PUT_AWAY))
    elif at == "settings":
        state.ask_for(rng.choice([TEXTBOOK, OTHER, OTHER.changed(conv1_stride=1)]))
    else:
        {"pin": networks.pin, "swap": networks.swap}[at]()
    return at


@pytest.mark.parametrize("seed", range(60))
def test_own_weights_are_never_lost(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng, new = random.Random(seed), Session()
    mine = [own(rng.choice([TEXTBOOK, OTHER]), number) for number in range(rng.randint(1, MOST_PUT_AWAY))]
    of_b, *others = mine
    a = Pinned(others[0].model.spec, "own", others[0], tuple(others[1:])) if others else Pinned()
    start = new.asked_for(of_b.model.spec).with_parts(a)
    start = start.with_parts(replace(start.network, own=of_b))
    monkeypatch.setattr(state, "st", SimpleNamespace(session_state={"explorer": start}))
    done = []
    for _ in range(40):
        done.append(changed_at_random(rng))
        now = state.session()
        assert all(is_kept(one, now) for one in mine), done
        assert len(now.pinned.put_away) == len({id(one) for one in now.pinned.put_away}) <= MOST_PUT_AWAY


def test_the_latest_are_kept_where_there_are_more() -> None:
    start = Session()
    oldest = tuple(own(OTHER, number) for number in range(MOST_PUT_AWAY))
    mine = own(TEXTBOOK)
    taken = after(start.with_parts(replace(start.network, own=mine), Pinned(put_away=oldest)), "take_pair('random')")
    assert taken.pinned.put_away == (mine, *oldest[:-1])
    back = after(taken, "bring_back(2)")
    assert back.network.own is oldest[1] and back.network.spec == OTHER
    assert back.pinned.put_away == (mine, oldest[0])


def test_both_have_the_weights_that_all_settings_share() -> None:
    assert pinned_network(Session()).origin == changing_network(Session()).origin == "shared"
    assert pinned_network(Session().with_parts(Pinned(OTHER))) is changing_network(Session().asked_for(OTHER))
