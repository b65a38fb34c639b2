"""Shared weights: one weight-sharing network from which trained weights for any setting are cut.

Kernels are stored at 7×7 and brought to the size asked for by learned matrices (Once-for-All, Cai et al., ICLR 2020);
channels and hidden units are prefixes (Slimmable Neural Networks, Yu et al., ICLR 2019); a small network of the
settings (HyperNetworks, Ha et al., ICLR 2017) mixes several stored banks of weights for each channel (as in CondConv,
Yang et al., NeurIPS 2019) and sets the biases. What is cut out is a plain SimpleCNN.

`offline.train_supernet` trains it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes
from cnn.network.spec import CLASSES, LIMITS, NetworkSpec
from cnn.paths import ASSETS
from cnn.shipped import reading
from cnn.weights.supernet_rules import GRID, JUMPS, describe, resized_kernel, sampling_matrix

SUPERNET_WEIGHTS: Path = ASSETS / "supernet.safetensors"

MAX_CONV1, MAX_CONV2, MAX_HIDDEN = (
    LIMITS[key][1] for key in ("conv1_out_channels", "conv2_out_channels", "hidden_units")
)
MAX_KERNEL = LIMITS["conv2_kernel_size"][1]
TAPS = MAX_KERNEL**2

SMALL_BANKS = {1: 4, 2: 4, 3: 2, 4: 1}
"""Maps of 1×1 to 4×4 have weights of their own in fc1, added to the resampled ones: how many banks for each size."""

CONV_BANKS, FC1_BANKS, FC2_BANKS = 8, 2, 4
_WIDTH = 256

CODES: dict[str, tuple[int, ...]] = {
    "conv1_mix": (MAX_CONV1, CONV_BANKS),
    "conv1_bias": (MAX_CONV1,),
    "conv2_mix": (MAX_CONV2, CONV_BANKS),
    "conv2_gain": (MAX_CONV1,),
    "conv2_bias": (MAX_CONV2,),
    "fc1_mix": (MAX_HIDDEN, FC1_BANKS),
    "small_mix": (MAX_HIDDEN, max(SMALL_BANKS.values())),
    "fc1_gain": (MAX_CONV2,),
    "fc1_bias": (MAX_HIDDEN,),
    "fc2_mix": (CLASSES, FC2_BANKS),
    "fc2_gain": (MAX_HIDDEN,),
    "fc2_bias": (CLASSES,),
}
"""What the settings decide, by name and shape: shares of the banks, gains of input channels, biases."""

Code = dict[str, Tensor]
Take = Callable[[nn.Parameter, Any], Tensor]
"""How a part of a stored tensor is taken: by indexing, or so that training can collect its gradient."""


class Layers(NamedTuple):
    """Weights of one SimpleCNN. sampling: None, or the matrix (n, GRID) that brings maps of n×n to the grid on which
    fc1_weight then is (training only: for large maps that is less work than resampling the weights)."""

    conv1_weight: Tensor
    conv1_bias: Tensor
    conv2_weight: Tensor
    conv2_bias: Tensor
    fc1_weight: Tensor
    fc1_bias: Tensor
    fc2_weight: Tensor
    fc2_bias: Tensor
    sampling: Tensor | None = None

    def state_dict(self) -> dict[str, Tensor]:
        """Under the names of SimpleCNN's parameters, contiguous."""
        return {
            name.replace("_", "."): tensor.contiguous() for name, tensor in zip(self._fields[:8], self[:8], strict=True)
        }


def _whole(parameter: nn.Parameter, index: Any) -> Tensor:
    return parameter[index]


class SharedWeights(nn.Module):
    """Everything that is stored, about 3.8 million numbers, and the rules by which it becomes one network's weights."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Parameter(torch.randn(MAX_CONV1, CONV_BANKS, TAPS))
        self.conv2 = nn.Parameter(torch.randn(MAX_CONV2, CONV_BANKS, MAX_CONV1 * TAPS))
        self.fc1 = nn.Parameter(torch.randn(MAX_HIDDEN, FC1_BANKS, MAX_CONV2 * GRID**2))
        self.fc2 = nn.Parameter(torch.randn(CLASSES, FC2_BANKS, MAX_HIDDEN))
        self.small = nn.ParameterDict(
            {str(n): nn.Parameter(torch.randn(MAX_HIDDEN, banks, MAX_CONV2 * n**2)) for n, banks in SMALL_BANKS.items()}
        )
        sizes = range(1, MAX_KERNEL + 1)
        self.conv1_crop = nn.ParameterDict({str(k): nn.Parameter(resized_kernel(k)) for k in sizes})
        self.conv2_crop = nn.ParameterDict(
            {str(k): nn.Parameter(torch.stack([resized_kernel(k, jump) for jump in JUMPS])) for k in sizes}
        )
        described = len(describe(NetworkSpec()))
        self.body = nn.Sequential(nn.Linear(described, _WIDTH), nn.SiLU(), nn.Linear(_WIDTH, _WIDTH), nn.SiLU())
        self.heads = nn.ModuleDict({name: _head(name, shape) for name, shape in CODES.items()})

    def codes(self, specs: list[NetworkSpec]) -> Code:
        """What the settings decide, for several networks at once: each tensor is (len(specs), *CODES[name])."""
        settings = torch.tensor([describe(spec) for spec in specs], device=self.fc2.device)
        hidden = self.body(settings)
        return {name: self.heads[name](hidden).view(len(specs), *shape) for name, shape in CODES.items()}

    def layers(self, spec: NetworkSpec, code: Code, take: Take = _whole, training: bool = False) -> Layers:
        """The weights for `spec`. code: one network's part of `codes`."""
        conv1, conv2 = self._convolutions(spec, code, take)
        fc1, sampling = self._fc1(spec, code, take, training)
        hidden = spec.hidden_units
        fc2 = _mixed(code["fc2_mix"], take(self.fc2, (..., slice(hidden)))) * code["fc2_gain"][:hidden]
        return Layers(
            conv1,
            code["conv1_bias"][: spec.conv1.out_channels],
            conv2,
            code["conv2_bias"][: spec.conv2.out_channels],
            fc1,
            code["fc1_bias"][:hidden],
            fc2 / math.sqrt(hidden),
            code["fc2_bias"],
            sampling,
        )

    def _convolutions(self, spec: NetworkSpec, code: Code, take: Take) -> tuple[Tensor, Tensor]:
        """Weights of conv1 (C1, 1, k, k) and conv2 (C2, C1, k, k), scaled by their fan-in (He et al., ICCV 2015)."""
        c1, k1 = spec.conv1.out_channels, spec.conv1.kernel_size
        conv1 = _mixed(code["conv1_mix"][:c1] * (math.sqrt(2) / k1), take(self.conv1, slice(c1)))  # (C1, 49)
        conv1 = conv1 @ take(self.conv1_crop[str(k1)], ...)
        c2, k2 = spec.conv2.out_channels, spec.conv2.kernel_size
        mix = code["conv2_mix"][:c2] * math.sqrt(2 / (c1 * k2**2))
        conv2 = _mixed(mix, take(self.conv2, (slice(c2), slice(None), slice(c1 * TAPS))))
        crop = take(self.conv2_crop[str(k2)], JUMPS.index(layer_shapes(spec).pool1.jump))  # (49, k·k)
        conv2 = (conv2.view(-1, TAPS) @ crop).view(c2, c1, k2**2) * code["conv2_gain"][:c1, None]
        return conv1.view(c1, 1, k1, k1), conv2.view(c2, c1, k2, k2)

    def _fc1(self, spec: NetworkSpec, code: Code, take: Take, training: bool) -> tuple[Tensor, Tensor | None]:
        """fc1's weights (hidden, C2·n·n), or those on the grid and the matrix that brings the maps to it."""
        hidden, channels, size = spec.hidden_units, *layer_shapes(spec).pool2.output_shape[:2]
        stored = take(self.fc1, (slice(hidden), slice(None), slice(channels * GRID**2)))
        weight = _mixed(code["fc1_mix"][:hidden] * math.sqrt(2 / (channels * GRID**2)), stored)
        sampling = sampling_matrix(spec).to(weight.device)  # (n, GRID)
        on_grid = training and size > GRID
        if on_grid:
            weight = weight.view(hidden, channels, GRID**2)
        elif size > GRID:
            weight = (sampling @ weight.view(-1, GRID, GRID) @ sampling.T).view(hidden, channels, size**2)
        else:  # one product with a small matrix is quicker than many
            weight = (weight.view(-1, GRID**2) @ torch.kron(sampling, sampling).T).view(hidden, channels, size**2)
        if size in SMALL_BANKS:
            stored = take(self.small[str(size)], (slice(hidden), slice(None), slice(channels * size**2)))
            mix = code["small_mix"][:hidden, : SMALL_BANKS[size]] * math.sqrt(2 / (channels * size**2))
            weight = weight + _mixed(mix, stored).view_as(weight)
        weight = (weight * code["fc1_gain"][:channels, None]).flatten(1)
        return weight, sampling if on_grid else None

    @torch.no_grad()
    def cut(self, spec: NetworkSpec) -> SimpleCNN:
        """A plain SimpleCNN with weights of its own, in eval mode. Raises SpecError if it cannot be built."""
        with torch.device("meta"):  # no time is spent on initial weights
            model = SimpleCNN(spec)
        code = {name: values[0] for name, values in self.codes([spec]).items()}
        model.load_state_dict(self.layers(spec, code).state_dict(), assign=True)
        return model.eval()


def _mixed(mix: Tensor, banks: Tensor) -> Tensor:
    """For each channel its own mixture of the banks: (C, K), (C, K, M) -> (C, M)."""
    return torch.bmm(mix[:, None], banks)[:, 0]


def _head(name: str, shape: tuple[int, ...]) -> nn.Linear:
    """At the start a mixture is the first bank and a little of the others, gains are 1, biases 0."""
    head = nn.Linear(_WIDTH, math.prod(shape))
    nn.init.normal_(head.weight, std=0.3 / math.sqrt(_WIDTH))
    start = torch.zeros(shape)
    if name.endswith("mix"):
        start[:, 0] = 0.5 if name == "small_mix" else 1.0
    elif name.endswith("gain"):
        start.fill_(1.0)
    head.bias.data.copy_(start.flatten())
    return head


def save_supernet(stored: dict[str, Tensor], path: Path = SUPERNET_WEIGHTS) -> None:
    """Write the state_dict of `SharedWeights` as float16."""
    save_file({name: tensor.half().cpu().contiguous() for name, tensor in stored.items()}, path)


def stored_weights(path: Path) -> dict[str, Tensor]:
    """What `save_supernet` wrote, as float32."""
    return {name: tensor.float() for name, tensor in load_file(path).items()}


@lru_cache(maxsize=1)
def load_supernet(path: Path = SUPERNET_WEIGHTS) -> SharedWeights:
    """The trained shared weights, read once. Raises ShippedFileError if they cannot be read."""
    with reading(path):
        stored = stored_weights(path)
        with torch.random.fork_rng(devices=[]):  # on the device "meta" its rules would load PyTorch's compiler, 1 s
            network = SharedWeights()
        network.load_state_dict(stored, assign=True)
    return network.requires_grad_(False)


def cut(spec: NetworkSpec) -> SimpleCNN:
    """Trained weights for any setting, as a plain SimpleCNN in eval mode: a fresh one on each call.

    Raises SpecError if it cannot be built, ShippedFileError if the shared weights cannot be read.
    """
    return load_supernet().cut(spec)
