"""The view of the fc1 that was kept."""

from __future__ import annotations

from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK
from tests.ui.shapes.page import shown, words


def test_the_weights_counted_are_those_of_the_fc1_that_was_kept() -> None:
    at = shown("fc1 shape error", conv1_padding="0", hidden_units="16")
    rows, columns = SimpleCNN(TEXTBOOK).fc1.weight.shape
    assert f"({rows} × {columns} here)" in words(at)
    assert f"transposed: it expects **{columns}** inputs" in words(at)


def test_the_fc1_shape_error_shows_pytorchs_message_and_the_repair() -> None:
    at = shown("fc1 shape error")
    assert "[1, 10]" in at.success[0].value
    at.button(key="break_conv1_padding").click().run()
    assert not at.exception
    assert "mat1 and mat2 shapes cannot be multiplied (1x1152 and 1568x128)" in at.error[0].value
    assert "self.fc1 = nn.Linear(32 * 6 * 6, 128)" in words(at)
    at.button(key="unbreak").click().run()
    assert not at.error
