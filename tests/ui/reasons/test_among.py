"""The view "Among the digits" on the page: blank, with a digit, with a scribble, with networks of all sizes."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import ink_of, prepare_steps
from cnn.explain.digit_space import Neighbour
from cnn.explain.kept import Kept
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.paths import ROOT
from cnn.training.accuracy_meter import generated_digits
from cnn.ui import known_digits
from cnn.ui.reasons.among import NO_CLAIM, neighbours_html

SMALLEST = TEXTBOOK.changed(
    conv1_out_channels=1, conv2_out_channels=1, hidden_units=16, pool1_kernel_size=4, pool1_stride=4,
    pool2_kernel_size=4, pool2_stride=4,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_digits, "generated_digits", lambda: generated_digits().part(0, 300))
    monkeypatch.setattr(known_digits, "_spaces", Kept[known_digits.Among](2))


def opened(spec: NetworkSpec = TEXTBOOK, drawing: np.ndarray | None = None) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "reasons.py"), default_timeout=120)
    for key, value in spec.to_query().items():
        at.query_params[key] = value
    at.session_state["reasons_view"] = "Among the digits"
    at.run()
    if drawing is not None:
        session = at.session_state["explorer"]
        at.session_state["explorer"] = session.with_parts(session.canvas.drawn(prepare_steps(ink_of(drawing))))
        at.run()
    assert not at.exception
    return at


def words_on(at: AppTest) -> str:
    return " ".join([*(one.proto.body for one in at.get("html")), *(one.value for one in at.caption)])


def test_an_empty_board_asks_for_a_digit() -> None:
    at = opened()
    assert "Draw a digit" in words_on(at) and 'class="neighbours"' not in words_on(at)


def test_a_digit_is_among_its_like() -> None:
    at = opened(drawing=example_drawing(6))
    said = words_on(at)
    assert said.count('alt="a 6"') >= 4
    assert "may be a digit" in said and "128 dimensions" in said
    at.segmented_control(key="among_dimensions").set_value("3-D").run()
    assert "3 principal components" in words_on(at) and "WebGL" in words_on(at) and not at.exception


def test_noise_is_unlike_any_digit() -> None:
    chaos = np.random.default_rng(0).integers(0, 256, (140, 140)).astype(np.uint8)
    assert "unlike any digit I know" in words_on(opened(drawing=chaos))


def test_the_smallest_network_claims_nothing() -> None:
    assert NO_CLAIM in words_on(opened(SMALLEST, example_drawing(3)))


def test_the_table_says_all_of_a_neighbour() -> None:
    found = neighbours_html([Neighbour(3, 7, 1, 0.25)])
    assert 'alt="a 7"' in found and "<td>7</td><td>1</td><td>0.25</td>" in found
