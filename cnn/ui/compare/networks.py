"""The two networks of Compare: A, which is pinned, and B, the session's own; and how both are chosen.

Both have the weights that all settings share, unless the learner's own or random ones are asked for. The textbook
network's own trained weights are of another scale: beside them, what a setting changes could not be seen.
"""

from __future__ import annotations

from dataclasses import replace

from cnn.explain.ready_pairs import READY_PAIRS, ReadyPair
from cnn.ui import models, state
from cnn.ui.pinned import Pinned, Weights
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


def swap() -> None:
    """Callback: A is what B was, and B what A was."""
    now = state.session()
    state.update(_as_pinned(now))
    _set_network(now.pinned)


def take_pair(name: str) -> None:
    """Callback: A and B are those of a ready pair; name: a key of `READY_PAIRS`."""
    pair = READY_PAIRS[name]
    state.update(replace(state.session().pinned, spec=pair.one, weights=_weights_of(pair), own=None))
    _set_network(Pinned(pair.other))


def bring_back() -> None:
    """Callback: B has the learner's own weights again that were put away."""
    pinned = state.session().pinned
    if pinned.put_away is not None:
        state.update(replace(pinned, put_away=None))
        models.take(pinned.put_away)


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
    """Make a network with its weights B; weights of the learner's that get lost by that are put away."""
    before = state.session().network.own
    state.ask_for(wanted.spec)
    if wanted.weights == "random":
        own: LoadedModel | None = models.random_for(wanted.spec)
    else:
        own = wanted.own
    network = state.session().network
    if own is None and network.own_here is None:
        return  # weights for other settings stay
    state.update(replace(network, own=own))
    pinned = state.session().pinned
    if before is not None and before.origin != "untrained" and before not in (own, pinned.own):
        state.update(replace(pinned, put_away=before))
