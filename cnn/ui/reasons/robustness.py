"""Change the drawing: what happens to the answer while the picture that the network sees is moved, turned, blurred …"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import numpy as np
import streamlit as st

from cnn.explain.curves import AnswerCurve, answer_curve, probabilities_of
from cnn.explain.perturb import BY_NAME, KINDS, Change, Kind, changed
from cnn.figures.answer_curves import Range, answer_figure, runs
from cnn.figures.numbers import number, percent
from cnn.figures.png import ink_uri
from cnn.figures.theme import theme_named
from cnn.network.shapes import layer_shapes, totals
from cnn.ui import chart, page, state
from cnn.ui.reasons.about import Answered, answered
from cnn.ui.reasons.nudge import nudge_part
from cnn.weights.load import LoadedModel

_COLUMNS = (("right", "down", "turn"), ("scale", "thick", "blur"), ("noise",))

_FORMATS = {"turn": "%d°", "scale": "×%.2f", "right": "%.2f px", "down": "%.2f px", "thick": "%.1f px",
            "blur": "%.2f px", "noise": "%.2f"}  # fmt: skip

_MARKS: dict[str, tuple[float, ...]] = {
    "right": (-8, -6, -4, -2, 0, 2, 4, 6, 8), "down": (-8, -6, -4, -2, 0, 2, 4, 6, 8),
    "turn": (-180, -135, -90, -45, 0, 45, 90, 135, 180), "scale": (0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6),
    "thick": (-1.5, -1, 0, 1, 2, 2.5), "blur": (0, 1, 2, 3), "noise": (0, 0.25, 0.5, 0.75, 1),
}  # fmt: skip

_WORDS = {
    "right": "pixels to the right (left of 0: to the left)", "down": "pixels down (left of 0: up)",
    "turn": "degrees clockwise (left of 0: the other way)", "scale": "size, as a factor",
    "thick": "pixels added at each side of a stroke (left of 0: taken away)",
    "blur": "blur: standard deviation in pixels", "noise": "noise: standard deviation, as a share of full ink",
}  # fmt: skip

_SLOW = 20_000_000
"""Multiply-accumulates of one forward pass from which on the page says that it computes."""


def robustness_section() -> None:
    """The view."""
    found = answered()
    if found is None:
        return
    st.caption(
        "Everything here changes the 28×28 picture that the network sees, **after** the preparation: before it, the "
        "preparation would undo a shift or another size. So you see what the network itself forgives."
    )
    _sliders()
    tried = state.session().experiments
    with while_slow(found.loaded):
        curve = answer_curve(found.loaded.model, found.image, tried.change, tried.kind)
    before, along = st.columns([214, 730], gap="small")
    with before:
        _pictures(found, tried.change)
    with along:
        _curve(curve, tried.change)
    if tried.kind in ("right", "down"):
        nudge_part(found, tried.kind, getattr(tried.change, tried.kind))


def while_slow(loaded: LoadedModel) -> AbstractContextManager[object]:
    """Says that the page computes, where a network takes long."""
    slow = totals(layer_shapes(loaded.model.spec))[1] > _SLOW
    return st.spinner("The network runs on every value of the range …") if slow else nullcontext()


def _sliders() -> None:
    tried = state.session().experiments
    with st.container(key="change_sliders"):
        for number_, (column, names) in enumerate(zip(st.columns(3, gap="small"), _COLUMNS, strict=True)):
            with column, st.container(key=f"block_change_{number_}", gap=None):
                for name in names:
                    _slider(BY_NAME[name], tried.change)
                if number_ == 2:
                    _buttons(tried.change)


def _slider(kind: Kind, change: Change) -> None:
    key = f"change_{kind.name}"
    state.seed(key, _shown(kind, getattr(change, kind.name)))
    st.slider(
        kind.words, _shown(kind, kind.low), _shown(kind, kind.high), step=_shown(kind, kind.step), key=key,
        format=_FORMATS[kind.name], on_change=_take_value, args=(kind.name,),
    )  # fmt: skip


def _shown(kind: Kind, value: float) -> float:
    """The value as the slider has it: whole degrees, fractions otherwise."""
    return int(value) if kind.name == "turn" else float(value)


def _take_value(name: str) -> None:
    value = BY_NAME[name].nearest(float(state.widget(f"change_{name}", BY_NAME[name].identity)))
    state.update(state.session().experiments.with_value(name, value))


def _buttons(change: Change) -> None:
    with st.container(horizontal=True, gap="small", key="change_buttons"):
        st.button("Undo all changes", key="change_undo", disabled=not change.changed_kinds, on_click=_undo)
        st.button("Other noise", key="change_seed", disabled=not change.noise, on_click=_other_noise)


def _undo() -> None:
    state.update(replace(state.session().experiments, change=Change()))


def _other_noise() -> None:
    tried = state.session().experiments
    state.update(replace(tried, change=replace(tried.change, seed=(tried.change.seed + 1) % 1000)))


def _pictures(found: Answered, change: Change) -> None:
    """The picture before and after, with the answers."""
    after = changed(found.image, change)
    shares = probabilities_of(found.loaded.model, after[None])[0]
    tiles = picture("before", found.image, found.trace.probabilities) + picture("after", after, shares)
    st.html(f'<div class="tried-pictures">{tiles}</div>')


def picture(name: str, image: np.ndarray, shares: np.ndarray) -> str:
    """HTML of a picture in [0, 1] with what the network says of it."""
    uri = ink_uri(image)
    answer = f"<b>{int(shares.argmax())}</b> {percent(float(shares.max()))}"
    return f'<figure><img src="{uri}" alt="the picture {name}"><figcaption>{name}: {answer}</figcaption></figure>'


def _curve(curve: AnswerCurve, change: Change) -> None:
    """The choice of a curve, the curve, and the same in words."""
    state.seed("change_kind", curve.kind)
    st.segmented_control(
        "curve", [kind.name for kind in KINDS], key="change_kind", required=True, on_change=_take_kind,
        format_func=lambda name: BY_NAME[name].words, label_visibility="collapsed",
    )  # fmt: skip
    now = float(getattr(change, curve.kind))
    marks = _MARKS[curve.kind]
    texts = tuple(number(mark, "g") for mark in marks)
    along = Range(curve.values, curve.probabilities, now, _WORDS[curve.kind], marks, texts)
    words = in_words(curve, now)
    chart.figure(answer_figure(along, theme_named(page.theme())), key="change_curve", alt=words)
    st.caption(words)


def _take_kind() -> None:
    name = state.widget("change_kind")
    if name in BY_NAME:
        state.update(replace(state.session().experiments, kind=name))


def in_words(curve: AnswerCurve, now: float) -> str:
    """The curve in sentences: the answer now, how far it holds, and every answer along the range."""
    kind = BY_NAME[curve.kind]
    at = int(np.abs(curve.values - now).argmin())
    first, last = curve.holds(now)
    share = percent(float(curve.probabilities[at].max()))
    unit = f" {kind.unit}" if kind.unit == "px" else kind.unit if kind.unit == "°" else ""
    parts = [
        f"{digit} from {number(float(curve.values[start]), 'g')} to {number(float(curve.values[stop]), 'g')}"
        if start < stop
        else f"{digit} at {number(float(curve.values[start]), 'g')}"
        for start, stop, digit in runs(curve.answers)
    ]
    return (
        f"At {number(now, 'g')}{unit} the answer is {curve.answers[at]} ({share}); it stays the same from "
        f"{number(first, 'g')} to {number(last, 'g')}{unit}. Over the whole range of “{kind.words}”: "
        f"{', '.join(parts)}."
    )
