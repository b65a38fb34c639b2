"""The network A of Compare, as a part of the session. Uses no Streamlit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.weights.load import LoadedModel

Weights = Literal["app", "own", "random"]
"""Those of the app, which all settings share; the learner's own; PyTorch's initial ones from a fixed seed."""

MOST_PUT_AWAY = 3
"""Own weights that wait to be brought back."""


@dataclass(frozen=True, eq=False)
class Pinned:
    """What A is.

    own: the learner's own weights as they were when A was pinned, if `weights` is "own". put_away: the learner's own
    weights that Compare took from A and B, until they are brought back; the latest first, at most `MOST_PUT_AWAY`.
    """

    spec: NetworkSpec = TEXTBOOK
    weights: Weights = "app"
    own: LoadedModel | None = None
    put_away: tuple[LoadedModel, ...] = ()
