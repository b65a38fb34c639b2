"""A network that the microscope borrows for one page."""

from __future__ import annotations

from cnn.network.spec import TEXTBOOK
from cnn.ui.parts import BorrowedNetwork, Microscope
from cnn.weights.load import LoadedModel, untrained
from tests.apps import opened, run


def test_a_borrowed_network_is_opened_with_its_own_settings() -> None:
    at = opened("pages/microscope.py")
    spec = TEXTBOOK.changed(conv1_out_channels=4, conv1_kernel_size=3)
    borrowed = BorrowedNetwork(LoadedModel(untrained(spec), "yours"), "run 1 at epoch 0.5")
    looked_at = Microscope(cell=("conv1", 9, 3, 3), borrowed=borrowed)
    at.session_state["explorer"] = at.session_state["explorer"].with_parts(looked_at)
    run(at)
    said = "".join(str(element.proto.body) for element in at.get("html"))
    assert "run 1 at epoch 0.5" in said
    assert at.number_input(key="cell_channel").value == 3  # the last of its four
    at.button(key="moment_over").click()
    run(at)
    assert at.session_state["explorer"].microscope.borrowed is None
    assert "run 1 at epoch 0.5" not in "".join(str(element.proto.body) for element in at.get("html"))
