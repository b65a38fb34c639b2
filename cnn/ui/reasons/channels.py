"""What a channel looks for: the digits that excite it most, and a picture grown to excite it more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import streamlit as st
import torch

from cnn.digits.sets import DigitSet, network_input
from cnn.explain.channels import MOST, Grown, Strongest, grow, strongest_digits
from cnn.explain.kept import Kept
from cnn.explain.progress import Progress, part, quiet
from cnn.figures.channel import WIDTH, channel_figure
from cnn.figures.numbers import number
from cnn.figures.theme import theme_named
from cnn.network.shapes import layer_shapes
from cnn.network.spec import HIDDEN_LAYERS
from cnn.training.accuracy_meter import GENERATED, generated_digits
from cnn.ui import chart, models, page, state
from cnn.ui.reasons.exciting import exciting_table, exciting_tiles
from cnn.ui.reasons.slow import progress_bar
from cnn.weights.load import LoadedModel

SEED = 0
"""Of the noise that a picture is grown from."""

_strongest: Kept[Mapping[str, Strongest]] = Kept(40)
_grown: Kept[Grown] = Kept(300)


@dataclass(frozen=True)
class Chosen:
    """A channel of conv1 or conv2, or a unit of fc1."""

    layer: str
    channel: int

    @property
    def words(self) -> str:
        return f"unit {self.channel} of fc1" if self.layer == "fc1" else f"channel {self.channel} of {self.layer}"


def channels_section() -> None:
    """The view."""
    now = state.session()
    loaded = models.current(now)
    chosen = _chosen(loaded)
    with progress_bar(f"{GENERATED:,} digits go through the network, then a picture is grown …") as tell:
        digits, strongest = strongest_of(loaded, part(tell, 0, 2))
        grown = grown_for(loaded, chosen, part(tell, 1, 2))
    mine = None if now.canvas.image is None else _mine(loaded, chosen, now.canvas.image)
    with st.container(key="channel", horizontal=True, gap="medium"):
        with st.container(key="channel_grown", width=WIDTH, gap="xsmall"):
            _pictures(loaded, chosen, grown)
            st.html(f'<p class="method">{grown_words(chosen, grown, strongest)}</p>')
        with st.container(key="channel_digits", gap="xsmall"):
            st.html(f'<p class="method">{digits_words(chosen, strongest)}</p>')
            st.html(exciting_tiles(loaded.model.spec, chosen.layer, (strongest, chosen.channel), digits, mine))
    with st.expander("The same in numbers"):
        st.markdown(exciting_table(loaded.model.spec, chosen.layer, (strongest, chosen.channel), digits, mine))


def _chosen(loaded: LoadedModel) -> Chosen:
    """The switch between the layers and the slider for the channel; the session keeps both."""
    asked = state.session().explained
    counts = {
        shape.name: shape.output_shape[0] for shape in layer_shapes(loaded.model.spec) if shape.name in HIDDEN_LAYERS
    }
    last = counts[asked.layer] - 1
    channel = min(asked.channel, last)
    with st.container(key="channel_place", horizontal=True, gap="medium", vertical_alignment="center"):
        state.seed("channel_layer", asked.layer)
        st.segmented_control(
            "layer", HIDDEN_LAYERS, key="channel_layer", required=True, label_visibility="collapsed",
            on_change=_take_layer,
        )  # fmt: skip
        if last:
            key = f"channel_number_{asked.layer}_{last}"
            state.seed(key, channel)
            name = "unit" if asked.layer == "fc1" else "channel"
            st.slider(name, 0, last, key=key, width=320, on_change=_take_channel, args=(key,))
    return Chosen(asked.layer, channel)


def _take_layer() -> None:
    """Callback: another layer, its first channel."""
    state.update(replace(state.session().explained, layer=state.widget("channel_layer"), channel=0))


def _take_channel(key: str) -> None:
    """Callback of the slider."""
    state.update(replace(state.session().explained, channel=int(state.widget(key))))


def strongest_of(loaded: LoadedModel, progress: Progress) -> tuple[DigitSet, Strongest]:
    """The generated digits, and which of them excite the channels of the layer that is shown most."""
    digits = generated_digits()
    make = partial(strongest_digits, loaded.model, network_input(digits.images), progress)
    return digits, _strongest.of(loaded.model, "strongest", make)[state.session().explained.layer]


def grown_for(loaded: LoadedModel, chosen: Chosen, progress: Progress) -> Grown:
    """The picture grown for a channel."""
    make = partial(grow, loaded.model, chosen.layer, chosen.channel, SEED, progress)
    return _grown.of(loaded.model, chosen, make)


def _mine(loaded: LoadedModel, chosen: Chosen, image: np.ndarray) -> tuple[np.ndarray, Strongest]:
    """The learner's drawing, and how far it excites the channels of the layer."""
    found = strongest_digits(loaded.model, torch.from_numpy(image)[None, None], quiet)
    return image, found[chosen.layer]


def _pictures(loaded: LoadedModel, chosen: Chosen, grown: Grown) -> None:
    """The grown picture; for conv1 the kernel on its left."""
    top, left, bottom, right = grown.field
    kernel = loaded.model.conv1.weight[chosen.channel, 0].detach().numpy() if chosen.layer == "conv1" else None
    figure = channel_figure(grown.image[top:bottom, left:right], (top, left), kernel, theme_named(page.theme()))
    said = f"The picture of {bottom - top}×{right - left} pixels that was grown for {chosen.words}"
    chart.figure(figure, key="channel_picture", alt=said + (", and its kernel." if kernel is not None else "."))


def grown_words(chosen: Chosen, grown: Grown, strongest: Strongest) -> str:
    """Two sentences on the grown picture, and where it comes from."""
    top, left, bottom, right = grown.field
    best = float(strongest.values[chosen.channel, 0])
    reads = (
        "the whole picture"
        if chosen.layer == "fc1"
        else f"the {bottom - top}×{right - left} pixels that one cell reads"
    )
    more = f"{number(grown.value, '#.3g')}, and the strongest digit to {number(best, '#.3g')}"
    kernel = " It is ink where the kernel is green." if chosen.layer == "conv1" else ""
    return (
        f"Grown from noise: {reads}, changed step by step so that the value rises. It went from "
        f"{number(grown.before, '#.3g')} to {more}.{kernel} <span>It does not look like a digit, and need not: nothing "
        "but this one value was asked for, and other noise grows another picture. (Activation maximisation, Erhan et "
        "al. 2009, with blurred slopes and small shifts as in Olah et al. 2017.)</span>"
    )


def digits_words(chosen: Chosen, strongest: Strongest) -> str:
    """What the tiles are."""
    head = f"The {MOST} of {GENERATED:,} computer-made digits that excite <b>{chosen.words}</b> most"
    value = "Under each: its highest value, before ReLU."
    if strongest.dead[chosen.channel]:
        unit = "unit" if chosen.layer == "fc1" else "channel"
        head = (
            f"<b>This {unit} is dead for digits</b>: none of {GENERATED:,} computer-made digits lifts {chosen.words} "
            f"above zero, so ReLU always makes it 0. The {MOST} that come nearest"
        )
    frame = "" if chosen.layer == "fc1" else " The frame is what the strongest cell reads."
    return f"{head}. {value}{frame}"
