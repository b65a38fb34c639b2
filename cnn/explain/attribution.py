"""What each pixel of a picture does for one logit, or for the difference of two: five methods, all by captum.

Explains logits, not probabilities: softmax makes a probability of all ten logits, so a pixel can raise one only because
it lowers another. Draws nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import ceil

import numpy as np
import torch
from captum.attr import IntegratedGradients, LayerAttribution, LayerGradCam, Occlusion, Saliency
from torch import Tensor

from cnn.explain.progress import Progress, quiet
from cnn.network.model import SimpleCNN
from cnn.network.spec import INPUT_SIZE

PATCH, STRIDE = 4, 2
"""Side of the patch that occlusion lays over the picture, and how far it moves, in pixels."""

LAYERS = ("conv1", "conv2")
"""Layers that Grad-CAM can be computed at."""

BATCH = 32
"""Pictures that go through the network at once."""

FIRST_STEPS, MOST_STEPS = 64, 512
"""Steps of integrated gradients: doubled until the parts add up, or the most are reached."""

TOLERANCE = 0.005
"""By how much the parts may miss what they should add up to, as a share of that, or of a tenth of the parts without
their signs where these cancel to less."""

_ROUNDING = 1e-5
"""Falls of the logit below this are rounding: a picture alone and in a batch differ by as much."""


def _tell(progress: Progress, before: int, most: int, count: int) -> None:
    progress((before + count) / most)


@dataclass(frozen=True)
class Asked:
    """What is explained: the logit of `target`, or, with `against`, by how much it is above that of `against`."""

    target: int
    against: int | None = None

    def of(self, logits: Tensor) -> Tensor:
        """(N, 10) -> (N,)"""
        chosen = logits[:, self.target]
        return chosen if self.against is None else chosen - logits[:, self.against]


@dataclass(frozen=True, eq=False)
class Integrated:
    """values: float32 (28, 28). drawn, empty: what is explained, for the drawing and for an empty picture. steps: of
    the integral."""

    values: np.ndarray
    drawn: float
    empty: float
    steps: int

    @property
    def total(self) -> float:
        return float(self.values.sum(dtype=np.float64))

    @property
    def gap(self) -> float:
        """By how much the sum of the values misses `drawn - empty`: an integral of finitely many steps is not exact."""
        return self.total - (self.drawn - self.empty)

    @property
    def adds_up(self) -> bool:
        """Whether the gap is within `TOLERANCE`."""
        most = max(abs(self.drawn - self.empty), float(np.abs(self.values).sum()) / 10)
        return abs(self.gap) <= TOLERANCE * most


def gradient(model: SimpleCNN, image: np.ndarray, asked: Asked) -> np.ndarray:
    """float32 (28, 28): the slope of the logit in each pixel, with its sign (Simonyan et al. 2013, "Deep Inside
    Convolutional Networks", who draw its absolute value). image: float32 (28, 28) in [0, 1], here and below."""
    found = Saliency(_score(model, asked)).attribute(_as_input(image).requires_grad_(), abs=False)
    return _as_map(found)


def integrated_gradients(model: SimpleCNN, image: np.ndarray, asked: Asked, progress: Progress = quiet) -> Integrated:
    """Slope times ink, averaged over the way from an empty (black) picture to this one (Sundararajan et al. 2017,
    "Axiomatic Attribution for Deep Networks"). The values add up to the logit of the picture minus that of the empty
    one, but for what finitely many steps miss."""
    picture, score = _as_input(image), _score(model, asked)
    with torch.no_grad():
        drawn, empty = score(picture).item(), score(torch.zeros_like(picture)).item()
    steps, done, most = FIRST_STEPS, 0, 2 * MOST_STEPS - FIRST_STEPS
    while True:
        counted = _score(model, asked, partial(_tell, progress, done, most))
        values = IntegratedGradients(counted, multiply_by_inputs=True).attribute(
            picture, baselines=0.0, n_steps=steps, internal_batch_size=BATCH
        )
        found = Integrated(_as_map(values), drawn, empty, steps)
        if found.adds_up or steps >= MOST_STEPS:
            return found
        steps, done = 2 * steps, done + steps


def occlusion(
    model: SimpleCNN, image: np.ndarray, asked: Asked, sizes: tuple[int, int] = (PATCH, STRIDE),
    progress: Progress = quiet,
) -> np.ndarray:  # fmt: skip
    """float32 (28, 28): how far the logit falls when a black patch lies over a pixel, the mean over all patches that
    cover it (Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks").

    sizes: side of the patch and stride, in pixels. The last patch of a row may reach beyond the edge.
    """
    patch, stride = sizes
    passes = occlusion_passes(patch, stride)
    score = _score(model, asked, lambda done: progress(done / passes))
    found = Occlusion(score).attribute(
        _as_input(image), sliding_window_shapes=(1, patch, patch), strides=(1, stride, stride), baselines=0.0,
        perturbations_per_eval=BATCH,
    )  # fmt: skip
    falls = _as_map(found)
    return np.where(np.abs(falls) < _ROUNDING, np.float32(0), falls)


def occlusion_passes(patch: int, stride: int) -> int:
    """Forward passes that occlusion needs: one for each place of the patch, and one without it."""
    return (ceil((INPUT_SIZE - patch) / stride) + 1) ** 2 + 1


def grad_cam(model: SimpleCNN, image: np.ndarray, asked: Asked, layer: str) -> np.ndarray:
    """float32 (28, 28): the maps of a layer of `LAYERS`, each times the mean slope of the logit in it, added up and
    stretched to the picture (Selvaraju et al. 2017, "Grad-CAM", who drop what is negative; here it stays)."""
    own = _own_modules(model)
    found = LayerGradCam(_score(own, asked), getattr(own, layer)).attribute(_as_input(image).requires_grad_())
    return _as_map(LayerAttribution.interpolate(found, (INPUT_SIZE, INPUT_SIZE), "bilinear"))


def _own_modules(model: SimpleCNN) -> SimpleCNN:
    """The same network, with the same parameters, in modules of its own: Grad-CAM hangs hooks into them, and another
    thread may use the network at the same time."""
    return copy.deepcopy(model, {id(parameter): parameter for parameter in model.parameters()})


def _score(model: SimpleCNN, asked: Asked, passed: Callable[[int], None] | None = None) -> Callable[[Tensor], Tensor]:
    """The explained number as a function of pictures, (N, 1, 28, 28) -> (N,). passed: called with the number of
    pictures that have gone through so far."""
    count = 0

    def score(pictures: Tensor) -> Tensor:
        nonlocal count
        count += len(pictures)
        if passed is not None:
            passed(count)
        return asked.of(model(pictures))

    return score


def _as_input(image: np.ndarray) -> Tensor:
    """(28, 28) -> (1, 1, 28, 28), a copy."""
    return torch.from_numpy(np.array(image, np.float32))[None, None]


def _as_map(values: Tensor) -> np.ndarray:
    """(1, 1, 28, 28) -> (28, 28)"""
    return values.detach()[0, 0].float().numpy().copy()
