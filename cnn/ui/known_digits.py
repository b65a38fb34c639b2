"""Whether the picture on the board is like any digit that the network knows, and where it lies among them."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from cnn.explain import known_digits
from cnn.explain.activations import activations_of
from cnn.explain.digit_space import DigitSpace, digit_space
from cnn.explain.known_digits import KnownDigits, known_from_few
from cnn.network.model import SimpleCNN
from cnn.network.trace import Trace
from cnn.training.accuracy_meter import READS_WELL, accuracy_meter, generated_digits
from cnn.weights.load import LoadedModel

_MOST_SPACES = 12
"""Kept for all learners: of up to 4 MB each."""


@dataclass(frozen=True, eq=False)
class Among:
    """The generated digits in the space of a network's fc1. known: what a distance to them means; None where nothing is
    claimed."""

    space: DigitSpace
    known: KnownDigits | None


_spaces: OrderedDict[weakref.ref[SimpleCNN], Among] = OrderedDict()
_lock = Lock()


def known_to(loaded: LoadedModel) -> KnownDigits | None:
    """What is known of a network's digits: shipped for the app's own weights of the textbook network, found out in the
    background for all others, with the measurement of how many digits they read.

    None until then, for random weights, and for a network that reads badly: nothing is claimed of those.
    """
    if loaded.origin == "trained":
        return known_digits.shipped()
    return None if loaded.origin == "untrained" else accuracy_meter().of(loaded).known


def is_unlike(loaded: LoadedModel, trace: Trace) -> bool:
    """Whether the picture is unlike any digit that the network knows; False where nothing is known."""
    known = known_to(loaded)
    return known is not None and known.is_unlike(trace["fc1"])


def is_placed(loaded: LoadedModel) -> bool:
    """Whether `among` has its answer at once."""
    with _lock:
        return weakref.ref(loaded.model) in _spaces


def among(loaded: LoadedModel) -> Among:
    """The generated digits as the network sees them: a second for the textbook network, many for the largest."""
    key = weakref.ref(loaded.model)
    with _lock:
        if key in _spaces:
            _spaces.move_to_end(key)
            return _spaces[key]
    seen = activations_of(loaded.model, generated_digits())
    if loaded.origin == "trained":
        known = known_digits.shipped()
    else:
        says = loaded.origin != "untrained" and seen.accuracy >= READS_WELL
        known = known_from_few(seen.fc1, seen.labels) if says else None
    found = Among(digit_space(seen), known)
    with _lock:
        _spaces[key] = found
        while len(_spaces) > _MOST_SPACES:
            _spaces.popitem(last=False)
    return found
