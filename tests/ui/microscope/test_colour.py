"""The section with the picture in colour: its sum in words adds up."""

from __future__ import annotations

import re

import pytest

from cnn.network.colour_conv import COLOURS, PATTERNS, colour_pass
from cnn.network.spec import NetworkSpec
from cnn.ui.microscope.colour import colour_sum
from tests.ui.microscope.sections import UNUSUAL, check_it_opens


@pytest.mark.parametrize("spec", UNUSUAL)
def test_the_section_opens_for_unusual_networks(spec: NetworkSpec) -> None:
    check_it_opens("colour", spec)


@pytest.mark.parametrize("index", range(len(COLOURS) * len(PATTERNS)))
def test_the_sum_in_words_adds_up(index: int) -> None:
    passed = colour_pass(index)
    said = colour_sum(passed, 3, 4).replace("−", "-")
    numbers = [float(sign + value) for sign, value in re.findall(r"(-?) ?(\d+\.\d+)", said)]
    assert sum(numbers[:4]) == pytest.approx(numbers[4], abs=1e-9) == pytest.approx(passed.output[3, 4], abs=1e-4)
