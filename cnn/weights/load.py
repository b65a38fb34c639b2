"""The weights for a setting, and where they come from. Trains nothing.

The files in `assets/` are safetensors: reading them runs no code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from safetensors import safe_open

from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.paths import ASSETS
from cnn.shipped import ShippedFileError, reading
from cnn.weights.supernet import cut

TEXTBOOK_WEIGHTS = ASSETS / "simplecnn.safetensors"


@dataclass(frozen=True)
class LoadedModel:
    """A network ready to use (eval mode) and the origin of its weights.

    origin: "trained" (the textbook network's own weights), "shared" (cut from the weights that all settings share) or
        "untrained" (random, from a fixed seed: the files in assets cannot be read); the pages also use "yours" (trained
        or uploaded by the learner) and "edited" (changed by hand).
    accuracy: share of MNIST's test digits that it reads, as measured after its training; None if it was not.
    problem: the sentence about a file of better weights that cannot be read, or "".
    """

    model: SimpleCNN
    origin: str
    accuracy: float | None = None
    problem: str = ""

    @property
    def is_shipped(self) -> bool:
        """Whether its weights come with the app, so that the settings alone say what they are."""
        return self.origin in ("trained", "shared")


def load_model(spec: NetworkSpec) -> LoadedModel:
    """The network `spec` describes with the best weights there are for it; a fresh module on each call.

    Raises SpecError if it cannot be built.
    """
    return _first_of((_textbook, _shared) if spec == TEXTBOOK else (_shared,), spec)


def load_shared(spec: NetworkSpec) -> LoadedModel:
    """As `load_model`, with the weights that all settings share for the textbook network too."""
    return _first_of((_shared,), spec)


def _first_of(loads: tuple[Callable[[NetworkSpec], LoadedModel], ...], spec: NetworkSpec) -> LoadedModel:
    """What the first one loads whose file can be read; random weights where none can."""
    problems: list[str] = []
    for load in loads:
        try:
            return replace(load(spec), problem=" ".join(problems))
        except ShippedFileError as error:
            problems.append(str(error))
    return LoadedModel(untrained(spec), "untrained", problem=" ".join(problems))


def _textbook(spec: NetworkSpec) -> LoadedModel:
    model = untrained(spec)
    with reading(TEXTBOOK_WEIGHTS), safe_open(TEXTBOOK_WEIGHTS, framework="pt") as file:
        model.load_state_dict({name: file.get_tensor(name) for name in model.state_dict()})
        measured = (file.metadata() or {}).get("mnist_test_accuracy")
        return LoadedModel(model, "trained", float(measured) if measured else None)


def _shared(spec: NetworkSpec) -> LoadedModel:
    return LoadedModel(cut(spec), "shared")


def untrained(spec: NetworkSpec, seed: int = 0) -> SimpleCNN:
    """The network with PyTorch's initial weights from a seed, in eval mode; the global random state is left alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return SimpleCNN(spec).eval()
