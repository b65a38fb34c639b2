"""The learner's network and its forward passes, with a cache of models."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from functools import lru_cache
from threading import Lock

import numpy as np
import torch

from cnn.network.shapes import LayerShape, layer_shapes, totals
from cnn.network.spec import CLASSES, LAYER_NAMES, TEXTBOOK, NetworkSpec
from cnn.network.trace import Trace, trace_forward
from cnn.ui import state
from cnn.ui.session import Session
from cnn.weights.edited import base_of
from cnn.weights.load import LoadedModel, load_model, load_shared, untrained

MOST_NUMBERS = 20_000_000
"""Parameters of all cached models together, 80 MB; the one used last is always kept (the largest has 13 million)."""

_LOADS = {
    "best": load_model,
    "shared": load_shared,
    "random": lambda spec: LoadedModel(untrained(spec), "untrained"),
}

_kept: OrderedDict[tuple[NetworkSpec, str], LoadedModel] = OrderedDict()
"""By settings, and by names of `_LOADS`."""
_lock = Lock()


def model_for(spec: NetworkSpec) -> LoadedModel:
    """`load_model` with a cache for all sessions, as models are never changed; the least recently used are dropped."""
    return _cached(spec, "best")


def shared_for(spec: NetworkSpec) -> LoadedModel:
    """`load_shared` from the same cache."""
    return _cached(spec, "shared" if spec == TEXTBOOK else "best")


def random_for(spec: NetworkSpec) -> LoadedModel:
    """The network with PyTorch's initial weights, always the same ones, from the same cache."""
    return _cached(spec, "random")


def _cached(spec: NetworkSpec, weights: str) -> LoadedModel:
    key = spec, weights
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    loaded = _LOADS[weights](spec)
    with _lock:
        _kept[key] = loaded
        while sum(totals(layer_shapes(one))[0] for one, _ in _kept) > MOST_NUMBERS and len(_kept) > 1:
            _kept.popitem(last=False)
    return loaded


def current(now: Session) -> LoadedModel:
    """The network on the page: the borrowed one if there is one, else the learner's own weights if there are some for
    these settings, else those of the app."""
    if now.microscope.borrowed is not None:
        return now.microscope.borrowed.loaded
    return now.network.own_here or model_for(now.network.spec)


def take(loaded: LoadedModel) -> None:
    """Make a network the learner's own, and use its settings on every page."""
    spec = loaded.model.spec
    if spec != state.session().network.spec:
        state.ask_for(spec)
    _set_own(loaded)


def _set_own(loaded: LoadedModel) -> None:
    state.update(replace(state.session().network, own=loaded))


def change(loaded: LoadedModel) -> None:
    """Replace the network on the page. If it is a borrowed one, the learner's own network stays as it is."""
    microscope = state.session().microscope
    if microscope.borrowed is None:
        _set_own(loaded)
    else:
        state.update(replace(microscope, borrowed=replace(microscope.borrowed, loaded=loaded)))


def undo_edits() -> None:
    """Callback: the network on the page has its kernels from before the first change by hand."""
    base = base_of(current(state.session()))
    if state.session().microscope.borrowed is None and base.is_shipped:
        state.drop_own_weights()
    else:
        change(base)


def trace_of(loaded: LoadedModel, image: np.ndarray) -> Trace:
    """The forward pass of a (28, 28) picture."""
    return trace_forward(loaded.model, torch.from_numpy(image).unsqueeze(0))


def words_of(layers: tuple[LayerShape, ...]) -> str:
    """The figure of all layers in a sentence."""
    shapes = ", ".join(f"{layer.name} {'×'.join(map(str, layer.output_shape))}" for layer in layers)
    return f"The output of every layer of the network, left to right: {shapes}."


@lru_cache(maxsize=16)
def blank_trace(spec: NetworkSpec) -> Trace:
    """Zeros in every shape: what the figure shows before there is a digit."""
    shapes = {layer.name: layer.output_shape for layer in layer_shapes(spec)}
    return Trace(spec, {name: np.zeros(shapes[name], np.float32) for name in LAYER_NAMES[:-1]} | _no_answer())


def _no_answer() -> dict[str, np.ndarray]:
    return {"softmax": np.zeros(CLASSES, np.float32)}
