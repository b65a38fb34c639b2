"""A network as one file for the browser."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import torch
from safetensors.torch import load

from cnn.network.spec import LAYER_NAMES, TEXTBOOK, NetworkSpec
from cnn.weights.load import untrained
from cnn.weights.package import is_whole, layers_for_engine, network_package


def test_a_package_has_all_weights_and_all_layers() -> None:
    model = untrained(TEXTBOOK.changed(pool2_kind="none", hidden_units=16))
    package = network_package(model)
    found = load(package)
    assert all(torch.equal(found[name], value) for name, value in model.state_dict().items())
    length = int.from_bytes(package[:8], "little")
    metadata = json.loads(package[8 : 8 + length])["__metadata__"]
    layers = json.loads(metadata["layers"])
    assert "elsewhere" not in metadata
    assert NetworkSpec.from_query(dict(parse_qsl(metadata["spec"]))) == model.spec
    assert layers == json.loads(json.dumps(layers_for_engine(model.spec)))


def test_fc1_of_a_large_network_is_left_out_and_that_is_said() -> None:
    model = untrained(TEXTBOOK.changed(pool1_kind="none", pool2_kind="none"))
    package = network_package(model)
    assert not is_whole(model.spec) and is_whole(TEXTBOOK)
    assert load(package).keys() == {name for name in model.state_dict() if not name.startswith("fc1")}
    length = int.from_bytes(package[:8], "little")
    assert json.loads(package[8 : 8 + length])["__metadata__"]["elsewhere"] == "fc1"


def test_the_engine_is_told_of_every_layer_what_it_does() -> None:
    layers = {layer["name"]: layer for layer in layers_for_engine(TEXTBOOK.changed(pool1_kind="avg"))}
    assert list(layers) == list(LAYER_NAMES)
    assert (layers["pool1"]["mode"], layers["pool2"]["mode"], layers["conv1"]["mode"]) == ("avg", "max", "")
    assert (layers["conv1"]["kernel_size"], layers["conv1"]["padding"], layers["fc1"]["input_shape"]) == (5, 2, (1568,))
