"""The digits that the shared weights learn from, with a teacher's opinion of each; made once and kept in a file.

MNIST as it is and changed, pen strokes drawn as on the canvas, generated digits. Uses the data that is available:
without the data files, generated digits only.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from cnn.digits.augment import Augmentation, augment
from cnn.digits.pendigits import read_pendigits, split_writers
from cnn.digits.sets import DataError, load_generated, load_mnist, network_input
from cnn.digits.vary import batch_of, draw_varied
from cnn.network.spec import TEXTBOOK
from cnn.weights.load import load_model

MILD = Augmentation(degrees=10, scale=0.1, shear=0.15, shift=1.2, bend=0.8, thickness=0.6)
"""Small networks cannot learn extreme digits: less augmentation than for the textbook network."""

SHARES = {"mnist": 0.5, "changed mnist": 0.2, "pen": 0.15, "generated": 0.15}
"""How often each source is drawn; the shares of missing ones go to the others."""

_PEN_DRAWINGS = 10
_GENERATED = 60_000
_CHUNK = 5000


@dataclass(frozen=True)
class TaughtDigits:
    """images: uint8 (N, 28, 28); labels: int64 (N,); teacher: float32 (N, 10), logits; chances: (N,), how often each is
    drawn, as running sums from above 0 to 1."""

    images: Tensor
    labels: Tensor
    teacher: Tensor
    chances: Tensor

    def draw(self, count: int, generator: torch.Generator) -> Tensor:
        """Indices of `count` random digits, by their chances."""
        places = torch.searchsorted(self.chances, torch.rand(count, generator=generator))
        return places.clamp(max=len(self.labels) - 1)


def taught_digits(folder: Path, seed: int = 0) -> TaughtDigits:
    """The digits, read from `folder` if they were made before. The teacher is the textbook network's own weights."""
    file = folder / "digits.safetensors"
    if not file.exists():
        loaded = load_model(TEXTBOOK)
        if loaded.origin != "trained":
            raise SystemExit("The textbook network is the teacher: train its weights first, with make weights.")
        folder.mkdir(parents=True, exist_ok=True)
        images, labels, chances = _mixture(seed)
        print(f"{len(labels)} digits are ready; the teacher reads them", flush=True)
        save_file(
            {"images": images, "labels": labels, "teacher": logits_of(loaded.model, images), "chances": chances}, file
        )
    return TaughtDigits(**load_file(file))


def _mixture(seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """All digits with labels and chances."""
    generator = torch.Generator().manual_seed(seed)
    generated = load_generated(_GENERATED, seed)
    sources = {"generated": (generated.images, generated.labels)}
    try:
        mnist = load_mnist(train=True)
        sources["mnist"] = (mnist.images, mnist.labels)
        changed = [_changed(mnist.images, generator) for _ in range(2)]
        sources["changed mnist"] = (torch.cat(changed), mnist.labels.repeat(2))
    except DataError as error:
        print(error)
    try:
        known, _ = split_writers(read_pendigits())
        strokes = batch_of([digit.strokes for digit in known])
        drawn = [draw_varied(strokes, generator) for _ in range(_PEN_DRAWINGS)]
        sources["pen"] = (torch.cat(drawn), torch.tensor([digit.label for digit in known]).repeat(_PEN_DRAWINGS))
    except FileNotFoundError as error:
        print(error)
    chances = [torch.full((len(labels),), SHARES[name] / len(labels)) for name, (_, labels) in sources.items()]
    running = torch.cat(chances).double().cumsum(0)
    images, labels = (torch.cat(parts) for parts in zip(*sources.values(), strict=True))
    return images, labels.long(), (running / running[-1]).float()


def _changed(images: Tensor, generator: torch.Generator) -> Tensor:
    parts = [augment(network_input(part), generator, MILD)[:, 0] for part in images.split(_CHUNK)]
    return (torch.cat(parts) * 255).round().to(torch.uint8)


@torch.no_grad()
def logits_of(model: nn.Module, images: Tensor) -> Tensor:
    """float32 (N, 10) for uint8 (N, 28, 28)."""
    return torch.cat([model(network_input(part)) for part in images.split(500)])
