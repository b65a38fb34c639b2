"""Weights that were changed by hand: a kernel replaced, a filter switched off.

Every function leaves the network that it is given as it is, and returns a new one, or the first one where nothing
differs from it any more.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

import numpy as np
import torch

from cnn.network.kernels import KernelAddress, conv_of
from cnn.network.model import SimpleCNN
from cnn.weights.load import LoadedModel


@dataclass(frozen=True, eq=False)
class EditedModel(LoadedModel):
    """A network changed by hand; `origin` is "edited". base: the network before the first change."""

    base: LoadedModel = field(kw_only=True)


def with_kernel(loaded: LoadedModel, place: KernelAddress, kernel: np.ndarray) -> LoadedModel:
    """`loaded` with one kernel replaced."""
    model = deepcopy(loaded.model)
    with torch.no_grad():
        conv_of(model, place.layer).weight[place.filter, place.channel] = torch.from_numpy(kernel.astype(np.float32))
    return _edited(loaded, model)


def without_filter(loaded: LoadedModel, place: KernelAddress) -> LoadedModel:
    """`loaded` with one filter switched off: all its kernels and its bias are zero, and so is its map."""
    model = deepcopy(loaded.model)
    conv = conv_of(model, place.layer)
    with torch.no_grad():
        conv.weight[place.filter] = 0
        if conv.bias is not None:
            conv.bias[place.filter] = 0
    return _edited(loaded, model)


def with_filter_restored(loaded: LoadedModel, place: KernelAddress) -> LoadedModel:
    """`loaded` with one filter as it was before the first change."""
    model, base = deepcopy(loaded.model), base_of(loaded).model
    with torch.no_grad():
        for mine, first in zip(
            conv_of(model, place.layer).parameters(), conv_of(base, place.layer).parameters(), strict=True
        ):
            mine[place.filter] = first[place.filter]
    return _edited(loaded, model)


def base_of(loaded: LoadedModel) -> LoadedModel:
    """The network before the first change by hand."""
    return loaded.base if isinstance(loaded, EditedModel) else loaded


def _edited(before: LoadedModel, model: SimpleCNN) -> LoadedModel:
    base = base_of(before)
    pairs = zip(model.parameters(), base.model.parameters(), strict=True)
    if all(torch.equal(mine, first) for mine, first in pairs):
        return base
    return EditedModel(model.eval(), "edited", base=base)
