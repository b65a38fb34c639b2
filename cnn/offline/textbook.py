"""How the shipped weights of the textbook network were trained: `python -m cnn.offline.textbook`.

MNIST, pen strokes redrawn in every epoch, and generated digits, all augmented, in two stages; an hour on one core.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch.optim.swa_utils import AveragedModel

from cnn.digits.augment import Augmentation
from cnn.digits.pendigits import PenDigit, read_pendigits, split_writers
from cnn.digits.sets import DigitSet, load_generated, load_mnist
from cnn.digits.vary import StrokeBatch, Variation, batch_of, draw_varied
from cnn.network.model import SimpleCNN
from cnn.offline.accuracy import measure
from cnn.paths import ASSETS
from cnn.training.loop import Training, TrainingOptions, TrainingProgress

WEIGHTS = ASSETS / "simplecnn.safetensors"
CHECKPOINT = ASSETS.parent / "build" / "simplecnn.pt"

PEN_COPIES = 5
"""Times that every pen digit is drawn in an epoch, each time varied and with another brush."""

GENERATED_DIGITS = 10_000
"""Generated digits in an epoch."""

GENERATED_ALONE = 30_000
"""Generated digits in an epoch of a training on nothing else, which shows what they are worth."""

PEN_VARIATION = Variation(degrees=6, aspect=0.15, shear=0.1, tremble=0.03, brush=(0.045, 0.24))
"""In addition, every picture is augmented."""

OPTIONS = TrainingOptions(
    optimizer="adamw",
    learning_rate=0.002,
    batch_size=128,
    epochs=32,
    weight_decay=0.01,
    augmentation=Augmentation(degrees=10, scale=0.12, shear=0.2, shift=1.3, bend=1.0, thickness=0.7),
)

AVERAGING = replace(OPTIONS, learning_rate=0.0006, schedule="constant", epochs=8)
"""The second stage: training continues at a constant rate, and the mean of the weights during it is kept
(stochastic weight averaging: Izmailov et al., UAI 2018)."""

_AVERAGE_STEPS = 20
_CHECKPOINT_STEPS = 1000
_REPORT_STEPS = 100


def pen_batch(digits: list[PenDigit]) -> tuple[StrokeBatch, torch.Tensor]:
    """Pen digits as strokes ready to be drawn, and their labels."""
    return batch_of([digit.strokes for digit in digits]), torch.tensor([digit.label for digit in digits])


def draw_pen(strokes: StrokeBatch, labels: torch.Tensor, copies: int, seed: int) -> DigitSet:
    """Every pen digit drawn `copies` times, varied, as the network sees it."""
    generator = torch.Generator().manual_seed(seed)
    images = torch.cat([draw_varied(strokes, generator, PEN_VARIATION) for _ in range(copies)])
    return DigitSet(images, labels.repeat(copies), "pen digits")


def joined(sets: list[DigitSet], name: str) -> DigitSet:
    """Several sets as one."""
    return DigitSet(torch.cat([one.images for one in sets]), torch.cat([one.labels for one in sets]), name)


class Mixture:
    """The digits of each epoch: MNIST's are the same, the pen strokes are redrawn, the generated ones are new."""

    def __init__(self, mnist: DigitSet | None, pen: list[PenDigit], generated: int, first_epoch: int = 0) -> None:
        self.mnist, self.generated, self.first_epoch = mnist, generated, first_epoch
        self.pen = pen_batch(pen) if pen else None

    def epoch(self, number: int) -> DigitSet:
        """The digits of one epoch, the same for the same number."""
        number += self.first_epoch
        sets = [self.mnist] if self.mnist else []
        if self.pen:
            sets.append(draw_pen(*self.pen, PEN_COPIES, seed=number))
        if self.generated:
            sets.append(load_generated(self.generated, seed=1_000_000 + number))
        return joined(sets, "training mixture")


def average(model: SimpleCNN, mixture: Mixture, options: TrainingOptions) -> None:
    """Continue training `model`, then give it the mean of its weights during that; progress is printed."""
    mean = AveragedModel(model)

    def add(step: int) -> None:
        if step % _AVERAGE_STEPS == 0:
            mean.update_parameters(model)

    fit(model, mixture, options, each_step=add)
    model.load_state_dict(mean.module.state_dict())


def fit(
    model: SimpleCNN,
    mixture: Mixture,
    options: TrainingOptions,
    checkpoint: Path | None = None,
    each_step: Callable[[int], None] | None = None,
) -> None:
    """Train `model` in place, with progress printed; goes on from `checkpoint` if there is one. each_step: called with
    the number of every batch after it."""
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # 1.4 times as fast on a CPU
    epoch = 0
    training = Training(model, mixture.epoch(0), options)
    if checkpoint and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)  # noqa: TID251  (its own file, read without running code)
        training.load_state_dict(state)
        print(f"resumed after {training.step_count} batches")
    while training.share < 1:
        if training.images // len(training.data) != epoch:
            epoch = training.images // len(training.data)
            training.data = mixture.epoch(epoch)
        record = training.step()
        if record.stopped:
            raise SystemExit(record.stopped)
        if each_step:
            each_step(record.step)
        if record.step % _REPORT_STEPS == 0:
            print(progress_line(record), flush=True)
        if checkpoint and record.step % _CHECKPOINT_STEPS == 0:
            _save_checkpoint(training, checkpoint)
    model.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]


def _save_checkpoint(training: Training, path: Path) -> None:
    """Write a new file, then move it into place, so that an interruption leaves the old one."""
    path.parent.mkdir(exist_ok=True)
    beside = path.with_suffix(".new")
    torch.save(training.state_dict(), beside)
    beside.replace(path)


def progress_line(record: TrainingProgress) -> str:
    """One line for the terminal."""
    minutes, seconds = divmod(round(record.seconds_left), 60)
    return (
        f"{record.share:6.1%}  epoch {record.epoch:6.2f}  loss {record.loss:.4f}  accuracy {record.accuracy:6.2%}  "
        f"{record.images_per_second:5.0f} images/s  {minutes}:{seconds:02d} left"
    )


def main() -> None:
    """Train the textbook network and write its weights, and what they reach, to `assets/`."""
    parser = argparse.ArgumentParser(
        prog="python -m cnn.offline.textbook", description="Train the shipped textbook weights."
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0, help="0: as PyTorch chooses; use 1 on a busy machine")
    parser.add_argument("--fresh", action="store_true", help="start again instead of resuming from the checkpoint")
    parser.add_argument("--measure", action="store_true", help="only measure the existing weights")
    parser.add_argument("--generated", action="store_true", help="train on generated digits only; writes nothing")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    if arguments.fresh:
        CHECKPOINT.unlink(missing_ok=True)
    known, unseen = split_writers(read_pendigits())
    torch.manual_seed(arguments.seed)
    model = SimpleCNN()
    if arguments.generated:
        fit(model, Mixture(None, [], GENERATED_ALONE), replace(OPTIONS, epochs=6, seed=arguments.seed))
    elif arguments.measure:
        model.load_state_dict(load_file(WEIGHTS))
    else:
        train_shipped(model, load_mnist(train=True), known, arguments.seed)
    figures = measure(model.eval(), load_mnist(train=False), unseen)
    print(json.dumps(figures, indent=1))
    if not arguments.generated:
        write(model, figures)


def train_shipped(model: SimpleCNN, mnist: DigitSet, pen: list[PenDigit], seed: int) -> None:
    """Both stages of the recipe; the first one goes on from its checkpoint, which stays until the second is done."""
    fit(model, Mixture(mnist, pen, GENERATED_DIGITS), replace(OPTIONS, seed=seed), CHECKPOINT)
    average(model, Mixture(mnist, pen, GENERATED_DIGITS, int(OPTIONS.epochs)), replace(AVERAGING, seed=seed))
    CHECKPOINT.unlink(missing_ok=True)


def write(model: SimpleCNN, figures: dict[str, Any]) -> None:
    """The weights, with their accuracy in the file's metadata, and beside them all figures."""
    weights = {name: value.contiguous() for name, value in model.state_dict().items()}
    save_file(weights, WEIGHTS, {"mnist_test_accuracy": str(figures["mnist_test"]["accuracy"])})
    WEIGHTS.with_suffix(".json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
