"""A network as one binary file for the engine in the browser: safetensors, with the layers as metadata."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from safetensors.torch import save

from cnn.network.model import SimpleCNN
from cnn.network.shapes import LayerShape, layer_shapes, totals
from cnn.network.spec import NetworkSpec

MOST_PARAMETERS = 1_000_000
"""Of a network that is sent whole: 4 MB. Of a larger one, fc1 stays behind, which has nearly all of them."""

_TOLD = ("name", "kind", "input_shape", "output_shape", "kernel_size", "stride", "padding")


def layers_for_engine(spec: NetworkSpec) -> list[dict[str, Any]]:
    """All layers of a network with what the engine needs to know of each; raises SpecError if it cannot be built."""
    return [_told(layer, spec) for layer in layer_shapes(spec)]


def _told(layer: LayerShape, spec: NetworkSpec) -> dict[str, Any]:
    mode = {"pool1": spec.pool1.kind, "pool2": spec.pool2.kind}.get(layer.name, "")
    return {name: getattr(layer, name) for name in _TOLD} | {"mode": mode}


def is_whole(spec: NetworkSpec) -> bool:
    """Whether the package of a network has all of its weights."""
    return totals(layer_shapes(spec))[0] <= MOST_PARAMETERS


def network_package(model: SimpleCNN) -> bytes:
    """The weights of a network, float32 by the names of its state_dict, and as metadata its layers (a list in JSON) and
    its settings (a query); where fc1 was left out, also `elsewhere`: see assets/frontend/engine/package.js."""
    metadata = {"layers": json.dumps(layers_for_engine(model.spec)), "spec": urlencode(model.spec.to_query())}
    tensors = {name: value.contiguous() for name, value in model.state_dict().items()}
    if not is_whole(model.spec):
        tensors = {name: value for name, value in tensors.items() if not name.startswith("fc1.")}
        metadata["elsewhere"] = "fc1"
    return save(tensors, metadata)
