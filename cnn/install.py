"""Installs the requirements, on Linux with PyTorch's build for the CPU: `python -m cnn.install [requirements file]`.

PyPI's own build of PyTorch for Linux brings 2.7 GB of CUDA packages, which this app does not use. PyTorch's own index
has a build without them. Needs the standard library and pip alone; nothing that is installed already is replaced.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Sequence
from pathlib import Path

CPU_INDEX = "https://download.pytorch.org/whl/cpu"

INDEX_VARIABLE = "SIMPLECNN_TORCH_INDEX"
"""Environment variable that names another index to take PyTorch's build for the CPU from."""

TIMEOUT_SECONDS = 10.0
"""Seconds to wait for the answer of an index."""

_CUDA = re.compile(r"nvidia-|cuda-|triton\b", re.IGNORECASE)
"""How the packages begin that come with PyTorch's build for graphics cards."""


def main(arguments: Sequence[str]) -> int:
    """Install the requirements files named, or requirements.txt; returns pip's exit status."""
    files = [Path(name) for name in arguments] or [Path("requirements.txt")]
    torch = torch_requirement(files)
    if torch and sys.platform == "linux":
        if at_hand(torch):
            _pip("install", "--quiet", "--no-index", "--no-deps", torch)  # an index may hold a newer one, with CUDA
        else:
            _install_cpu_build(torch)
    return _pip("install", *(part for file in files for part in ("-r", str(file))))


def torch_requirement(files: Sequence[Path]) -> str:
    """The line about torch in requirements files, or in those that they include; "" if there is none."""
    for file in files:
        for written in file.read_text(encoding="utf-8").splitlines():
            line = written.partition("#")[0].strip()
            if re.match(r"torch\b(?!-)", line):
                return line
            if line.startswith("-r ") and (found := torch_requirement([file.parent / line[3:].strip()])):
                return found
    return ""


def at_hand(torch: str) -> bool:
    """Whether pip has a fitting torch without any index: installed, or as a file without CUDA packages.

    torch: a requirement, as in "torch>=2.4".
    """
    command = ["install", "--dry-run", "--quiet", "--no-index", "--no-deps", "--report", "-", torch]
    answer = subprocess.run(_pip_command(*command), capture_output=True, text=True, check=False)
    if answer.returncode:
        return False
    wanted = [need for one in json.loads(answer.stdout)["install"] for need in one["metadata"].get("requires_dist", [])]
    return not any(_CUDA.match(need) for need in wanted)


def answers(index: str, timeout: float = TIMEOUT_SECONDS) -> bool:
    """Whether an index has a page about torch with builds for the CPU; waits `timeout` seconds at most."""
    pages: list[bytes] = []

    def ask() -> None:
        try:
            with urllib.request.urlopen(f"{index.rstrip('/')}/torch/", timeout=timeout) as page:
                pages.append(page.read())
        except (OSError, ValueError):
            pass  # the same as no answer

    asking = threading.Thread(target=ask, daemon=True)  # looking up a name may take longer than any limit set on it
    asking.start()
    asking.join(timeout)
    return bool(pages) and re.search(rb"\+cpu|%2Bcpu", pages[0]) is not None


def _install_cpu_build(torch: str) -> None:
    """Install torch from PyTorch's own index; if that fails, say so and leave it to pip."""
    index = os.environ.get(INDEX_VARIABLE) or CPU_INDEX
    print(f"Looking for PyTorch's build for the CPU at {index} (at most {TIMEOUT_SECONDS:.0f} seconds) ...", flush=True)
    if answers(index):
        print("Downloading it: about 190 MB, and then about 130 MB of other packages.", flush=True)
        print("At 50 Mbit/s that takes one minute, and unpacking it another.", flush=True)
        if _pip("install", "--no-deps", "--index-url", index, torch) == 0:
            return
    print("PyTorch's build for the CPU cannot be had from there. pip takes what your own package index has.")
    print("If that is the build with CUDA, it is a download of 2.7 GB.", flush=True)


def _pip(*arguments: str) -> int:
    return subprocess.run(_pip_command(*arguments), check=False).returncode


def _pip_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
