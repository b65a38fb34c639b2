"""Trains the shared weights: `python -m cnn.offline.train_supernet [--minutes 65]`; run it again to resume.

Every step draws some settings, trains the network cut for each on a batch of its own, and adds up the gradients: some
settings are close to the textbook's, some from the whole of the limits, more of those that are hard to learn. Half of
the loss is the distance from the textbook network's opinion (Hinton, Vinyals & Dean, "Distilling the Knowledge", 2015).
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from cnn.digits.sets import cache_folder, network_input
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import TEXTBOOK, NetworkSpec, PoolSpec
from cnn.offline.supernet_digits import TaughtDigits, taught_digits
from cnn.offline.supernet_draws import narrow_setting, near_setting, small_map_setting, uniform_setting
from cnn.weights.supernet import SUPERNET_WEIGHTS, Code, Layers, SharedWeights, save_supernet, stored_weights

LEARNING_RATES = {"banks": 0.05, "rules": 0.003}
"""Stored banks have entries of about 1; what is computed from the settings needs smaller steps."""

MIXTURE = {near_setting: 2, small_map_setting: 8, uniform_setting: 4, narrow_setting: 2}
"""How often settings of each kind are drawn: small maps are the hardest to learn, and cheap."""

WARM_UP = 0.01
SOFTNESS = 2.0
TEACHER_SHARE = 0.5
CHECKPOINT_SECONDS = 120.0
_AVERAGE_EVERY = 5
_HEAVY, _LIGHT = 6_000_000, 500_000
"""Multiply-accumulates above which a setting gets half of a batch, and below which a double one."""
_LONGEST_STEP = 5.0
"""Seconds: a step that takes longer was interrupted, and the rest of its time is not counted."""


@dataclass(frozen=True)
class Options:
    """minutes: of training in all, over every start; the learning rate falls to zero at their end. settings: per step.
    batch: digits per setting. rate: factor for the learning rates. start: weights to begin with, else random ones.
    folder: for the digits and the checkpoint. device: cpu or cuda. output: the weights."""

    minutes: float = 65.0
    settings: int = 8
    batch: int = 32
    threads: int = 2
    seed: int = 0
    rate: float = 1.0
    start: Path | None = None
    device: str = "cpu"
    folder: Path = field(default_factory=lambda: cache_folder().parent / "supernet")
    output: Path = SUPERNET_WEIGHTS


class Slices:
    """Takes parts of stored tensors as separate leaves, and adds their gradients to the stored tensors afterwards.

    Autograd alone would fill a tensor of zeros as large as the whole store for every part.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[nn.Parameter, Any, Tensor]] = []

    def __call__(self, parameter: nn.Parameter, index: Any) -> Tensor:
        part = parameter.detach()[index].requires_grad_()
        self.taken.append((parameter, index, part))
        return part

    def collect(self) -> None:
        """Add every part's gradient to its parameter's."""
        for parameter, index, part in self.taken:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            if part.grad is not None:
                parameter.grad[index] += part.grad


def draw_settings(rng: random.Random, count: int) -> list[NetworkSpec]:
    """New settings, by `MIXTURE`; one in five of those near the textbook's is its own, the best of all, as the sandwich
    rule of Yu & Huang (ICCV 2019) has it in every step."""
    kinds = rng.choices(tuple(MIXTURE), tuple(MIXTURE.values()), k=count)
    return [TEXTBOOK if kind is near_setting and rng.random() < 0.2 else kind(rng) for kind in kinds]


def forward(spec: NetworkSpec, layers: Layers, images: Tensor) -> Tensor:
    """What SimpleCNN computes, written for speed: (N, 1, 28, 28) -> logits (N, 10)."""
    weight = layers.conv2_weight.contiguous(memory_format=torch.channels_last)
    x = F.conv2d(images, layers.conv1_weight, layers.conv1_bias, spec.conv1.stride, spec.conv1.padding)
    x = _relu_and_pool(x, spec.pool1)
    x = _relu_and_pool(F.conv2d(x, weight, layers.conv2_bias, spec.conv2.stride, spec.conv2.padding), spec.pool2)
    if layers.sampling is not None:
        x = layers.sampling.T @ x @ layers.sampling  # (N, C2, n, n) -> (N, C2, GRID, GRID)
    x = F.relu(F.linear(x.flatten(1), layers.fc1_weight, layers.fc1_bias))
    return F.linear(x, layers.fc2_weight, layers.fc2_bias)


def _relu_and_pool(x: Tensor, pool: PoolSpec) -> Tensor:
    if pool.kind == "max":  # ReLU and max pooling can be swapped; after pooling there is less to compute
        return F.max_pool2d(x, pool.kernel_size, pool.stride).relu_()
    x = x.relu_()
    return F.avg_pool2d(x, pool.kernel_size, pool.stride) if pool.kind == "avg" else x


def taught_loss(logits: Tensor, labels: Tensor, teacher: Tensor) -> Tensor:
    """Cross-entropy with the labels, half replaced by the divergence from the teacher's softened opinion."""
    opinion = F.log_softmax(teacher / SOFTNESS, dim=1)
    divergence = F.kl_div(F.log_softmax(logits / SOFTNESS, 1), opinion, reduction="batchmean", log_target=True)
    return (1 - TEACHER_SHARE) * F.cross_entropy(logits, labels) + TEACHER_SHARE * SOFTNESS**2 * divergence


class Trainer:
    """Shared weights, optimizer, average and random state; knows how to save and resume them."""

    def __init__(self, options: Options, digits: TaughtDigits) -> None:
        torch.manual_seed(options.seed)
        self.options, self.digits = options, digits
        self.network = SharedWeights()
        if options.start:
            self.network.load_state_dict(stored_weights(options.start))
        self.network.to(options.device)
        self.average = AveragedModel(self.network, multi_avg_fn=get_ema_multi_avg_fn(0.99))
        self.optimizer = torch.optim.AdamW(self._groups(), betas=(0.9, 0.99), weight_decay=0.0, fused=True)
        self.generator = torch.Generator().manual_seed(options.seed)
        self.rng = random.Random(options.seed)
        self.seconds, self.steps = 0.0, 0
        self.previous: list[NetworkSpec] = []
        self.pool = ThreadPoolExecutor(options.threads, initializer=lambda: torch.set_num_threads(1))

    def _groups(self) -> list[dict[str, Any]]:
        banks = [*self.network.small.parameters()]
        banks += [self.network.conv1, self.network.conv2, self.network.fc1, self.network.fc2]
        stored = {id(parameter) for parameter in banks}
        rules = [parameter for parameter in self.network.parameters() if id(parameter) not in stored]
        return [{"params": banks, "peak": LEARNING_RATES["banks"]}, {"params": rules, "peak": LEARNING_RATES["rules"]}]

    @property
    def share(self) -> float:
        """Share of the training time that has passed, 0 to 1."""
        return min(1.0, self.seconds / max(1e-9, 60 * self.options.minutes))

    def step(self) -> list[tuple[NetworkSpec, float]]:
        """Learn from one batch for each of some settings, half of them those of the step before; returns the losses.

        New settings cost more: PyTorch first has to prepare its convolutions for their sizes.
        """
        start = time.monotonic()
        for group in self.optimizer.param_groups:
            rise = min(1.0, self.share / WARM_UP + 0.01)
            group["lr"] = self.options.rate * group["peak"] * rise * 0.5 * (1 + math.cos(math.pi * self.share))
        new = draw_settings(self.rng, self.options.settings // 2)
        specs, self.previous = new + self.previous, new
        codes = self.network.codes(specs)
        own = [{name: values[i].detach().requires_grad_() for name, values in codes.items()} for i in range(len(specs))]
        batches = [self.digits.draw(self._batch(spec), self.generator) for spec in specs]
        run = self.pool.map if self.options.device == "cpu" else map
        results = list(run(self._learn, specs, own, batches))
        self.optimizer.zero_grad()
        for _, slices in results:
            slices.collect()
        gradients = [torch.stack([_gradient(code[name]) for code in own]) for name in codes]
        torch.autograd.backward(list(codes.values()), gradients)
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.steps += 1
        if self.steps % _AVERAGE_EVERY == 0:
            self.average.update_parameters(self.network)
        self.seconds += min(_LONGEST_STEP, time.monotonic() - start)
        return [(spec, loss) for spec, (loss, _) in zip(specs, results, strict=True)]

    def _batch(self, spec: NetworkSpec) -> int:
        work = totals(layer_shapes(spec))[1]
        return int(self.options.batch * (0.5 if work > _HEAVY else 2 if work < _LIGHT else 1))

    def _learn(self, spec: NetworkSpec, code: Code, index: Tensor) -> tuple[float, Slices]:
        """Gradients of one setting's loss, in `code` and in what is returned."""
        device, slices = self.options.device, Slices()
        images = network_input(self.digits.images[index].to(device))
        labels, teacher = self.digits.labels[index].to(device), self.digits.teacher[index].to(device)
        layers = self.network.layers(spec, code, slices, training=True)
        loss = taught_loss(forward(spec, layers, images), labels, teacher)
        (loss / self.options.settings).backward()
        return loss.item(), slices

    def save(self, path: Path) -> None:
        """Write everything that is needed to resume, completely or not at all."""
        state = {f"network.{name}": tensor for name, tensor in self.network.state_dict().items()}
        state |= {f"average.{name}": tensor for name, tensor in self.average.state_dict().items()}
        for i, moments in self.optimizer.state_dict()["state"].items():
            state |= {f"optimizer.{i}.{name}": tensor for name, tensor in moments.items()}
        state["progress"] = torch.tensor([self.seconds, self.steps], dtype=torch.float64)
        save_file({name: tensor.contiguous() for name, tensor in state.items()}, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def resume(self, path: Path) -> None:
        """Resume from what `save` wrote, with new random draws."""
        state = load_file(path, device=self.options.device)
        self.network.load_state_dict(_below("network.", state))
        self.average.load_state_dict(_below("average.", state))
        moments: dict[int, dict[str, Tensor]] = {}
        for name, tensor in _below("optimizer.", state).items():
            index, _, kind = name.partition(".")
            moments.setdefault(int(index), {})[kind] = tensor
        self.optimizer.load_state_dict(self.optimizer.state_dict() | {"state": moments})
        self.seconds, self.steps = float(state["progress"][0]), int(state["progress"][1])
        self.rng.seed(self.options.seed + self.steps)
        self.generator.manual_seed(self.options.seed + self.steps)


def _below(prefix: str, state: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)}


def _gradient(tensor: Tensor) -> Tensor:
    return torch.zeros_like(tensor) if tensor.grad is None else tensor.grad


def train(options: Options) -> None:
    """Train until the time is over, with checkpoints in between, and write the averaged weights."""
    checkpoint = options.folder / "checkpoint.safetensors"
    trainer = Trainer(options, taught_digits(options.folder, options.seed))
    if checkpoint.exists():
        trainer.resume(checkpoint)
        print(f"going on after {trainer.seconds / 60:.1f} minutes and {trainer.steps} steps", flush=True)
    losses: list[tuple[NetworkSpec, float]] = []
    saved = said = trainer.seconds
    while trainer.share < 1:
        losses += trainer.step()
        if trainer.seconds - said > 20 or trainer.share == 1:
            near = [loss for spec, loss in losses if len(spec.differences(TEXTBOOK)) <= 3]
            print(
                f"{trainer.share:6.1%}  {(1 - trainer.share) * options.minutes:5.1f} min left  step {trainer.steps}"
                f"  {len(losses) / (trainer.seconds - said):4.0f} settings/s"
                f"  loss: near the textbook {sum(near) / max(1, len(near)):.3f}"
                f"  all {sum(loss for _, loss in losses) / len(losses):.3f}",
                flush=True,
            )
            said, losses = trainer.seconds, []
        if trainer.seconds - saved > CHECKPOINT_SECONDS or trainer.share == 1:
            trainer.save(checkpoint)
            saved = trainer.seconds
    save_supernet(trainer.average.module.state_dict(), options.output)
    print(f"written: {options.output.name}")


def main(arguments: list[str]) -> None:
    """The command line of `train`."""
    parser = argparse.ArgumentParser(description="Train the weights that all settings share.")
    defaults = Options()
    parser.add_argument(
        "--minutes", type=float, default=defaults.minutes, help="in all; 0 writes the weights learned so far"
    )
    parser.add_argument("--settings", type=int, default=defaults.settings, help="per step")
    parser.add_argument("--batch", type=int, default=defaults.batch, help="digits per setting")
    parser.add_argument("--threads", type=int, default=defaults.threads, help="settings at the same time (cpu)")
    parser.add_argument("--seed", type=int, default=defaults.seed)
    parser.add_argument("--rate", type=float, default=defaults.rate, help="factor for the learning rates")
    parser.add_argument("--start", type=Path, help="weights to begin with, such as those in assets")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--folder", type=Path, default=defaults.folder, help="for the digits and the checkpoint")
    parser.add_argument("--output", type=Path, default=defaults.output)
    torch.set_num_threads(1)  # settings run side by side instead: small layers gain little from more threads
    train(Options(**vars(parser.parse_args(arguments))))


if __name__ == "__main__":
    main(sys.argv[1:])
