"""What differs between A and B: in sentences, and as a table of their layers."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn.explain.differences import differences
from cnn.explain.layer_pairs import QUANTITIES, LayerPair, layer_pairs
from cnn.explain.pass_times import PassTimes, pass_times
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import NetworkSpec
from cnn.ui import models, state
from cnn.ui.compare import words
from cnn.ui.compare.sides import both_networks, generated_read

_HEADS = {
    "settings": "settings", "output_shape": "output", "parameters": "parameters", "macs": "multiply-accumulates",
    "receptive_field": "receptive field",
}  # fmt: skip
assert tuple(_HEADS) == QUANTITIES


def differences_section(place: DeltaGenerator) -> None:
    """Sentences and table."""
    both = both_networks(state.session())
    one, other = both["a"], both["b"]
    specs = one.model.spec, other.model.spec
    with place.container(key="differences", gap="small"):
        st.html('<h2 class="section">What differs</h2>')
        sentences = [
            *differences(*specs),
            words.weights_compared(one, other),
            words.accuracies_compared(generated_read(one), generated_read(other)),
            words.times_compared(_times(*specs)),
        ]
        st.html('<ul class="differences">' + "".join(f"<li>{said}</li>" for said in sentences if said) + "</ul>")
        scrolls = 'tabindex="0" role="region" aria-label="Every layer of both networks"'  # it may scroll sideways
        st.html(f'<div class="compare-scroll" {scrolls}>{table(*specs)}</div>')
        st.caption(
            "Where A and B differ, a cell has a line for each, marked by its letter; where they agree, it has one "
            "value. ReLU and softmax keep the shape of the layer before. The receptive field is in pixels of the "
            "drawing, as if it had no edge."
        )


@lru_cache(maxsize=256)
def _times(one: NetworkSpec, other: NetworkSpec) -> PassTimes:
    """Measured once for each pair of settings: the values of weights do not matter."""
    return pass_times(models.shared_for(one).model, models.shared_for(other).model)


def table(one: NetworkSpec, other: NetworkSpec) -> str:
    """Every layer of both as a table in HTML; cells that differ have a line for A and one for B."""
    head = "".join(f'<th scope="col">{words_}</th>' for words_ in ("layer", *_HEADS.values()))
    rows = "".join(_row(pair) for pair in layer_pairs(one, other))
    sums = [totals(layer_shapes(spec)) for spec in (one, other)]
    cells = "".join(_cell(f"{mine:,}", f"{theirs:,}") for mine, theirs in zip(*sums, strict=True))
    total = f'<tr class="sum"><th scope="row">sum</th><td></td><td></td>{cells}<td></td></tr>'
    return f'<table class="compare-table"><thead><tr>{head}</tr></thead><tbody>{rows}{total}</tbody></table>'


def _row(pair: LayerPair) -> str:
    cells = "".join(_cell(*(_text(quantity, value) for value in pair.values(quantity))) for quantity in QUANTITIES)
    return f'<tr><th scope="row">{pair.name}</th>{cells}</tr>'


def _text(quantity: str, value: object) -> str:
    if isinstance(value, tuple):
        return "×".join(map(str, value))
    if isinstance(value, int):
        return f"{value}×{value}" if quantity == "receptive_field" else f"{value:,}"
    return str(value)


def _cell(mine: str, theirs: str) -> str:
    if mine == theirs:
        return f"<td>{mine or '–'}</td>"
    return f'<td class="differs"><span><b>A</b> {mine}</span><span><b>B</b> {theirs}</span></td>'
