"""The calculator of nn.Conv2d says what PyTorch says."""

from __future__ import annotations

import torch

from tests.pages.figures import figures
from tests.ui.shapes.page import shown


def test_calculator_says_what_torch_says() -> None:
    at = shown("Conv2d calculator")
    at.slider(key="calculator_height_dilation").set_value(3).run()
    line = at.code[0].value
    assert "calculator" in figures(at)
    height, width = (int(text.split("= ")[-1].strip("*")) for text in at.markdown[-1].value.split("  \n"))
    conv = eval(line, {"nn": torch.nn})
    assert tuple(conv(torch.zeros(1, 1, 14, 14)).shape) == (1, 1, height, width)
    at.slider(key="calculator_height_size").set_value(2).run()
    assert not at.exception and "cannot be built" in at.error[0].value
    assert not at.code and "calculator" not in figures(at)  # nothing that looks as if it could
