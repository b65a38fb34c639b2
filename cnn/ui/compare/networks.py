"""The two networks of Compare: A, which is pinned, and B, the session's own; and how both are chosen.

Both have the weights that all settings share, unless the learner's own or random ones are asked for. The textbook
network's own trained weights are of another scale: beside them, what a setting changes could not be seen.
"""

from __future__ import annotations

from dataclasses import replace

from cnn.explain.ready_pairs import READY_PAIRS, ReadyPair
from cnn.ui import models, state
from cnn.ui.pinned import MOST_PUT_AWAY, Pinned, Weights
from cnn.ui.session import Session
from cnn.weights.load import LoadedModel


def pinned_network(now: Session) -> LoadedModel:
    """Network A with its weights."""
    pinned = now.pinned
    if pinned.own is not None:
        return pinned.own
    return models.random_for(pinned.spec) if pinned.weights == "random" else models.shared_for(pinned.spec)


def changing_network(now: Session) -> LoadedModel:
    """Network B: the session's settings, and the learner's own weights if there are some for them."""
    return now.network.own_here or models.shared_for(now.network.spec)


def pin() -> None:
    """Callback: A is what B is now."""
    now = state.session()
    state.update(_as_pinned(now))
    _put_away(now)


def swap() -> None:
    """Callback: A is what B was, and B what A was."""
    now = state.session()
    state.update(_as_pinned(now))
    _set_network(now.pinned)
    _put_away(now)


def take_pair(name: str) -> None:
    """Callback: A and B are those of a ready pair; name: a key of `READY_PAIRS`."""
    pair, now = READY_PAIRS[name], state.session()
    state.update(replace(now.pinned, spec=pair.one, weights=_weights_of(pair), own=None))
    _set_network(Pinned(pair.other))
    _put_away(now)


def bring_back(number: int = 0) -> None:
    """Callback: B has own weights of the learner's again that were put away; number: which of them, 0 the latest."""
    now = state.session()
    if number < len(now.pinned.put_away):
        models.take(now.pinned.put_away[number])
        _put_away(now)


def shown_pair(now: Session) -> str:
    """The key of the ready pair that A and B are, or ""."""
    if now.network.own_here is not None or now.pinned.weights == "own":
        return ""
    both = now.pinned.spec, now.pinned.weights, now.network.spec
    return next((key for key, one in READY_PAIRS.items() if (one.one, _weights_of(one), one.other) == both), "")


def _weights_of(pair: ReadyPair) -> Weights:
    return "random" if pair.is_one_random else "app"


def _as_pinned(now: Session) -> Pinned:
    """What B is now, as A."""
    spec, own = now.network.spec, now.network.own_here
    if own is None:
        return replace(now.pinned, spec=spec, weights="app", own=None)
    if own is models.random_for(spec):
        return replace(now.pinned, spec=spec, weights="random", own=None)
    return replace(now.pinned, spec=spec, weights="own", own=own)


def _set_network(wanted: Pinned) -> None:
    """Make a network with its weights B."""
    state.ask_for(wanted.spec)
    if wanted.weights == "random":
        own: LoadedModel | None = models.random_for(wanted.spec)
    else:
        own = wanted.own
    network = state.session().network
    if own is None and network.own_here is None:
        return  # weights for other settings stay
    state.update(replace(network, own=own))


def _put_away(before: Session) -> None:
    """To be called after every change of A and B: own weights that neither has any more are put away."""
    now = state.session()
    used = now.network.own, now.pinned.own
    left = tuple(one for one in before.own_weights if not any(one is other for other in used))
    state.update(replace(now.pinned, put_away=left[:MOST_PUT_AWAY]))
