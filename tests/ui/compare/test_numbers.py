"""The table of differences has the numbers of `layer_shapes`, and marks what differs by letters."""

from __future__ import annotations

import re

import pytest

from cnn.explain.layer_pairs import SHOWN
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.ui.compare.numbers import table
from tests.apps import texts
from tests.strategies import drawn
from tests.ui.compare.page import compare


def cells(found: str) -> dict[str, list[str]]:
    """The cells of each row, by its name."""
    rows = re.findall(r'<tr[^>]*><th scope="row">(\w+)</th>(.*?)</tr>', found)
    return {name: re.findall(r"<td[^>]*>(.*?)</td>", rest) for name, rest in rows}


def of_both(cell: str) -> tuple[str, str]:
    found = re.fullmatch(r"<span><b>A</b> (.*)</span><span><b>B</b> (.*)</span>", cell)
    return (found[1], found[2]) if found else (cell, cell)


@pytest.mark.parametrize("other", drawn(12))
def test_every_number_is_that_of_the_shapes(other: NetworkSpec) -> None:
    both, rows = (layer_shapes(TEXTBOOK), layer_shapes(other)), cells(table(TEXTBOOK, other))
    assert tuple(rows) == (*SHOWN, "sum")
    for name in SHOWN:
        one, two = (layers.named(name) for layers in both)
        _, shape, parameters, macs, field = map(of_both, rows[name])
        assert shape == tuple("×".join(map(str, layer.output_shape)) for layer in (one, two))
        assert parameters == (f"{one.parameters:,}", f"{two.parameters:,}")
        assert macs == (f"{one.macs:,}", f"{two.macs:,}")
        assert field == tuple(f"{layer.receptive_field}×{layer.receptive_field}" for layer in (one, two))
    sums = [totals(layers) for layers in both]
    assert [of_both(cell) for cell in rows["sum"][2:4]] == [(f"{a:,}", f"{b:,}") for a, b in zip(*sums, strict=True)]


def test_only_what_differs_is_marked() -> None:
    assert "differs" not in table(TEXTBOOK, TEXTBOOK)
    marked = table(TEXTBOOK, TEXTBOOK.changed(hidden_units=64))
    rows = cells(marked)
    assert [name for name in rows if any("<b>A</b>" in cell for cell in rows[name])] == ["fc1", "fc2", "sum"]
    assert marked.count('class="differs"') == sum("<b>A</b>" in cell for row in rows.values() for cell in row)


def test_the_page_has_sentences_and_table() -> None:
    words = texts(compare(conv1_padding="0"))
    assert "<li>conv1 adds 2 rings of zeros around its input in A and no zeros in B.</li>" in words
    assert (
        "computer-made digits" in words
        and "median of" in words
        and table(TEXTBOOK, TEXTBOOK.changed(conv1_padding=0)) in words
    )
