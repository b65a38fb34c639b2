"""Numbers and lines of PyTorch, as questions write them."""

from __future__ import annotations

from torch import nn

from cnn.figures import numbers
from cnn.figures.quiz_grid import cell_text
from cnn.network.spec import TEXTBOOK
from cnn.quiz.words import (
    change_text,
    code,
    decimal,
    end_of_scale,
    joined,
    layer_line,
    percent,
    setting_text,
    shape_text,
    shown,
    whole,
)
from tests.strategies import drawn, reference_modules


def test_numbers() -> None:
    assert (decimal(-0.424), decimal(-0.001), decimal(2, 1), whole(215370), whole(-3)) == (
        "−0.42", "0.00", "2.0", "215,370", "−3",
    )  # fmt: skip
    assert (shape_text((16, 10, 10)), percent(0.9731)) == ("16×10×10", "97.3 %")
    assert (joined(["a"]), joined(["a", "b", "c"])) == ("a", "a, b and c")


def test_a_probability_is_written_as_on_the_pages() -> None:
    for share in (0.0, 0.0005, 0.001, 0.0015, 0.5, 0.9731, 0.9985, 0.999, 0.9991, 1.0):
        assert percent(share) == numbers.percent(share)


def test_a_number_is_written_as_in_its_cell_and_at_its_scale() -> None:
    for value in (0, 0.0004, -0.0004, 0.034, -0.0994, 0.0996, 0.5, 9.999, 10, -12.345, 99.96, 123.45):
        assert shown(value) == cell_text(value)
        assert end_of_scale(value) == numbers.exact(value)


def test_changes() -> None:
    other = TEXTBOOK.changed(conv1_kernel_size=3, hidden_units=64)
    assert change_text(TEXTBOOK, other) == "conv1 kernel_size from 5 to 3 and hidden_units from 128 to 64"
    assert setting_text(other, "conv1_kernel_size") == "conv1 kernel_size 3"


def test_lines_are_the_modules_of_the_network() -> None:
    for spec in drawn(20):
        references = reference_modules(spec)
        for name in ("conv1", "pool1", "conv2", "pool2", "fc2"):
            made = eval(layer_line(spec, name).partition(" = ")[2], {"nn": nn})
            assert str(made) == str(references[name])


def test_code_has_the_layers_with_settings() -> None:
    names = [line.split()[0] for line in code(TEXTBOOK, "conv1", "fc2").split("\n")[1:-1]]
    assert names == ["conv1", "pool1", "conv2", "pool2", "fc1", "fc2"]
