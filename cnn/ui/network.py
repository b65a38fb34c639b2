"""The learner's digit through the learner's network: models and passes, kept where they are needed again."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch

from cnn.shapes import layer_shapes
from cnn.spec import CLASSES, LAYER_NAMES, NetworkSpec
from cnn.trace import Trace, trace_forward
from cnn.ui.state import Session
from cnn.weights import LoadedModel, load_model


@lru_cache(maxsize=64)
def model_for(spec: NetworkSpec) -> LoadedModel:
    """`load_model`, kept for all sessions: the models are only read."""
    return load_model(spec)


def current(now: Session) -> LoadedModel:
    """The network on the page: with the learner's own weights where there are some for these settings."""
    if now.own is not None and now.own.model.spec == now.spec:
        return now.own
    return model_for(now.spec)


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
