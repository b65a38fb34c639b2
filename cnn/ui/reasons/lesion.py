"""Switch parts off: what is left of the network's answers, and what each channel is worth."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from cnn.explain.background import Measurement
from cnn.explain.channel_worth import AFTER, ChannelWorth, accuracy_of, channel_worth
from cnn.explain.curves import probabilities_of
from cnn.explain.lesion import MOST_NOISE, NOISE_STEP, Lesion, channels, lesioned
from cnn.explain.progress import Progress, part
from cnn.explain.quantise import BITS
from cnn.figures.lesions import answers_figure, channels_figure
from cnn.figures.theme import theme_named
from cnn.network.model import SimpleCNN
from cnn.network.spec import HIDDEN_LAYERS
from cnn.training.accuracy_meter import GENERATED
from cnn.ui import chart, page, state
from cnn.ui.reasons import measured
from cnn.ui.reasons.about import Answered, answered
from cnn.weights.load import LoadedModel

_ROUNDED = {0: "as they are", **{bits: f"{bits} bits" for bits in BITS}}
_STEPS = {False: "one step per layer", True: "one per output channel"}
_KINDS = {"conv1": "channels", "conv2": "channels", "fc1": "units"}
_FIND = dict.fromkeys(_KINDS, "Click a map to switch it off.") | {"fc1": "Click a cell to switch its unit off."}


def lesion_section() -> None:
    """The view."""
    found = answered()
    if found is None:
        return
    spec = found.loaded.model.spec
    lesion = state.session().experiments.lesion.within(spec)
    _accuracies(found.loaded, lesion)  # before the channels, which take longer
    with st.container(key="lesion_view", gap="xsmall"):
        _channels(found, lesion)
        settings, answers = st.columns([330, 610], gap="medium")
        with settings:
            _weights(lesion)
        with answers:
            _answers(found, lesion)


def _channels(found: Answered, lesion: Lesion) -> None:
    """The layer, its channels with what each is worth, and which are off."""
    layer = state.session().experiments.layer
    state.seed("lesion_layer", layer)
    with st.container(key="lesion_top", horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            "layer", HIDDEN_LAYERS, key="lesion_layer", required=True, on_change=_take_layer,
            label_visibility="collapsed",
        )  # fmt: skip
        with st.container(horizontal=True, gap="small", key="lesion_buttons"):
            st.button(f"All of {layer} off", key="lesion_all", on_click=_switch_all, args=(layer,))
            st.button("Everything as it was", key="lesion_none", disabled=lesion == Lesion(), on_click=_restore)
    model = found.loaded.model
    asked = partial(measured.ask, found.loaded, ("channels", layer), partial(_worth_of, model, layer))
    _drawn(found, layer, lesion, asked().result)
    measured.bar(asked, f"Switching off every channel of {layer}, one at a time …")
    count = channels(model.spec)[layer]
    state.seed(f"lesion_off_{layer}", list(lesion.off(layer)))
    st.multiselect(
        f"{_KINDS[layer]} of {layer} that are off", range(count), key=f"lesion_off_{layer}", on_change=_take_off,
        args=(layer,), placeholder="none: click a map above, or choose here",
    )  # fmt: skip


def _worth_of(model: SimpleCNN, layer: str, progress: Progress) -> ChannelWorth:
    return channel_worth(model, layer, measured.digits(), progress)


def _drawn(found: Answered, layer: str, lesion: Lesion, worth: ChannelWorth | None) -> None:
    """The figure, without bars until they are measured."""
    lost = None if worth is None else worth.lost
    figure = channels_figure(found.trace[AFTER[layer]], lost, lesion.off(layer), theme_named(page.theme()))
    words = f"The {_KINDS[layer]} of {layer}." if worth is None else worth_words(worth)

    def toggle(channel: int) -> None:
        if 0 <= channel < channels(found.loaded.model.spec)[layer]:
            _update(state.session().experiments.lesion.toggled(layer, channel))

    chart.figure(figure, key="lesion_channels", alt=words, on_point=toggle)
    st.caption(words)


def worth_words(worth: ChannelWorth) -> str:
    """What the bars say: the channel that costs most, how many cost nothing, and which are never active."""
    lost, kind = worth.lost, _KINDS[worth.layer][:-1]
    half = 0.5 / worth.digits
    free, better = int((np.abs(lost) < half).sum()), int((lost <= -half).sum())
    dead = np.flatnonzero(worth.active == 0)
    gained = f", and without {better} others it reads more" if better > 1 else ", and without 1 other it reads more"
    silent = f" Never active on any of them: {', '.join(map(str, dead))}." if 0 < len(dead) <= 12 else ""
    return (
        f"With all of {worth.layer} the network reads {100 * worth.whole:.1f} % of {worth.digits:,} computer-made "
        f"digits. {_costly(lost, kind, half)}{free} of {len(lost)} cost nothing{gained if better else ''}.{silent} One "
        f"digit more or less is {_points(1 / worth.digits)}: small differences are chance. {_FIND[worth.layer]}"
    )


def _costly(lost: np.ndarray, kind: str, half: float) -> str:
    """What costs most; half: half a digit, as a share of all."""
    first = np.flatnonzero(lost > lost.max() - half)
    if lost.max() < half:
        return f"No {kind} alone costs anything. "
    fewer = f"it reads {_points(float(lost.max()))} fewer"
    if len(first) == 1:
        return f"Without {kind} {first[0]} {fewer}, more than without any other. "
    if len(first) > 5:
        return f"Without any one of {len(first)} {kind}s {fewer}: no other costs more. "
    named = f"{', '.join(map(str, first[:-1]))} or {first[-1]}"
    return f"Without {kind} {named} {fewer}, more than without any other. "


def _points(share: float) -> str:
    """A difference of two shares: "1 point", "0.3 points"."""
    text = f"{100 * share:.1f}"
    return "1 point" if text == "1.0" else f"{text} points"


def _weights(lesion: Lesion) -> None:
    """Noise on all weights, and weights with few values."""
    state.seed("lesion_noise", float(lesion.noise))
    with st.container(key="block_lesion", gap=None):
        st.slider(
            "weight noise", 0.0, MOST_NOISE, step=NOISE_STEP, key="lesion_noise", format="×%.2f",
            on_change=_take_weights,
            help="Gaussian noise on every weight of all four layers. 1: as strong as the layer’s own weights (their "
            "standard deviation). Biases stay.",
        )  # fmt: skip
    state.seed("lesion_bits", lesion.bits)
    st.segmented_control(
        "weights rounded to", list(_ROUNDED), key="lesion_bits", required=True, on_change=_take_weights,
        format_func=lambda bits: _ROUNDED[bits],
        help="Every weight becomes the nearest of 2^bits − 1 evenly spaced values around 0 (255, 15 or 3), up to the "
        "largest weight. Biases stay. After Krishnamoorthi 2018, arXiv:1806.08342.",
    )  # fmt: skip
    state.seed("lesion_each", lesion.per_channel)
    st.segmented_control(
        "distance of the values", list(_STEPS), key="lesion_each", required=True, on_change=_take_weights,
        format_func=lambda each: _STEPS[each], disabled=not lesion.bits, label_visibility="collapsed",
    )  # fmt: skip
    st.button("Other noise", key="lesion_seed", disabled=not lesion.noise, on_click=_other_noise)


def _answers(found: Answered, lesion: Lesion) -> None:
    """The answer to the drawing before and after, and how many digits are still read."""
    model = found.loaded.model
    after = probabilities_of(lesioned(model, lesion), found.image[None])[0]
    before = found.trace.probabilities
    words = (
        f"The whole network says {before.argmax()} ({100 * before.max():.1f} percent), what is left of it "
        f"{after.argmax()} ({100 * after.max():.1f} percent)."
    )
    chart.figure(answers_figure(before, after, theme_named(page.theme())), key="lesion_answers", alt=words)
    asked = partial(_accuracies, found.loaded, lesion)
    _accuracy_line(asked().result, measured.digits_for(model.spec))
    measured.bar(asked, "Reading digits with what is left …")


def _accuracies(loaded: LoadedModel, lesion: Lesion) -> Measurement:
    return measured.ask(loaded, ("lesion", lesion), partial(_both, loaded.model, lesion))


def _both(model: SimpleCNN, lesion: Lesion, progress: Progress) -> tuple[float, float]:
    """Accuracy of the whole network and of what is left of it."""
    digits = measured.digits().part(0, measured.digits_for(model.spec))
    whole = accuracy_of(model, digits, part(progress, 0, 2))
    if lesion == Lesion():
        return whole, whole
    return whole, accuracy_of(lesioned(model, lesion), digits, part(progress, 1, 2))


def _accuracy_line(shares: tuple[float, float] | None, count: int) -> None:
    if shares is None:
        return
    whole, left = shares
    fewer = f" ({count:,} of {GENERATED:,}, because this network is slow.)" if count < GENERATED else ""
    st.html(
        f'<div class="lesion-read">It reads <b>{100 * left:.1f} %</b> of {count:,} computer-made digits; the whole '
        f"network reads {100 * whole:.1f} %. Guessing reads 10 %.{fewer}</div>"
    )


def _update(lesion: Lesion) -> None:
    state.update(replace(state.session().experiments, lesion=lesion))


def _take_layer() -> None:
    state.update(replace(state.session().experiments, layer=str(state.widget("lesion_layer") or "conv1")))


def _take_off(layer: str) -> None:
    chosen = [one for one in state.widget(f"lesion_off_{layer}", []) if isinstance(one, int)]
    _update(state.session().experiments.lesion.with_off(layer, chosen))


def _take_weights() -> None:
    lesion = state.session().experiments.lesion
    noise = round(round(float(state.widget("lesion_noise", 0)) / NOISE_STEP) * NOISE_STEP, 6)
    bits, each = state.widget("lesion_bits", 0), bool(state.widget("lesion_each", False))
    _update(replace(lesion, noise=noise, bits=bits if bits in _ROUNDED else 0, per_channel=each))


def _switch_all(layer: str) -> None:
    count = channels(state.session().network.spec)[layer]
    _update(state.session().experiments.lesion.with_off(layer, range(count)))


def _restore() -> None:
    _update(Lesion())


def _other_noise() -> None:
    lesion = state.session().experiments.lesion
    _update(replace(lesion, seed=(lesion.seed + 1) % 1000))
