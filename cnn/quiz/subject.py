"""What a question is about: a network and a digit, random ones or the learner's own.

Weights and values are loaded when they are first asked for: questions about shapes need none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from random import Random

import numpy as np
import torch

from cnn.digits.handwriting import generate_digits
from cnn.network.model import SimpleCNN
from cnn.network.shapes import is_buildable
from cnn.network.spec import CHOICES, LIMITS, SETTINGS, TEXTBOOK, NetworkSpec
from cnn.network.trace import Trace, trace_forward
from cnn.weights.load import LoadedModel, load_model

CHANGES = {1: (1, 1), 2: (2, 4), 3: (len(SETTINGS), len(SETTINGS))}
"""Fewest and most settings that are drawn anew, by level."""

DIGITS = 128
"""How many digits there are to draw from."""


class NotPossibleError(Exception):
    """No question of this kind can be made of this subject; another one has to be tried."""


@dataclass(frozen=True, eq=False)
class Subject:
    """spec: the network. drawn: number of a generated digit. own: the learner's network and drawing (28, 28), or None.

    digit: what the drawing shows, None if it is the learner's.
    """

    spec: NetworkSpec
    drawn: int = 0
    own: tuple[SimpleCNN, np.ndarray] | None = None

    @classmethod
    def of(cls, loaded: LoadedModel, image: np.ndarray) -> Subject:
        """The learner's own network and drawing, float32 (28, 28) in [0, 1]."""
        return cls(loaded.model.spec, own=(loaded.model, np.asarray(image, np.float32).reshape(28, 28)))

    @classmethod
    def random(cls, rng: Random, level: int) -> Subject:
        """Level 1: the textbook network with one change; 2: with several; 3: anything that can be built."""
        return cls(random_spec(rng, level), rng.randrange(DIGITS))

    @property
    def digit(self) -> int | None:
        """The digit that was written; unknown for the learner's drawing."""
        return None if self.own else int(_digits()[1][self.drawn])

    @cached_property
    def model(self) -> SimpleCNN:
        """The network with its weights, in eval mode; not to be changed."""
        return self.own[0] if self.own else load_model(self.spec).model

    @cached_property
    def image(self) -> np.ndarray:
        """float32 (28, 28) in [0, 1]."""
        return self.own[1] if self.own else _digits()[0][self.drawn].astype(np.float32) / 255

    @cached_property
    def trace(self) -> Trace:
        """Every layer's output for the digit."""
        return self.trace_of(self.image)

    def trace_of(self, image: np.ndarray) -> Trace:
        """Every layer's output for another picture, float32 (28, 28)."""
        return trace_forward(self.model, torch.from_numpy(np.ascontiguousarray(image, np.float32))[None])

    def with_spec(self, spec: NetworkSpec) -> Subject:
        """The same digit and another network; NotPossibleError for the learner's own network, which stays as it is."""
        if self.own and spec != self.spec:
            raise NotPossibleError
        return self if spec == self.spec else Subject(spec, self.drawn)


@lru_cache(maxsize=1)
def _digits() -> tuple[np.ndarray, np.ndarray]:
    return generate_digits(DIGITS, seed=14)


def random_spec(rng: Random, level: int) -> NetworkSpec:
    """A network that can be built, as far from the textbook's as the level says."""
    while True:
        count = rng.randint(*CHANGES[level])
        spec = TEXTBOOK.changed(**{key: random_value(rng, key) for key in rng.sample(SETTINGS, count)})
        if spec != TEXTBOOK and is_buildable(spec):
            return spec


def random_value(rng: Random, key: str) -> int | str:
    """Any value of a setting that is within its limits."""
    return rng.choice(CHOICES[key]) if key in CHOICES else rng.randint(*LIMITS[key])
