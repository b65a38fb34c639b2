"""Which build of PyTorch gets installed: pip itself, with indexes on this machine that hold packages of no content."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest

from cnn.install import INDEX_VARIABLE, answers, torch_requirement
from cnn.paths import ROOT

REQUIREMENTS = "numpy  # any\ntorch>=2.4,<2.14\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere PyPI's own build is for the CPU")


def wheel(folder: Path, name: str, version: str, *needs: str) -> None:
    """A package without content on the index in `folder`."""
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    about = f"{name.replace('-', '_')}-{version}"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += "".join(f"Requires-Dist: {need}\n" for need in needs)
    with zipfile.ZipFile(place / f"{about}-py3-none-any.whl", "w") as file:
        file.writestr(f"{about}.dist-info/METADATA", metadata)
        file.writestr(f"{about}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{about}.dist-info/RECORD", "")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *_: Any) -> None:
        """Nothing into the tests' output."""


@dataclass
class Machine:
    """A virtual environment, and the address of the folder in which the indexes are."""

    python: Path
    folder: Path
    url: str

    def install(self, cpu_index: str, **environment: str) -> str:
        """What a first `python -m cnn.install` says, with "plain" as pip's own index."""
        requirements = self.folder / "requirements.txt"
        requirements.write_text(REQUIREMENTS, encoding="utf-8")
        mine = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        mine |= {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": f"{self.url}/plain", INDEX_VARIABLE: cpu_index}
        done = subprocess.run(
            [self.python, "-m", "cnn.install", requirements], cwd=ROOT, env=mine | environment,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    def installed(self) -> dict[str, str]:
        """The versions of all packages, by name."""
        return {found.name: found.version for found in distributions(path=[str(self.packages)])}

    def forget(self, *names: str) -> None:
        """Take packages away, which have no more than a folder of metadata."""
        for name in names:
            for folder in self.packages.glob(f"{name.replace('-', '_')}-*.dist-info"):
                shutil.rmtree(folder)

    @property
    def packages(self) -> Path:
        """Where the environment's packages are."""
        return next(self.folder.glob("venv/lib/python*/site-packages"))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("indexes")
    wheel(folder / "plain", "torch", "2.13.0", "nvidia-cublas; platform_system == 'Linux'")
    for name in ("nvidia-cublas", "numpy"):
        wheel(folder / "plain", name, "1.0")
    wheel(folder / "cpu", "torch", "2.13.0+cpu")
    wheel(folder / "cpu", "torch", "2.14.0+cpu")
    wheel(folder / "preset", "torch", "2.12.0+cpu")
    wheel(folder / "preset-with-cuda", "torch", "2.12.0", "nvidia-cublas")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    yield Machine(folder / "venv" / "bin" / "python", folder, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()


@pytest.fixture
def machine(bare: Machine) -> Iterator[Machine]:
    yield bare
    bare.forget("torch", "numpy", "nvidia-cublas")


def test_the_build_for_the_cpu_is_taken_from_pytorchs_index(machine: Machine) -> None:
    said = machine.install(f"{machine.url}/cpu")
    found = machine.installed()
    assert found["torch"] == "2.13.0+cpu"
    assert "numpy" in found and "nvidia-cublas" not in found
    assert "MB" in said and "minute" in said


def test_without_pytorchs_index_pip_takes_what_it_has(machine: Machine) -> None:
    said = machine.install(f"{machine.url}/nowhere")
    assert machine.installed()["torch"] == "2.13.0" and "2.7 GB" in said


def test_an_installed_torch_is_kept(machine: Machine) -> None:
    machine.install(f"{machine.url}/nowhere")
    assert "MB" not in machine.install(f"{machine.url}/cpu")
    assert machine.installed()["torch"] == "2.13.0"


def test_an_available_build_without_cuda_is_taken(machine: Machine) -> None:
    said = machine.install(f"{machine.url}/cpu", PIP_FIND_LINKS=str(machine.folder / "preset" / "torch"))
    assert "PyTorch's build" not in said
    assert machine.installed()["torch"] == "2.12.0+cpu" and "nvidia-cublas" not in machine.installed()


def test_an_available_build_with_cuda_is_not_taken(machine: Machine) -> None:
    machine.install(f"{machine.url}/cpu", PIP_FIND_LINKS=str(machine.folder / "preset-with-cuda" / "torch"))
    assert machine.installed()["torch"] == "2.13.0+cpu" and "nvidia-cublas" not in machine.installed()


def test_an_index_that_never_answers_is_skipped() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Quiet, bind_and_activate=True) as silent:  # nobody serves it
        start = time.monotonic()
        assert not answers(f"http://127.0.0.1:{silent.server_port}", timeout=0.5)
        assert time.monotonic() - start < 60  # and not for as long as the system waits


def test_a_page_that_is_no_index_is_not_asked_for_packages(bare: Machine) -> None:
    (bare.folder / "welcome" / "torch").mkdir(parents=True)
    (bare.folder / "welcome" / "torch" / "index.html").write_text("Please log in to this network.", encoding="utf-8")
    assert not answers(f"{bare.url}/welcome") and answers(f"{bare.url}/cpu")


def test_the_projects_own_requirements_name_torch() -> None:
    found = {torch_requirement([ROOT / name]) for name in ("requirements.txt", "requirements-dev.txt")}
    assert len(found) == 1 and found.pop().startswith("torch>=")
