"""Settings of all tests: seeded, offline, and as quick as the app."""

from __future__ import annotations

import functools
import gzip
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as the app runs; torch reads it when it is imported

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from streamlit.components.v2 import manifest_scanner

from cnn.digits.pendigits import PENDIGITS_VARIABLE
from cnn.digits.sets import MNIST_VARIABLE

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
"""Data sets beside the project; a test that reads them is skipped where they are absent."""

for _variable, _path in (
    (MNIST_VARIABLE, SHARED / "mnist"),
    (PENDIGITS_VARIABLE, SHARED / "pendigits" / "pendigits-train.unipen.gz"),
):
    if _path.exists():
        os.environ.setdefault(_variable, str(_path))  # for the servers and workers that tests start, too

# Every AppTest looks for components in all installed packages, which takes four times as long as running a page.
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)

settings.register_profile(
    "project",
    derandomize=True,
    deadline=None,  # a busy machine is no error
    max_examples=60,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("project")


@pytest.fixture(scope="session")
def mnist_test_images() -> np.ndarray:
    """The first 1000 of MNIST's test images, uint8 (1000, 28, 28); skips where they are absent."""
    path = SHARED / "mnist" / "t10k-images-idx3-ubyte.gz"
    if not path.exists():
        pytest.skip(f"needs {path.name} in ../shared/mnist")
    with gzip.open(path) as file:
        file.read(16)
        return np.frombuffer(file.read(1000 * 28 * 28), np.uint8).reshape(-1, 28, 28)
