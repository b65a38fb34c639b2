"""Whether the picture on the board is like any digit that the network knows, and where it lies among them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from cnn.explain import known_digits
from cnn.explain.activations import activations_of
from cnn.explain.digit_space import DigitSpace, digit_space
from cnn.explain.kept import Kept
from cnn.explain.known_digits import KnownDigits
from cnn.network.trace import Trace
from cnn.training.accuracy_meter import accuracy_meter, generated_digits, known_from
from cnn.weights.load import LoadedModel

_MOST_SPACES = 12
"""Kept for all learners: of up to 4 MB each."""


@dataclass(frozen=True, eq=False)
class Among:
    """The generated digits in the space of a network's fc1. known: what a distance to them means; None where nothing is
    claimed."""

    space: DigitSpace
    known: KnownDigits | None


_SPACE = "space"

_spaces: Kept[Among] = Kept(_MOST_SPACES)


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
    return _spaces.has(loaded.model, _SPACE)


def among(loaded: LoadedModel) -> Among:
    """The generated digits as the network sees them: a second for the textbook network, many for the largest."""
    return _spaces.of(loaded.model, _SPACE, partial(_placed, loaded))


def _placed(loaded: LoadedModel) -> Among:
    seen = activations_of(loaded.model, generated_digits())
    if loaded.origin == "trained":
        return Among(digit_space(seen), known_digits.shipped())
    return Among(digit_space(seen), None if loaded.origin == "untrained" else known_from(seen))
