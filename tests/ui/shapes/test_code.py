"""The network as code: what is shown runs."""

from __future__ import annotations

import torch

from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK
from tests.ui.shapes.page import shown


def test_the_code_shown_runs_as_it_is() -> None:
    at = shown("code", conv2_kernel_size="3", pool1_kind="avg")
    namespace: dict[str, object] = {"__name__": "shown"}
    exec(at.code[0].value, namespace)
    model = namespace["SimpleCNN"]()  # type: ignore[operator]
    spec = TEXTBOOK.changed(conv2_kernel_size=3, pool1_kind="avg")
    model.load_state_dict(SimpleCNN(spec).state_dict())
    assert model(torch.zeros(4, 1, 28, 28)).shape == (4, 10)
    assert at.code[1].value == str(SimpleCNN(spec))
