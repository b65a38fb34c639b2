"""Digits to train and test on: finds, downloads, checks and reads MNIST's files; generates digits without them."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import logging
import os
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pooch
import torch
from torch import Tensor

from cnn.digits.handwriting import generate_digits

Progress = Callable[[int, int], None]
"""Called with the bytes downloaded so far and the bytes of all files."""

MNIST_VARIABLE = "SIMPLECNN_MNIST"
"""Environment variable that names the folder of the four files: where they are, or where to download them to."""

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)

MNIST_FILES: dict[str, tuple[int, str]] = {
    "train-images-idx3-ubyte.gz": (9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
    "train-labels-idx1-ubyte.gz": (28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
    "t10k-images-idx3-ubyte.gz": (1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
    "t10k-labels-idx1-ubyte.gz": (4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
}
"""Size in bytes and SHA-256 of the files as they are published."""

_CONTENT_MD5 = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
"""MD5 of the uncompressed content, which is the same whoever compressed it."""


class DataError(Exception):
    """Digits that are missing or damaged; `str(error)` is the sentence shown to the learner."""


@dataclass(frozen=True)
class DigitSet:
    """Digits with their labels. images: uint8 (N, 28, 28), ink is 255; labels: int64 (N,), 0–9; name: of the set."""

    images: Tensor
    labels: Tensor
    name: str

    def __len__(self) -> int:
        return len(self.labels)

    def part(self, start: int, stop: int) -> DigitSet:
        """The digits from `start` to before `stop`."""
        return DigitSet(self.images[start:stop], self.labels[start:stop], self.name)


def cache_folder() -> Path:
    """Where MNIST is kept: the folder that the environment names, or else one in the user's cache."""
    named = os.environ.get(MNIST_VARIABLE)
    return Path(named) if named else Path(pooch.os_cache("simplecnn-explorer")) / "mnist"


def _own_folders() -> list[Path]:
    """Where this app may have saved MNIST: `cache_folder`, and the folder of earlier versions, which is another one on
    macOS and on Windows, where LOCALAPPDATA is set."""
    cache = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return [cache_folder(), Path(cache) / "simplecnn-explorer" / "mnist"]


def find_mnist() -> Path | None:
    """The folder that holds all four files: the one that the environment names and no other, or else one in which this
    app has saved them. A folder that may not be read counts as absent."""
    folders = [cache_folder()] if os.environ.get(MNIST_VARIABLE) else _own_folders()
    return next((folder for folder in folders if all(_is_file(folder / name) for name in MNIST_FILES)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # before Python 3.14 a folder that may not be read raises PermissionError
        return False


def load_mnist(train: bool) -> DigitSet:
    """MNIST's 60,000 training digits or its 10,000 test digits.

    Raises DataError if the files are missing, or if the content of one is not MNIST's.
    """
    folder = find_mnist()
    if folder is None:
        raise DataError(
            f"MNIST is not on this server yet: download it, or name a folder that holds it in {MNIST_VARIABLE}."
        )
    prefix = "train" if train else "t10k"
    images = read_idx(folder / f"{prefix}-images-idx3-ubyte.gz")
    labels = read_idx(folder / f"{prefix}-labels-idx1-ubyte.gz")
    return DigitSet(images, labels.long(), "MNIST")


def read_idx(path: Path) -> Tensor:
    """The uint8 tensor in one of MNIST's files. Raises DataError if it cannot be read or its content is not MNIST's."""
    try:
        with gzip.open(path) as file:
            content = file.read(64 << 20)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _damaged(path) from error
    except OSError as error:
        raise DataError(f"{path.name} in {path.parent} cannot be read: {error.strerror or error}.") from error
    if hashlib.md5(content, usedforsecurity=False).hexdigest() != _CONTENT_MD5.get(path.stem):
        raise _damaged(path)
    dimensions = content[3]  # idx: two zeros, the type (8: unsigned byte), the number of dimensions, then their sizes
    shape = np.frombuffer(content, ">i4", dimensions, offset=4)
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions)
    return torch.from_numpy(values.reshape(shape.tolist()).copy())


def _damaged(path: Path) -> DataError:
    """The error about a file whose content is not MNIST's. A file that this app downloaded is deleted, so that the page
    offers the download again; files in a folder that the environment names belong to the user and are kept."""
    words = f"{path.name} in {path.parent} is damaged"
    if not os.environ.get(MNIST_VARIABLE) and path.parent in _own_folders():
        with contextlib.suppress(OSError):
            path.unlink()
            return DataError(f"{words}. It has been deleted: download MNIST again.")
    return DataError(f"{words}. Delete it, and download MNIST again.")


def download_mnist(progress: Progress | None = None, mirrors: tuple[str, ...] = MIRRORS) -> Path:
    """The folder of MNIST's files, after downloading and checking those that are missing (11 MB in all).

    A file gets its name only once it is complete. Raises DataError if no mirror has it, or if the folder cannot be
    written.
    """
    folder = find_mnist()
    if folder is not None:
        return folder
    folder = cache_folder()
    _make_writable(folder)
    report = progress or (lambda done, of: None)
    before, total = 0, sum(size for size, _ in MNIST_FILES.values())
    for name, (size, sha256) in MNIST_FILES.items():
        bar = _Bar(lambda done, start=before: report(start + done, total))  # type: ignore[misc]
        _download(folder, name, sha256, (mirrors, bar))
        before += size
        report(before, total)
    return folder


def _make_writable(folder: Path) -> None:
    """Make the folder if it is missing. Raises DataError, with its name, if nothing can be written into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise DataError(
            f"MNIST cannot be saved in {folder}: {error.strerror or error}. Set the environment variable "
            f"{MNIST_VARIABLE} to a folder that can be written. Computer-made digits work without it."
        ) from error


class _Bar:
    """A progress bar for pooch: calls a function with the bytes so far."""

    def __init__(self, report: Callable[[int], None]) -> None:
        self.report, self.done, self.total = report, 0, 0

    def update(self, count: int) -> None:
        self.done += count
        self.report(self.done)

    def reset(self) -> None:
        self.done = 0

    def close(self) -> None:
        """Nothing to close."""


def _download(folder: Path, name: str, sha256: str, source: tuple[tuple[str, ...], _Bar]) -> None:
    """One file from the first mirror that has it; pooch checks it and moves it into place."""
    import requests  # noqa: PLC0415  (only a download needs it)

    mirrors, bar = source
    reasons = []
    for mirror in mirrors:
        bar.reset()
        downloader = pooch.HTTPDownloader(progressbar=bar, timeout=20)
        try:
            pooch.retrieve(mirror + name, f"sha256:{sha256}", name, folder, downloader=downloader)
            return
        except (requests.RequestException, ValueError) as error:
            reasons.append(f"{mirror}{name}: {error!r}")
        except OSError as error:  # requests' own errors are OSErrors too, and were taken above
            raise DataError(f"{name} cannot be saved in {folder}: {error.strerror or error}.") from error
    logging.getLogger(__name__).warning("MNIST: %s", "; ".join(reasons))
    raise DataError(
        "MNIST could not be downloaded: neither of its two servers gave the file. Is this machine connected to the "
        "internet? Computer-made digits work without it."
    )


def load_generated(count: int, seed: int = 0) -> DigitSet:
    """`count` generated digits, the same for the same seed; needs no download."""
    images, labels = generate_digits(count, seed)
    return DigitSet(torch.from_numpy(images), torch.from_numpy(labels).long(), "computer-made digits")


def network_input(images: Tensor) -> Tensor:
    """Images as the network takes them: uint8 (N, 28, 28) -> float32 (N, 1, 28, 28) in [0, 1]."""
    return images[:, None].float() / 255
