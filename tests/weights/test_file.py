"""Weights as files: what is written is read again; what is damaged or hostile gets one sentence and changes nothing."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load, save
from torch import Tensor, nn

from cnn.digits.sets import load_generated, network_input
from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import TEXTBOOK, ConvSpec, NetworkSpec
from cnn.paths import ROOT
from cnn.weights.file import LARGEST, MOST_BYTES, MOST_MEGABYTES, WeightsError, read_file, read_weights, write_weights
from cnn.weights.load import untrained

OTHER = NetworkSpec(conv1=ConvSpec(4, 3, 1, 1), conv2=ConvSpec(8, 3, 2, 1), hidden_units=16)


class Tutorial(nn.Module):
    """The tutorial's own class, written down once more."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=5, padding=2)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=5, padding=2)
        self.fc1 = nn.Linear(32 * 7 * 7, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = torch.max_pool2d(torch.relu(self.conv2(x)), 2)
        return self.fc2(torch.relu(self.fc1(x.flatten(1))))


def small() -> dict[str, Tensor]:
    return {name: value.clone() for name, value in untrained(OTHER, seed=3).state_dict().items()}


@pytest.mark.parametrize("spec", [TEXTBOOK, OTHER])
def test_what_is_written_is_read_again(spec: NetworkSpec) -> None:
    model = untrained(spec, seed=5)
    again = read_weights(write_weights(model), NetworkSpec(conv1=ConvSpec(1, 1)))
    assert again.spec == spec
    assert not again.training
    for name, value in model.state_dict().items():
        assert torch.equal(again.state_dict()[name], value)


def test_weights_of_the_tutorials_own_class() -> None:
    torch.manual_seed(1)
    own = Tutorial()
    images = torch.rand(5, 1, 28, 28)
    taken = read_weights(save(own.state_dict()), OTHER)
    assert taken.spec == TEXTBOOK
    assert torch.allclose(taken(images), own(images), atol=1e-6)


def test_the_largest_network_comes_back() -> None:
    for changes in ({"conv1_kernel_size": 2}, {"conv2_kernel_size": 7}, {"pool1_kind": "max"}, {"conv2_padding": 2}):
        assert totals(layer_shapes(LARGEST.changed(**changes)))[0] < totals(layer_shapes(LARGEST))[0]
    with torch.device("meta"):
        model = SimpleCNN(LARGEST)
    model.load_state_dict({name: torch.zeros(value.shape) for name, value in model.state_dict().items()}, assign=True)
    content = write_weights(model)
    assert read_weights(content).spec == LARGEST
    assert len(content) <= MOST_BYTES and len(content) / 2**20 <= MOST_MEGABYTES <= len(content) / 2**20 + 2
    with pytest.raises(WeightsError, match="no network here has more than 105 MB"):
        read_weights(content + bytes(70_000))


def test_weights_that_are_too_large_are_refused() -> None:
    with pytest.raises(WeightsError, match="too large"):
        read_weights(save({name: torch.full_like(value, 1e38) for name, value in small().items()}), OTHER)


@pytest.mark.parametrize("prefix", ["module.", "_orig_mod.", "model.", "net.", "module._orig_mod."])
def test_a_prefix_on_all_names_is_taken_off_and_said(prefix: str) -> None:
    found = read_file(save({prefix + name: value for name, value in small().items()}), OTHER)
    assert found.model.spec == OTHER and found.prefix == prefix and f"“{prefix}”" in found.left_out
    assert torch.equal(found.model.fc2.bias, small()["fc2.bias"])


def test_names_that_differ_in_more_than_a_prefix_are_refused() -> None:
    weights = {f"module.{name}": value for name, value in small().items()}
    weights["fc2.bias"] = weights.pop("module.fc2.bias")
    with pytest.raises(WeightsError, match=r"no conv1\.weight"):
        read_weights(save(weights), OTHER)
    assert read_file(save(small()), OTHER).left_out == ""


@given(st.floats(10, 38), st.sampled_from(["conv1.weight", "conv2.weight", "fc1.weight", "fc2.weight", "fc1.bias"]))
def test_weights_that_are_taken_always_answer_in_numbers(exponent: float, name: str) -> None:
    """One layer's weights made huge: refused, or every answer is a number."""
    weights = small()
    weights[name] *= 10**exponent
    try:
        model = read_weights(save(weights), OTHER)
    except WeightsError as refusal:
        assert "too large" in str(refusal) or "infinite" in str(refusal)
        return
    digits = network_input(load_generated(20, seed=4).images)
    assert torch.isfinite(model(digits).softmax(1)).all()


def test_both_upload_limits_agree() -> None:
    config = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert f"\nmaxUploadSize = {MOST_MEGABYTES}\n" in config


def test_half_precision_is_taken() -> None:
    halves = {name: value.half() for name, value in small().items()}
    assert read_weights(save(halves), OTHER).conv1.weight.dtype == torch.float32


def _without(name: str) -> Callable[[dict[str, Tensor]], None]:
    return lambda weights: weights.__delitem__(name)


def _with(name: str, value: Tensor) -> Callable[[dict[str, Tensor]], None]:
    return lambda weights: weights.update({name: value})


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (_without("fc2.bias"), "no fc2.bias"),
        (_with("fc3.bias", torch.zeros(3)), "fc3.bias"),
        (_with("conv1.weight", torch.zeros(4, 1, 5, 5)), r"\[4, 1, 5, 5\]"),
        (_with("fc1.bias", torch.full((16,), torch.nan)), "fc1.bias"),
        (_with("fc1.bias", torch.full((16,), torch.inf)), "infinite"),
        (_with("fc1.bias", torch.full((16,), 1e300, dtype=torch.float64)), "infinite"),
        (_with("fc1.bias", torch.zeros(16, dtype=torch.int64)), "I64"),
    ],
)
def test_wrong_weights_are_refused_in_a_sentence(change: Callable[[dict[str, Tensor]], None], word: str) -> None:
    weights = small()
    change(weights)
    with pytest.raises(WeightsError, match=word) as refusal:
        read_weights(save(weights), OTHER)
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


def _file(header: object, data: bytes = b"", length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 8,
        b"PK\x03\x04 a zip file, as torch.save writes it",
        _file({}, length=2**63),
        _file({}, length=200_000_000),
        _file(b"{" + b" " * 70_000 + b"}"),
        _file({}, length=500),
        _file(b"{not json}"),
        _file(b'{"a":' * 6000 + b"1" + b"}" * 6000),
        _file({"conv1.weight": 3}),
        _file({"conv1.weight": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}, bytes(4)),
        _file({"conv1.weight": {"dtype": "F32", "shape": [1], "data_offsets": [0, 10**15]}}),
        _file({"conv1.weight": {"dtype": "F32", "shape": {}, "data_offsets": [0, 4]}}, bytes(4)),
        _file({"conv1.weight": {"dtype": "F32", "shape": [10**400], "data_offsets": [0, 4]}}, bytes(4)),
        _file({"conv1.weight": {"dtype": ["F32"], "shape": [1], "data_offsets": [0, 4]}}, bytes(4)),
        _file({"\u0000\n" * 900: {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}, bytes(4)),
    ],
)
def test_damaged_and_hostile_files_are_refused(content: bytes) -> None:
    with pytest.raises(WeightsError) as refusal:
        read_weights(content)
    assert len(str(refusal.value)) < 300
    assert str(refusal.value).isprintable()


def test_a_file_of_another_network_is_refused_whatever_settings_it_claims() -> None:
    claimed = {"simplecnn": json.dumps(TEXTBOOK.to_query())}
    with pytest.raises(WeightsError, match="shape"):
        read_weights(save(small(), claimed), OTHER)


@given(st.data())
def test_no_cut_or_changed_byte_gets_through_as_another_error(data: st.DataObject) -> None:
    whole = save(small())
    place = data.draw(st.integers(0, len(whole) - 1) | st.integers(0, 700))
    cut = data.draw(st.booleans())
    changed = (
        whole[:place] if cut else whole[:place] + data.draw(st.binary(min_size=1, max_size=1)) + whole[place + 1 :]
    )
    try:
        weights = read_weights(changed, OTHER).state_dict()
    except WeightsError:
        return
    assert not cut
    assert {name: value.shape for name, value in weights.items()} == {n: v.shape for n, v in small().items()}
    assert all(torch.isfinite(value).all() for value in weights.values())
    assert load(changed).keys() == weights.keys()
