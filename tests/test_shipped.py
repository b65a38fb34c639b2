"""Files of the app that are cut, empty, missing or only a Git LFS pointer: one sentence, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn.digits import handwriting
from cnn.network.spec import TEXTBOOK
from cnn.paths import ROOT
from cnn.ui import models
from cnn.weights import load, supernet
from cnn.weights.load import load_model
from cnn.weights.supernet import load_supernet

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"

DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "is damaged": lambda whole: whole[: len(whole) // 2],
    "is empty": lambda whole: b"",
    "Git LFS": lambda whole: POINTER,
}


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """What was read of the files is forgotten, before and after."""
    caches = (load_supernet.cache_clear, handwriting._fitted_forms.cache_clear, models._kept.clear)
    for forget in caches:
        forget()
    yield
    for forget in caches:
        forget()


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_weights_are_named_and_the_next_best_taken(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / load.TEXTBOOK_WEIGHTS.name
    path.write_bytes(DAMAGE[damage](load.TEXTBOOK_WEIGHTS.read_bytes()))
    monkeypatch.setattr(load, "TEXTBOOK_WEIGHTS", path)
    loaded = load_model(TEXTBOOK)
    assert loaded.origin == "shared" and path.name in loaded.problem and damage in loaded.problem
    assert load_model(TEXTBOOK.changed(hidden_units=64)).problem == ""


def test_without_any_weights_the_page_says_so_and_shows_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "TEXTBOOK_WEIGHTS", tmp_path / "simplecnn.safetensors")
    monkeypatch.setattr(supernet.load_supernet, "__wrapped__", None, raising=False)
    monkeypatch.setattr(supernet, "stored_weights", lambda path: (_ for _ in ()).throw(FileNotFoundError(path)))
    handwriting_file = tmp_path / "handwriting.npz"
    handwriting_file.write_bytes(b"")
    monkeypatch.setattr(handwriting, "ASSET", handwriting_file)
    page = AppTest.from_file(str(ROOT / "pages" / "explore.py"), default_timeout=60).run()
    assert not page.exception
    words = " ".join(element.proto.body for element in page.get("html"))
    assert "simplecnn.safetensors is missing" in words and "handwriting.npz is empty" in words
    assert "Untrained" in words
    page.button(key="example7").click().run()
    assert not page.exception and 'class="digit"' in " ".join(element.proto.body for element in page.get("html"))
