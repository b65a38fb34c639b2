"""The training loop, as a generator of progress records: the caller shows them, and stops it by closing it.

No pictures, no threads, no files. `cnn.offline.textbook` trains the weights that are shipped with it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from cnn.digits.augment import Augmentation, augment
from cnn.digits.sets import DigitSet, network_input

OPTIMIZERS = ("adam", "adamw", "sgd")
SCHEDULES = ("one-cycle", "constant")

_WINDOW = 25
"""Batches over which loss and accuracy are averaged, and between two copies of good weights."""

_WARM_UP = 0.1


@dataclass(frozen=True)
class Parts:
    """How many digits go through the network at once, and what is called before each such part: it may raise to end
    a pass or a batch early. An incomplete batch changes no weights."""

    size: int = 1_000_000
    between: Callable[[], None] = lambda: None

    def of(self, values: Tensor) -> Generator[Tensor, None, None]:
        """The values in parts of at most `size`."""
        for part in values.split(self.size):
            self.between()
            yield part


WHOLE = Parts()


@dataclass(frozen=True)
class TrainingOptions:
    """How to train. It ends after `epochs` passes over the data or after `seconds`, whichever comes first.

    optimizer: adam, adamw or sgd (with momentum 0.9). learning_rate: the highest of the schedule; about 0.003 suits
    adam and 0.05 sgd. schedule: "one-cycle" (Smith & Topin 2018: rises, then falls to zero at the end) or "constant".
    seed: of the order of the digits and of their augmentation. Raises ValueError for values that are not allowed.
    """

    optimizer: str = "adam"
    learning_rate: float = 0.003
    schedule: str = "one-cycle"
    batch_size: int = 64
    epochs: float = 1.0
    seconds: float = math.inf
    weight_decay: float = 0.0
    seed: int = 0
    augmentation: Augmentation | None = None

    def __post_init__(self) -> None:
        if self.optimizer not in OPTIMIZERS or self.schedule not in SCHEDULES:
            raise ValueError(f"optimizer is one of {OPTIMIZERS}, schedule one of {SCHEDULES}.")
        if not (self.learning_rate > 0 and self.batch_size >= 1 and self.epochs > 0 and self.seconds > 0):
            raise ValueError("learning_rate, batch_size, epochs and seconds are above zero.")


@dataclass(frozen=True)
class TrainingProgress:
    """What is known after one batch.

    step: batches so far. epoch: passes over the data so far, with fraction. images: pictures seen. seconds: since the
    start, the caller's own time between two records left out. share: of the whole training, 0 to 1. loss, accuracy:
    mean of the last 25 batches. learning_rate: the one of this batch. stopped: "" or the reason why it ended early.
    """

    step: int
    epoch: float
    images: int
    seconds: float
    share: float
    loss: float
    accuracy: float
    learning_rate: float
    stopped: str = ""

    @property
    def images_per_second(self) -> float:
        """Mean speed since the start."""
        return self.images / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float:
        """Estimated from the share done; infinite at the start."""
        return self.seconds * (1 - self.share) / self.share if self.share else math.inf


def train(
    model: nn.Module, data: DigitSet, options: TrainingOptions = TrainingOptions(), parts: Parts = WHOLE
) -> Generator[TrainingProgress, None, None]:
    """Train `model` in place, one record after each batch; closing the generator stops it there.

    A loss that is no number, or infinite, ends it with a record whose `stopped` says so; the model then has the weights
    of its lowest mean loss so far. The model's training mode is restored; gradient mode, threads and the global random
    state are never changed between records. parts: of each batch; their gradients add up to those of the whole.
    """
    was_training = model.training
    loop = Training(model, data, options, parts)
    try:
        while loop.share < 1:
            record = loop.step()
            yield record
            if record.stopped:
                return
    finally:
        model.train(was_training)
        model.zero_grad(set_to_none=True)


class Training:
    """One training between two batches: what `train` steps through, and what can be saved and resumed."""

    def __init__(self, model: nn.Module, data: DigitSet, options: TrainingOptions, parts: Parts = WHOLE) -> None:
        if not len(data):
            raise ValueError("There are no digits to train on.")
        self.model, self.data, self.options, self.parts = model, data, options, parts
        self.generator = torch.Generator().manual_seed(options.seed)
        self.optimizer = make_optimizer(model, options)
        self.order = torch.empty(0, dtype=torch.long)
        self.step_count = self.images = 0
        self.seconds = self.share = 0.0
        self.recent: list[tuple[float, float]] = []
        self.good, self.lowest = deepcopy(model.state_dict()), math.inf

    def state_dict(self) -> dict[str, Any]:
        """All that is needed to go on from here, by `load_state_dict` of a training with the same options and data."""
        names = ("order", "step_count", "images", "seconds", "share", "recent", "good", "lowest")
        state: dict[str, Any] = {name: getattr(self, name) for name in names}
        return state | {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "generator": self.generator.get_state(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from where `state_dict` was taken."""
        state = dict(state)
        self.model.load_state_dict(state.pop("model"))
        self.optimizer.load_state_dict(state.pop("optimizer"))
        self.generator.set_state(state.pop("generator"))
        for name, value in state.items():
            setattr(self, name, value)

    def step(self) -> TrainingProgress:
        """Learn from one batch."""
        start = time.perf_counter()
        images, labels = self._next_batch()
        rate = self.options.learning_rate * schedule(self.options.schedule, self.share)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.model.train()
        self.optimizer.zero_grad(set_to_none=True)
        loss, accuracy = self._gradients(images, labels)
        finite = math.isfinite(loss)
        if finite:
            self._note(loss, accuracy)
            self.optimizer.step()
        self.step_count += 1
        self.images += len(labels)
        self.seconds += time.perf_counter() - start
        epoch = self.images / len(self.data)
        self.share = min(1.0, max(epoch / self.options.epochs, self.seconds / self.options.seconds))
        stopped = "" if finite else self._give_up(rate)
        losses, accuracies = zip(*self.recent, strict=True) if self.recent else ((math.nan,), (math.nan,))
        mean_loss, mean_accuracy = sum(losses) / len(losses), sum(accuracies) / len(accuracies)
        return TrainingProgress(
            self.step_count, epoch, self.images, self.seconds, self.share, mean_loss, mean_accuracy, rate, stopped
        )

    def _gradients(self, images: Tensor, labels: Tensor) -> tuple[float, float]:
        """Compute the gradients of a batch's mean loss, summed over its parts. Returns the loss (not finite if that of
        a part is not) and the share of right answers."""
        mean_loss, right = 0.0, 0
        with torch.enable_grad():
            for part, written in zip(self.parts.of(images), labels.split(self.parts.size), strict=True):
                logits = self.model(part)
                loss = F.cross_entropy(logits, written) * (len(part) / len(images))
                mean_loss += loss.item()
                if not math.isfinite(mean_loss):
                    break
                loss.backward()
                right += int((logits.argmax(1) == written).sum())
        return mean_loss, right / len(images)

    def _next_batch(self) -> tuple[Tensor, Tensor]:
        """Float images (n, 1, 28, 28) and labels (n,); every epoch in a new order; the last batch may be shorter."""
        if not len(self.order):
            self.order = torch.randperm(len(self.data), generator=self.generator)
        chosen, self.order = self.order[: self.options.batch_size], self.order[self.options.batch_size :]
        images = network_input(self.data.images[chosen])
        if self.options.augmentation:
            images = augment(images, self.generator, self.options.augmentation)
        return images, self.data.labels[chosen]

    def _note(self, loss: float, accuracy: float) -> None:
        """Keep the last batches' figures, and a copy of the weights whenever they are the best so far."""
        self.recent = [*self.recent[1 - _WINDOW :], (loss, accuracy)]
        if self.step_count % _WINDOW == _WINDOW - 1:
            mean = sum(value for value, _ in self.recent) / len(self.recent)
            if mean < self.lowest:
                self.good, self.lowest = deepcopy(self.model.state_dict()), mean

    def _give_up(self, rate: float) -> str:
        self.model.load_state_dict(self.good)
        return (
            f"The loss is no longer a number after {self.step_count} batches: the learning rate, {rate:.3g} here, "
            "is too high. The last good weights were restored."
        )


def make_optimizer(model: nn.Module, options: TrainingOptions) -> torch.optim.Optimizer:
    """The optimizer that the options name."""
    rate, decay = options.learning_rate, options.weight_decay
    if options.optimizer == "sgd":
        return torch.optim.SGD(model.parameters(), rate, momentum=0.9, weight_decay=decay)
    kind = torch.optim.Adam if options.optimizer == "adam" else torch.optim.AdamW
    return kind(model.parameters(), rate, weight_decay=decay)


def schedule(name: str, share: float) -> float:
    """The learning rate at `share` of the training (0 to 1), as a share of the highest."""
    if name == "constant":
        return 1.0
    if share < _WARM_UP:
        return 0.1 + 0.9 * share / _WARM_UP
    return 0.5 + 0.5 * math.cos(math.pi * (share - _WARM_UP) / (1 - _WARM_UP))


@dataclass(frozen=True)
class Evaluation:
    """How a network does on some digits. predictions: int64 (N,); probabilities: float32 (N,), of the predicted digit;
    accuracy: share of right answers; loss: mean cross-entropy in nats."""

    predictions: Tensor
    probabilities: Tensor
    accuracy: float
    loss: float


def evaluate(model: nn.Module, data: DigitSet, batch_size: int = 500, parts: Parts = WHOLE) -> Evaluation:
    """The network's answers on `data`, in eval mode; its training mode is restored afterwards. parts: of at most
    `batch_size` digits."""
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            pieces = replace(parts, size=min(parts.size, batch_size)).of(data.images)
            answers = [model(network_input(images)) for images in pieces]
    finally:
        model.train(was_training)
    logits = torch.cat(answers).clone()
    probabilities, predictions = logits.softmax(1).max(1)
    accuracy = (predictions == data.labels).float().mean().item()
    return Evaluation(predictions, probabilities, accuracy, F.cross_entropy(logits, data.labels).item())
