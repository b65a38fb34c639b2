"""Weights as a safetensors file: written for a download, and read from an upload that is not trusted.

Reading runs no code from the file; nothing is decoded before header, names, types and shapes are what they should be.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import INPUT_SIZE, LIMITS, SETTINGS, TEXTBOOK, NetworkSpec, SpecError

LARGEST = TEXTBOOK.changed(
    **{key: high for key, (_, high) in LIMITS.items() if key.endswith(("out_channels", "padding", "units"))},
    conv1_kernel_size=1, pool1_kind="none", conv2_kernel_size=1, pool2_kind="none",
)  # fmt: skip
"""The network with the most weights: 26 million, nearly all in fc1. Larger kernels leave smaller maps."""

MOST_BYTES = 4 * totals(layer_shapes(LARGEST))[0] + 64 * 1024
"""Its weights as float32, and the header."""

MOST_MEGABYTES = -(-MOST_BYTES // 2**20)
"""The same as the file picker counts, in 1024² bytes; rounded up."""

_MOST_HEADER = 64 * 1024
_MOST_DIMENSIONS = 8
_FLOATS = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2}
_SETTINGS_KEY = "simplecnn"
_FIRST = "conv1.weight"
"""The first of the eight names."""


class WeightsError(ValueError):
    """A file that is refused; `str(error)` is the sentence shown to the learner."""


def write_weights(model: SimpleCNN) -> bytes:
    """The file; its metadata hold the network's settings, so that it is known again."""
    weights = {name: value.detach().contiguous() for name, value in model.state_dict().items()}
    return save(weights, {_SETTINGS_KEY: json.dumps(model.spec.to_query())})


@dataclass(frozen=True, eq=False)
class FromFile:
    """The network in a file, in eval mode, and what was left out of the file to get it.

    prefix: the one that all eight names had, e.g. "module.", or "". counters: names of single numbers, no weights.
    """

    model: SimpleCNN
    prefix: str = ""
    counters: tuple[str, ...] = ()

    @property
    def left_out(self) -> str:
        """In words what was left out, a sentence each; "" if the names were SimpleCNN's own."""
        said = [f"{_short(self.prefix)} was taken off all names in the file."] if self.prefix else []
        return " ".join([*said, *(f"{_short(name)} was left out: it is no weight." for name in self.counters[:2])])


def read_weights(content: bytes, spec: NetworkSpec = TEXTBOOK) -> SimpleCNN:
    """The network of `read_file` alone."""
    return read_file(content, spec).model


def read_file(content: bytes, spec: NetworkSpec = TEXTBOOK) -> FromFile:
    """The network in a file, and what was left out to get it.

    Its settings are those that the file names, otherwise those of `spec` or of the textbook network, whichever the
    shapes fit. A prefix that all names share, as wrappers of PyTorch add it (DataParallel, torch.compile), is taken
    off, and counters are left out. Raises WeightsError if the file is damaged, has other names or shapes, or numbers
    with which an answer can be none.
    """
    header = _header(content)
    named = _settings_named(header.pop("__metadata__", {}))
    counters = tuple(name for name, entry in header.items() if entry["shape"] == [])
    tensors = {name: entry for name, entry in header.items() if name not in counters}
    _check_types(tensors)
    prefix = _shared_prefix(tensors)
    tensors = {name.removeprefix(prefix): entry for name, entry in tensors.items()}
    candidates = (named,) if named else (spec, TEXTBOOK)
    problems = [_difference(tensors, candidate) for candidate in candidates]
    if all(problems):
        raise WeightsError(problems[0])
    fitting = candidates[problems.index("")]
    try:
        weights = {name: value.float() for name, value in load(content).items() if name not in counters}
    except (SafetensorError, ValueError, RuntimeError) as error:
        raise WeightsError("This file is damaged: its numbers cannot be read.") from error
    weights = {name.removeprefix(prefix): value for name, value in weights.items()}
    for name, value in weights.items():
        if not torch.isfinite(value).all():
            raise WeightsError(f"{name} in this file has values that are not numbers, or infinite: it cannot be used.")
    model = network_with(fitting, weights)
    if not is_always_finite(model):
        raise WeightsError("The weights in this file are too large: the network’s answer would not always be a number.")
    return FromFile(model, prefix, counters)


def is_always_finite(model: SimpleCNN) -> bool:
    """Whether the answer to every picture with pixels from 0 to 1 consists of numbers.

    With all weights made positive and a full picture, every cell is at least as large as any picture can make it, and
    as any part of its sum.
    """
    largest = network_with(model.spec, {name: value.detach().abs() for name, value in model.state_dict().items()})
    with torch.inference_mode():
        return bool(torch.isfinite(largest(torch.ones(1, 1, INPUT_SIZE, INPUT_SIZE))).all())


def network_with(spec: NetworkSpec, weights: dict[str, Tensor]) -> SimpleCNN:
    """The network with these weights, float32 by name, in eval mode; the tensors are taken, not copied."""
    with torch.device("meta"):  # its initial weights would be discarded
        model = SimpleCNN(spec)
    model.load_state_dict(weights, assign=True)
    return model.requires_grad_(False).eval()


def _header(content: bytes) -> dict[str, Any]:
    """The part of the file that names its tensors: eight bytes of length, then JSON (the safetensors format)."""
    if len(content) > MOST_BYTES:
        most = f"{MOST_BYTES / 1e6:,.0f} MB"
        raise WeightsError(f"This file has {len(content) / 1e6:,.0f} MB; no network here has more than {most}.")
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or not content[8:9] == b"{":
        raise WeightsError("This is not a safetensors file. Save the weights with safetensors.torch.save_file.")
    if length > _MOST_HEADER:
        raise WeightsError(f"This file is refused: its header claims {length:,} bytes, a SimpleCNN’s has under 1,000.")
    if length > len(content) - 8:
        raise WeightsError("This file is cut off: even its header is not complete.")
    try:
        header = json.loads(content[8 : 8 + length])
    except (ValueError, RecursionError) as error:
        raise WeightsError("This file is damaged: its header cannot be read.") from error
    end = _end_of_data(header)
    if end > len(content) - 8 - length:
        raise WeightsError(f"This file is cut off: {end - len(content) + 8 + length:,} bytes are missing.")
    return dict(header)


def _end_of_data(header: Any) -> int:
    """Where the last tensor ends, in bytes after the header; WeightsError if an entry is not as the format says."""
    ends = [0]
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        try:
            kind, shape, (start, end) = entry["dtype"], entry["shape"], entry["data_offsets"]
            sizes = (*shape, start, end)
            whole = type(shape) is list and len(shape) <= _MOST_DIMENSIONS and type(kind) is str
            whole &= all(type(size) is int and 0 <= size <= MOST_BYTES for size in sizes)
        except (KeyError, TypeError, ValueError):
            whole = False
        if not whole:
            raise WeightsError("This file is damaged: its header cannot be read.")
        ends.append(end)
    return max(ends)


def _check_types(tensors: dict[str, Any]) -> None:
    """WeightsError if a tensor holds no floating-point numbers."""
    for name, entry in tensors.items():
        if entry["dtype"] not in _FLOATS:
            kind = _short(entry["dtype"])
            raise WeightsError(
                f"{_short(name)} in this file is of the type {kind}; weights are floating-point numbers."
            )


def _shared_prefix(names: Collection[str]) -> str:
    """The prefix of all names, ending with a dot, e.g. "module._orig_mod."; "" if there is none."""
    first = next((name for name in names if name.endswith("." + _FIRST)), _FIRST)
    prefix = first.removesuffix(_FIRST)
    return prefix if all(name.startswith(prefix) for name in names) else ""


def _settings_named(metadata: Any) -> NetworkSpec | None:
    """The settings that a file of `write_weights` holds; None in any other file."""
    try:
        settings = json.loads(metadata[_SETTINGS_KEY])
        return NetworkSpec.from_query({key: str(settings[key]) for key in SETTINGS})
    except (KeyError, TypeError, ValueError, RecursionError, SpecError):
        return None


def _difference(header: dict[str, Any], spec: NetworkSpec) -> str:
    """In one sentence why these tensors are not this network's weights, or ""."""
    try:
        with torch.device("meta"):
            wanted = {name: list(value.shape) for name, value in SimpleCNN(spec).state_dict().items()}
    except SpecError as error:
        return f"The network that this file names cannot be built. {error}"
    missing = [name for name in wanted if name not in header]
    foreign = [name for name in header if name not in wanted]
    if missing:
        found = f"Instead it holds {_listed(foreign)}." if foreign else ""
        lacks = "none of them" if len(missing) == len(wanted) else f"no {' and no '.join(missing[:3])}"
        return f"A SimpleCNN’s weights are called {', '.join(wanted)}; this file has {lacks}. {found}".strip()
    if foreign:
        return f"This file also holds {_listed(foreign)}, which a SimpleCNN does not have. Save the network alone."
    for name, shape in wanted.items():
        if header[name]["shape"] != shape:
            found = str(header[name]["shape"][:6])
            return f"{name} has the shape {found} in this file, but {shape} in the network set here."
    return ""


def _listed(names: list[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(_short(name) for name in names[:3]) + more


def _short(text: object) -> str:
    """`text` as part of a sentence."""
    shown = "".join(character if character.isprintable() else "?" for character in str(text))
    return f"“{shown[:30]}…”" if len(shown) > 30 else f"“{shown}”"
