"""A nudge, seen from inside: which layers move with the digit, which forgive, which do neither."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.explain.equivariance import MAPS, ShiftDifferences, shift_differences
from cnn.explain.perturb import Change, changed
from cnn.figures.numbers import number
from cnn.figures.png import coloured, data_uri
from cnn.figures.scales import colours_of, largest
from cnn.figures.shift_curves import shift_figure
from cnn.figures.theme import theme_named
from cnn.network.spec import NetworkSpec
from cnn.ui import chart, models, page
from cnn.ui.reasons.about import Answered

_WORTH = 0.02
"""Difference of two shares that is worth a word."""


def nudge_part(found: Answered, direction: str, now: float) -> None:
    """How far the output of each layer changes while the digit is nudged, and what that says of the layers."""
    differences = shift_differences(found.loaded.model, found.image, direction)
    st.html('<h2 class="section">What a nudge does inside: who moves along, who forgives</h2>')
    figure = shift_figure(differences.pixels, differences.as_is, differences.moved_back, now, theme_named(page.theme()))
    st.html(_maps(found, direction, now or 1.0))
    sentences = nudge_words(differences, found.loaded.model.spec)
    chart.figure(figure, key="nudge_curves", alt=" ".join(sentences).replace("**", ""))
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    st.caption(
        "Your digit with this nudge alone. Difference of two outputs a and b: Σ|a − b| / Σ(|a| + |b|) over all values; "
        "0 %: the same, 100 %: nothing in common. Counted is what a layer adds to its output for an empty picture. "
        "Maps are moved back by pixels / jump cells. Lines on the right end where ink leaves the picture, and leave "
        "out cells that the zeros of padding change."
    )
    with st.expander("The same in numbers"):
        st.markdown(nudge_table(differences))


def _maps(found: Answered, direction: str, pixels: float) -> str:
    """HTML: the strongest map of every layer, of the picture as it is and nudged."""
    nudged = changed(found.image, Change().with_value(direction, pixels))
    traces = (found.trace, models.trace_of(found.loaded, nudged))
    channels = {block: int(found.trace[f"relu{block}"].sum(axis=(1, 2)).argmax()) for block in (1, 2)}
    columns = []
    for name in ("input", *MAPS):
        channel = 0 if name == "input" else channels[1 if name.endswith("1") else 2]
        maps = [trace[name][channel] for trace in traces]
        colours = colours_of(name, largest(np.stack(maps)))
        tiles = "".join(
            f'<img src="{data_uri(coloured(one, colours.scale, colours.limits))}" alt="{name}, {words}">'
            for one, words in zip(maps, ("as it is", "nudged"), strict=True)
        )
        shape = "×".join(map(str, maps[0].shape))
        columns.append(f"<figure><figcaption><b>{name}</b> {shape}</figcaption>{tiles}</figure>")
    side = ("right" if pixels > 0 else "left") if direction == "right" else "down" if pixels > 0 else "up"
    words = f"nudged {number(abs(pixels), 'g')} px {side}"
    rows = f'<div class="rows"><span>as it is</span><span>{words}</span></div>'
    return f'<div class="nudge-maps">{rows}{"".join(columns)}</div>'


def nudge_words(differences: ShiftDifferences, spec: NetworkSpec) -> list[str]:
    """Three sentences with this network's own numbers."""
    one = _at(differences, 1)
    jump = differences.jumps["conv1"]
    back = _share(differences.moved_back["conv1"][_at(differences, jump)])
    step = "1 pixel" if jump == 1 else f"{jump} pixels, its jump,"
    moves = (
        f"**Convolution moves with the digit.** Nudged by 1 pixel, conv1’s output differs by "
        f"{_share(differences.as_is['conv1'][one])}. Nudged by {step} and moved back, it differs by {back}: nothing is "
        "lost, and nothing is forgiven."
    )
    return [moves, _pooling_words(differences, spec, one), _linear_words(differences, one)]


def _pooling_words(differences: ShiftDifferences, spec: NetworkSpec, one: int) -> str:
    if spec.pool1.kind == spec.pool2.kind == "none":
        return "**Pooling would forgive about a pixel**, but this network has none."
    name, before = ("pool1", "conv1") if spec.pool1.kind != "none" else ("pool2", "conv2")
    far = _at(differences, 4)
    pooled, plain = differences.as_is[name], differences.as_is[before]
    one_gap, far_gap = plain[one] - pooled[one], plain[far] - pooled[far]
    if not np.isfinite(one_gap) or one_gap <= _WORTH:
        head = "Pooling does not forgive this nudge."
    elif np.isfinite(far_gap) and far_gap < one_gap / 2:
        head = "Pooling forgives about a pixel, not more."
    else:
        head = "Pooling forgives a part of the nudge."
    jump = differences.jumps[name]
    again = f" Its maps, moved back, are the same again only at multiples of its jump of {jump} pixels."
    return (
        f"**{head}** After 1 pixel {name} differs by {_share(pooled[one])} ({before} by {_share(plain[one])}), after 4 "
        f"pixels by {_share(pooled[far])} ({_share(plain[far])}).{again if jump > 1 else ''}"
    )


def _linear_words(differences: ShiftDifferences, one: int) -> str:
    flat, unit = differences.as_is["pool2"][one], differences.as_is["fc1"][one]
    learned = (
        " That is what training has taught it; with random weights the two differ alike."
        if np.isfinite(unit) and unit < flat - _WORTH
        else ""
    )
    return (
        f"**flatten and Linear have nothing that forgives.** flatten is pool2 in one row: {_share(flat)} after 1 "
        f"pixel. Every weight of fc1 belongs to one place of it. Here fc1 differs by {_share(unit)}.{learned}"
    )


def nudge_table(differences: ShiftDifferences) -> str:
    """The text twin of the figure, in Markdown."""
    pixels = [-4, -2, -1, 0, 1, 2, 4]
    rows = ["| layer | " + " | ".join(f"{one} px".replace("-", "−") for one in pixels) + " |", "|:--|" + "--:|" * 7]
    for head, lines in (("", differences.as_is), (", moved back", differences.moved_back)):
        for name, values in lines.items():
            if name in (*MAPS, "fc1"):
                cells = (_share(values[_at(differences, one)]) for one in pixels)
                rows.append(f"| {name}{head} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _at(differences: ShiftDifferences, pixels: float) -> int:
    return int(np.abs(differences.pixels - pixels).argmin())


def _share(value: float) -> str:
    """A difference in per cent; a dash where there is none."""
    return f"{100 * value:.0f} %" if np.isfinite(value) else "–"
