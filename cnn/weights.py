"""The right weights for a setting, and where they come from. Trains nothing.

The files in `assets/` are safetensors: reading them runs no code.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open

from cnn.model import SimpleCNN
from cnn.spec import TEXTBOOK, NetworkSpec
from cnn.supernet import SUPERNET_WEIGHTS, cut

ASSETS = Path(__file__).resolve().parent.parent / "assets"
TEXTBOOK_WEIGHTS = ASSETS / "simplecnn.safetensors"


@dataclass(frozen=True)
class LoadedModel:
    """A network ready to use (eval mode) and the origin of its weights.

    origin: "trained" (the textbook network's own weights), "shared" (cut from the weights that all settings share) or
        "untrained" (random, from a fixed seed: the files in assets are missing); the pages also use "yours" (trained
        or uploaded by the learner) and "edited" (changed by hand).
    accuracy: share of MNIST's test digits that it reads, as measured after its training; None where it was not.
    """

    model: SimpleCNN
    origin: str
    accuracy: float | None = None


def load_model(spec: NetworkSpec) -> LoadedModel:
    """The network `spec` describes with the best weights there are for it; a fresh module on each call.

    Raises SpecError if it cannot be built.
    """
    if spec == TEXTBOOK and TEXTBOOK_WEIGHTS.exists():
        return _textbook()
    if SUPERNET_WEIGHTS.exists():
        return LoadedModel(cut(spec), "shared")
    return LoadedModel(untrained(spec), "untrained")


def _textbook() -> LoadedModel:
    model = untrained(TEXTBOOK)
    with safe_open(TEXTBOOK_WEIGHTS, framework="pt") as file:
        model.load_state_dict({name: file.get_tensor(name) for name in model.state_dict()})
        measured = (file.metadata() or {}).get("mnist_test_accuracy")
    return LoadedModel(model, "trained", float(measured) if measured else None)


def untrained(spec: NetworkSpec, seed: int = 0) -> SimpleCNN:
    """The network with PyTorch's initial weights from a seed, in eval mode; the global random state is left alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return SimpleCNN(spec).eval()
