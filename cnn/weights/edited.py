"""Weights that were changed by hand: a kernel replaced, a filter switched off.

Every function returns a new network; the one it is given stays as it is.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch

from cnn.network.kernels import Place, conv_of
from cnn.network.model import SimpleCNN
from cnn.weights.load import LoadedModel


@dataclass(frozen=True, eq=False)
class EditedModel(LoadedModel):
    """A network changed by hand; `origin` is "edited", or that of `base` while nothing differs from it.

    base: the network before the first change.
    place, table: the kernel that the learner is typing into, and what stood in it when the table was opened: the table
        keeps the cells that were typed since, so what it starts from must not change under it.
    version: goes up when the table has to be opened anew.
    refused: the sentence about what was typed last, if it was no number.
    """

    base: LoadedModel | None = None
    place: Place | None = None
    table: np.ndarray | None = None
    version: int = 0
    refused: str = ""


def with_kernel(loaded: LoadedModel, place: Place, kernel: np.ndarray) -> EditedModel:
    """`loaded` with one kernel replaced."""
    model = deepcopy(loaded.model)
    with torch.no_grad():
        conv_of(model, place.layer).weight[place.filter, place.channel] = torch.from_numpy(kernel.astype(np.float32))
    return _edited(loaded, model)


def without_filter(loaded: LoadedModel, place: Place) -> EditedModel:
    """`loaded` with one filter switched off: all its kernels and its bias are zero, and so is its map."""
    model = deepcopy(loaded.model)
    conv = conv_of(model, place.layer)
    with torch.no_grad():
        conv.weight[place.filter] = 0
        if conv.bias is not None:
            conv.bias[place.filter] = 0
    return _edited(loaded, model)


def with_filter_restored(loaded: LoadedModel, place: Place) -> EditedModel:
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
    return loaded.base if isinstance(loaded, EditedModel) and loaded.base is not None else loaded


def _edited(before: LoadedModel, model: SimpleCNN) -> EditedModel:
    base = base_of(before)
    pairs = zip(model.parameters(), base.model.parameters(), strict=True)
    same = all(torch.equal(mine, first) for mine, first in pairs)
    version = before.version if isinstance(before, EditedModel) else 0
    origin, accuracy = (base.origin, base.accuracy) if same else ("edited", None)
    return EditedModel(model.eval(), origin, accuracy, base=base, version=version + 1)
