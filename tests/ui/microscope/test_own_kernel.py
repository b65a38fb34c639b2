"""The section with a kernel of your own: what changes, what is put back, and what is said of it."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from cnn.network.kernels import KernelAddress, classic_kernel, kernel_at
from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK, ConvSpec, NetworkSpec
from cnn.ui.models import current
from cnn.ui.parts import BorrowedNetwork, Microscope
from cnn.weights.load import LoadedModel
from tests.apps import session_of
from tests.ui.microscope.sections import UNUSUAL, change, check_it_opens, pictures, section


@pytest.mark.parametrize("spec", UNUSUAL)
def test_the_section_opens_for_unusual_networks(spec: NetworkSpec) -> None:
    check_it_opens("own_kernel", spec)


def answers(at: AppTest) -> list[str]:
    return re.findall(r"<b>(\d)</b>", pictures(at))


def test_a_classic_kernel_is_loaded_and_put_back() -> None:
    at = section("own_kernel")
    at.number_input[0].set_value(6).run()
    at.button(key="classic_Laplacian").click().run()
    assert not at.exception
    own = session_of(at).network.own
    assert own.origin == "edited"
    assert np.array_equal(kernel_at(own.model, KernelAddress("conv1", 6, 0)), classic_kernel("Laplacian", 5))
    at.button(key="put_back").click().run()
    assert session_of(at).network.own is None
    assert at.button(key="put_back").disabled


def test_the_table_starts_from_the_kernel_of_the_network() -> None:
    at = section("own_kernel")
    table = session_of(at).microscope.table
    assert table is not None and np.array_equal(table.start, kernel_at(current(session_of(at)).model, table.place))
    at.run()
    assert session_of(at).microscope.table is table  # what was typed into it stays
    at.button(key="classic_blur").click().run()
    changed = session_of(at).microscope.table
    assert changed is not None and changed.number == table.number + 1
    assert np.array_equal(changed.start, classic_kernel("blur", 5))


def test_a_table_with_other_weights_than_the_kernel_is_opened_again() -> None:
    """As after another view or page was shown, where what was typed is in the network and no longer in the table."""
    at = section("own_kernel")
    first = session_of(at).microscope.table
    assert first is not None
    change(at, Microscope(table=replace(first, start=np.zeros((5, 5), np.float32), refused="A weight must …")))
    again = session_of(at).microscope.table
    assert again is not None and again.number == first.number + 1 and again.refused == ""
    assert np.array_equal(again.start, first.start)


def test_each_click_on_random_loads_another_kernel() -> None:
    at = section("own_kernel")
    found = []
    for _ in range(3):
        at.button(key="classic_random").click().run()
        found.append(kernel_at(current(session_of(at)).model, KernelAddress("conv1", 0, 0)).tobytes())
    assert len(set(found)) == 3


def test_switching_every_filter_off_changes_the_answer() -> None:
    at = section("own_kernel", NetworkSpec(conv1=ConvSpec(1, 5, 1, 2)))
    at.button(key="filter_switch").click().run()
    own = session_of(at).network.own
    assert not own.model.conv1.weight.any() and "on again" in at.button(key="filter_switch").label
    blank = own.model(torch.zeros(1, 1, 28, 28)).softmax(1)
    assert answers(at)[1] == str(int(blank.argmax()))  # nothing of the drawing gets through
    at.button(key="filter_switch").click().run()
    assert session_of(at).network.own.origin != "edited"


def test_edited_networks_keep_the_learners_own_weights_below_them() -> None:
    at = section("own_kernel")
    mine = LoadedModel(SimpleCNN().eval(), "yours")
    change(at, replace(session_of(at).network, own=mine))
    at.button(key="classic_blur").click().run()
    assert session_of(at).network.own.origin == "edited"
    at.button(key="put_back").click().run()
    assert session_of(at).network.own is mine


OTHER = TEXTBOOK.changed(conv1_out_channels=4, conv1_kernel_size=3)


def changed_borrowed(origin: str) -> tuple[AppTest, BorrowedNetwork, LoadedModel]:
    """The section after a change to a borrowed network; that network as it was, and the learner's own."""
    at = section("own_kernel")
    borrowed = BorrowedNetwork(LoadedModel(SimpleCNN(OTHER).eval(), origin), "run 1 at epoch 0.5")
    mine = LoadedModel(SimpleCNN().eval(), "yours")
    change(at, replace(session_of(at).network, own=mine), Microscope(borrowed=borrowed))
    at.button(key="classic_blur").click().run()
    assert not at.exception
    return at, borrowed, mine


def test_a_borrowed_network_is_changed_without_touching_the_learners_own() -> None:
    at, borrowed, mine = changed_borrowed("yours")
    now = session_of(at)
    assert now.network.spec == TEXTBOOK and now.network.own is mine
    changed = now.microscope.borrowed.loaded
    assert changed.origin == "edited"
    before, after = borrowed.loaded.model.conv1.weight, changed.model.conv1.weight
    assert torch.equal(after[1:], before[1:]) and not torch.equal(after[0], before[0])
    at.button(key="put_back").click().run()
    now = session_of(at)
    assert now.microscope.borrowed.loaded is borrowed.loaded and now.network.own is mine


def test_random_weights_of_a_borrowed_network_are_called_random_and_are_put_back() -> None:
    at, borrowed, mine = changed_borrowed("untrained")
    edited = session_of(at).microscope.borrowed
    assert edited.loaded.origin == "edited"
    at.button(key="put_back").click().run()
    now = session_of(at)
    assert now.microscope.borrowed.loaded is borrowed.loaded and now.network.own is mine
    for shown, words in (
        (borrowed, "are random: they have not been trained."),
        (edited, "are random, and then changed"),
    ):
        at = section("filters")
        change(at, Microscope(borrowed=shown))
        assert any(f"These weights {words}" in caption.value for caption in at.caption)


@pytest.mark.parametrize("name", ["filters", "own_kernel"])
def test_a_borrowed_network_is_shown_with_its_own_settings(name: str) -> None:
    at = section(name)
    borrowed = BorrowedNetwork(LoadedModel(SimpleCNN(OTHER).eval(), "yours"), "run 1 at epoch 0.5")
    change(at, Microscope(borrowed=borrowed))
    assert not at.exception
    if name == "filters":
        assert pictures(at).count('class="filter"') == 4
