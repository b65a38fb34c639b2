"""The methods of "Which pixels": their names and words, and what they find, kept for all sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from cnn.explain import attribution
from cnn.explain.attribution import Asked, Integrated
from cnn.explain.kept import Kept
from cnn.explain.progress import Progress
from cnn.ui.reasons.about import Answered

Sizes = tuple[int, int]
"""Patch and stride of occlusion."""

MOST_KEPT = 600
"""Results of all sessions together: at most 4 MB."""

_maps: Kept[np.ndarray] = Kept(MOST_KEPT)
_integrals: Kept[Integrated] = Kept(MOST_KEPT // 2)


@dataclass(frozen=True)
class Method:
    """name: over the picture. unit: what one value is. says, hides: what the picture says, and what it does not;
    {digit} stands for the class and {patch} for the side of the patch. source: who described it."""

    key: str
    name: str
    unit: str
    says: str
    hides: str
    source: str


METHODS = (
    Method(
        "gradient", "Gradient", "slope",
        "What a little more ink on a pixel would do to the logit of {digit}: orange raises it, blue lowers it.",
        "It does not say what the ink that is there has done; pixels without ink have a slope too.",
        "Simonyan et al. 2013, “Deep Inside Convolutional Networks”",
    ),
    Method(
        "integrated", "Integrated gradients", "part of the logit",
        "What each pixel’s ink has added to the logit of {digit}, on the way from an empty, black picture to yours.",
        "It does not say where ink is missing: a pixel without ink always gets 0.",
        "Sundararajan et al. 2017, “Axiomatic Attribution for Deep Networks”",
    ),
    Method(
        "occlusion", "Occlusion", "fall of the logit",
        "How far the logit of {digit} falls when a black patch of {patch}×{patch} covers the place. Blue: it rises.",
        "It does not tell missing ink from a strange picture: a digit with a hole is nothing the network has learned.",
        "Zeiler and Fergus 2014, “Visualizing and Understanding Convolutional Networks”",
    ),
    Method(
        "conv1", "Grad-CAM, conv1", "weighted sum of the maps",
        "The maps of conv1, each times its mean slope for {digit}, added up and stretched to 28×28.",
        "It does not weigh places: a map has one weight, but fc1 weighs each of its cells differently.",
        "Selvaraju et al. 2017, “Grad-CAM”, who leave out what is below zero; here it is blue",
    ),
    Method(
        "conv2", "Grad-CAM, conv2", "weighted sum of the maps",
        "The same with the maps of conv2, which have more behind them and are nearer to the answer.",
        "It does not overrule occlusion: where they disagree, the one weight for a whole map is to blame.",
        "Selvaraju et al. 2017",
    ),
)  # fmt: skip


def values_of(method: Method, now: Answered, asked: Asked, sizes: Sizes, progress: Progress) -> np.ndarray:
    """float32 (28, 28): what a method finds; computed where it is not kept."""
    if method.key == "integrated":
        return integral_of(now, asked, progress).values
    model, image = now.loaded.model, now.image
    makers: dict[str, Callable[[], np.ndarray]] = {
        "gradient": partial(attribution.gradient, model, image, asked),
        "occlusion": partial(attribution.occlusion, model, image, asked, sizes, progress),
    }
    make = makers.get(method.key, partial(attribution.grad_cam, model, image, asked, method.key))
    question = method.key, image.tobytes(), asked, sizes if method.key == "occlusion" else None
    return _maps.of(model, question, make)


def integral_of(now: Answered, asked: Asked, progress: Progress) -> Integrated:
    """Integrated gradients, with what they should add up to."""
    make = partial(attribution.integrated_gradients, now.loaded.model, now.image, asked, progress)
    return _integrals.of(now.loaded.model, (now.image.tobytes(), asked), make)
