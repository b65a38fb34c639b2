"""The words about the weights: true for every origin, and a warning where the answer is worth little."""

from __future__ import annotations

import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cnn.spec import TEXTBOOK
from cnn.ui import measured

PAGE = Path(__file__).parent.parent / "pages" / "explore.py"
PATIENCE = 60


def test_the_measured_accuracy_is_that_of_the_network_itself() -> None:
    spec = TEXTBOOK.changed(conv1_kernel_size=3, hidden_units=64)
    deadline = time.monotonic() + PATIENCE
    while (found := measured.accuracy_of(spec)) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert found is not None
    assert found == measured._measure(spec)
    assert 0.9 < found.generated <= 1


def test_shared_weights_say_so_and_what_they_read() -> None:
    page = AppTest.from_file(str(PAGE), default_timeout=60)
    page.query_params["conv1_kernel_size"] = "3"
    page.query_params["hidden_units"] = "64"
    page.run()
    words = " ".join(str(element.proto.body) for element in page.get("html"))
    assert "shared weights" in words and "generated digits" in words


def test_textbook_weights_say_what_they_read_of_mnist() -> None:
    page = AppTest.from_file(str(PAGE), default_timeout=60).run()
    words = " ".join(str(element.proto.body) for element in page.get("html"))
    assert "trained weights" in words and "MNIST" in words and "untrained" not in words
