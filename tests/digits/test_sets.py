"""MNIST's files: found, checked, read, downloaded; and what happens without them."""

from __future__ import annotations

import contextlib
import errno
import functools
import gzip
import hashlib
import importlib
import os
import pkgutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import torch

import cnn
from cnn.digits import sets
from cnn.digits.sets import (
    MNIST_FILES,
    MNIST_VARIABLE,
    DataError,
    download_mnist,
    find_mnist,
    load_generated,
    load_mnist,
)
from cnn.paths import ROOT

needs_mnist = pytest.mark.skipif(find_mnist() is None, reason="MNIST's files are not on this machine")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without MNIST; returns the folder in which downloads will be saved."""
    monkeypatch.delenv(MNIST_VARIABLE, raising=False)
    folder = tmp_path / "cache"
    monkeypatch.setattr(sets, "cache_folder", lambda: folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "earlier"))
    return folder


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """Addresses of two local mirrors: one whose files are damaged, and one whose files are right."""
    files = {name: name.encode() * 5000 for name in MNIST_FILES}
    for folder, ending in (("bad", b"?"), ("good", b"")):
        (tmp_path / "www" / folder).mkdir(parents=True)
        for name, content in files.items():
            (tmp_path / "www" / folder / name).write_bytes(content + ending)
    known = {name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in files.items()}
    monkeypatch.setattr(sets, "MNIST_FILES", known)
    handler = functools.partial(_Quiet, directory=str(tmp_path / "www"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        yield f"{base}/bad/", f"{base}/good/"
        server.shutdown()


def test_a_damaged_mirror_is_followed_by_the_next(nowhere: Path, mirror: tuple[str, str]) -> None:
    seen: list[tuple[int, int]] = []
    folder = download_mnist(lambda done, total: seen.append((done, total)), mirrors=mirror)
    assert folder == nowhere == find_mnist()
    for name, (size, sha256) in sets.MNIST_FILES.items():
        content = (folder / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (size, sha256)
    total = sum(size for size, _ in sets.MNIST_FILES.values())
    assert seen[-1] == (total, total)
    assert {of for _, of in seen} == {total}
    assert max(done for done, _ in seen) <= total * 1.01


def test_a_damaged_download_leaves_nothing_behind(nowhere: Path, mirror: tuple[str, str]) -> None:
    with pytest.raises(DataError, match="could not be downloaded"):
        download_mnist(mirrors=mirror[:1])
    assert find_mnist() is None
    assert not [path for path in nowhere.rglob("*") if path.is_file()]


def test_without_an_internet_connection_the_error_is_one_sentence(nowhere: Path) -> None:
    with pytest.raises(DataError, match=r"could not be downloaded.*Computer-made digits work without it") as refusal:
        download_mnist(mirrors=("http://127.0.0.1:9/",))
    assert "http" not in str(refusal.value) and len(str(refusal.value)) < 180


def test_a_folder_that_cannot_be_written_is_named_and_no_mirror_is_asked(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere.write_text("a file where the folder should be")
    monkeypatch.setattr(sets, "_download", lambda *_: pytest.fail("a mirror was asked"))
    with pytest.raises(DataError, match=MNIST_VARIABLE) as refusal:
        download_mnist()
    assert str(nowhere) in str(refusal.value)


def test_a_full_disk_is_not_blamed_on_a_mirror(
    nowhere: Path, mirror: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("pooch.retrieve", no_room)
    with pytest.raises(DataError, match="No space left on device") as refusal:
        download_mnist(mirrors=mirror)
    assert str(nowhere) in str(refusal.value)


def test_a_folder_that_may_not_be_read_counts_as_absent(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path, **_: object) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "is_file", refused)
    assert find_mnist() is None
    with pytest.raises(DataError, match="download it"):
        load_mnist(train=True)


def test_the_folder_named_is_the_one_that_is_downloaded_into(
    tmp_path: Path, mirror: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MNIST_VARIABLE, str(tmp_path / "mine"))
    assert download_mnist(mirrors=mirror[1:]) == tmp_path / "mine" == find_mnist()


def test_a_damaged_download_is_deleted_so_that_it_is_offered_again(nowhere: Path) -> None:
    nowhere.mkdir()
    for name in MNIST_FILES:
        (nowhere / name).write_bytes(b"a page about a login")
    assert find_mnist() == nowhere
    with pytest.raises(DataError, match=r"train-images.* in .* is damaged. It has been deleted") as refusal:
        load_mnist(train=True)
    assert str(nowhere) in str(refusal.value)
    assert find_mnist() is None and len(list(nowhere.iterdir())) == 3


@needs_mnist
def test_any_single_changed_bit_is_reported_as_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed bit can make the decompressor fail in three ways, or change the content."""
    folder = find_mnist()
    assert folder is not None
    monkeypatch.setenv(MNIST_VARIABLE, str(tmp_path))
    whole = bytearray((folder / "t10k-labels-idx1-ubyte.gz").read_bytes())
    path = tmp_path / "t10k-labels-idx1-ubyte.gz"
    places = np.random.default_rng(1).integers(0, 8 * len(whole), 300)
    for place in places.tolist():
        changed = whole.copy()
        changed[place // 8] ^= 1 << place % 8
        path.write_bytes(changed)
        with contextlib.suppress(DataError):
            assert len(sets.read_idx(path)) == 10_000  # a bit of the header that means nothing


def test_without_files_there_are_generated_digits(nowhere: Path) -> None:
    with pytest.raises(DataError, match=MNIST_VARIABLE):
        load_mnist(train=False)
    digits = load_generated(50, seed=3)
    assert digits.name == "computer-made digits"
    assert (digits.images.shape, digits.images.dtype, digits.labels.dtype) == ((50, 28, 28), torch.uint8, torch.int64)


@pytest.mark.parametrize("content", [b"", b"no gzip", gzip.compress(b"\0\0\x08\x01\0\0\0\x02ab", mtime=0)])
def test_damaged_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    for name in MNIST_FILES:
        (tmp_path / name).write_bytes(content)
    monkeypatch.setenv(MNIST_VARIABLE, str(tmp_path))
    with pytest.raises(DataError, match="train-images"):
        load_mnist(train=True)


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MNIST_VARIABLE, str(tmp_path))
    assert find_mnist() is None
    for name in MNIST_FILES:
        (tmp_path / name).touch()
    assert find_mnist() == tmp_path


def test_without_a_named_folder_mnist_is_kept_in_the_users_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(MNIST_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "earlier"))
    monkeypatch.setattr("pooch.os_cache", lambda project: tmp_path / project)
    assert sets.cache_folder() == tmp_path / "simplecnn-explorer" / "mnist"
    assert find_mnist() is None
    sets.cache_folder().mkdir(parents=True)
    for name in MNIST_FILES:
        (sets.cache_folder() / name).touch()
    assert find_mnist() == sets.cache_folder()


@pytest.mark.parametrize("variable", ["XDG_CACHE_HOME", "LOCALAPPDATA", None])
def test_files_that_an_earlier_version_saved_are_found(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str | None
) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    base = tmp_path / "home" / ".cache"
    if variable:
        base = tmp_path / "named"
        monkeypatch.setenv(variable, str(base))
    earlier = base / "simplecnn-explorer" / "mnist"
    earlier.mkdir(parents=True)
    assert find_mnist() is None
    for name in MNIST_FILES:
        (earlier / name).touch()
    assert find_mnist() == earlier == download_mnist(mirrors=())
    assert not nowhere.exists()
    with pytest.raises(DataError, match="It has been deleted: download MNIST again"):
        load_mnist(train=True)
    assert find_mnist() is None
    nowhere.mkdir()
    for folder in (nowhere, earlier):
        for name in MNIST_FILES:
            (folder / name).touch()
    assert find_mnist() == nowhere
    monkeypatch.setenv(MNIST_VARIABLE, str(tmp_path))
    monkeypatch.setattr(sets, "cache_folder", lambda: tmp_path)
    assert find_mnist() is None


MODULES = sorted(
    found.name for found in pkgutil.walk_packages(cnn.__path__, "cnn.") if not found.name.startswith("cnn.ui")
)
"""All that can be imported without Streamlit's server."""


@pytest.mark.parametrize("name", MODULES)
def test_no_module_contains_a_path_outside_the_project(name: str) -> None:
    """Other data comes through an argument or a documented environment variable."""
    places = {key: path for key, path in vars(importlib.import_module(name)).items() if isinstance(path, Path)}
    assert all(not path.is_absolute() or path.is_relative_to(ROOT) for path in places.values()), places


@needs_mnist
def test_mnist_is_mnist() -> None:
    train, test = load_mnist(train=True), load_mnist(train=False)
    assert (train.images.shape, test.images.shape) == ((60_000, 28, 28), (10_000, 28, 28))
    assert train.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert test.labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert train.images.float().mean().item() / 255 == pytest.approx(0.1307, abs=1e-4)


def test_a_part_of_the_digits_has_their_labels() -> None:
    digits = load_generated(100, seed=1)
    part = digits.part(10, 30)
    assert len(part) == 20
    assert torch.equal(part.images, digits.images[10:30])
    assert torch.equal(part.labels, digits.labels[10:30])


def test_network_input_is_scaled_to_one() -> None:
    images = torch.tensor([[[0, 255], [51, 102]]], dtype=torch.uint8)
    assert torch.allclose(sets.network_input(images), torch.tensor([[[[0, 1], [0.2, 0.4]]]]))
