"""The learner's digit through the learner's network: models and passes, kept where they are needed again."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from functools import lru_cache
from threading import Lock

import numpy as np
import torch

from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import CLASSES, LAYER_NAMES, NetworkSpec
from cnn.network.trace import Trace, trace_forward
from cnn.ui import state
from cnn.ui.session import Session
from cnn.weights.load import LoadedModel, load_model

MOST_NUMBERS = 20_000_000
"""Parameters of all models that are kept, 80 MB, beside the one used last: the largest network has 13 million."""

_kept: OrderedDict[NetworkSpec, LoadedModel] = OrderedDict()
_lock = Lock()


def model_for(spec: NetworkSpec) -> LoadedModel:
    """`load_model`, kept for all sessions: the models are only read. Those not used for longest make room."""
    with _lock:
        if spec in _kept:
            _kept.move_to_end(spec)
            return _kept[spec]
    loaded = load_model(spec)
    with _lock:
        _kept[spec] = loaded
        while sum(totals(layer_shapes(one))[0] for one in _kept) > MOST_NUMBERS and len(_kept) > 1:
            _kept.popitem(last=False)
    return loaded


def current(now: Session) -> LoadedModel:
    """The network on the page: with the learner's own weights where there are some for these settings, or the network
    in training that the page was opened for."""
    if now.microscope.borrowed is not None:
        return now.microscope.borrowed.loaded
    return now.network.own_here or model_for(now.network.spec)


def take(loaded: LoadedModel) -> None:
    """Make a network the learner's own, and its settings those of every page."""
    spec = loaded.model.spec
    if spec != state.session().network.spec:
        state.ask_for(spec)
    _set_own(loaded)


def _set_own(loaded: LoadedModel) -> None:
    state.update(replace(state.session().network, own=loaded))


def change(loaded: LoadedModel) -> None:
    """Put a network in the place of the one on the page. A borrowed one stays borrowed: the learner's own is left
    alone."""
    microscope = state.session().microscope
    if microscope.borrowed is None:
        _set_own(loaded)
    else:
        state.update(replace(microscope, borrowed=replace(microscope.borrowed, loaded=loaded)))


def trace_of(loaded: LoadedModel, image: np.ndarray) -> Trace:
    """The forward pass of a (28, 28) picture."""
    return trace_forward(loaded.model, torch.from_numpy(image).unsqueeze(0))


@lru_cache(maxsize=16)
def blank_trace(spec: NetworkSpec) -> Trace:
    """Zeros in every shape: what stands in the figure before there is a digit."""
    shapes = {layer.name: layer.output_shape for layer in layer_shapes(spec)}
    return Trace(spec, {name: np.zeros(shapes[name], np.float32) for name in LAYER_NAMES[:-1]} | _no_answer())


def _no_answer() -> dict[str, np.ndarray]:
    return {"softmax": np.zeros(CLASSES, np.float32)}
