"""Preparation: what each step from the drawing to 28×28 is worth, for this drawing and for many digits."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from cnn.digits.prepare import Preparation, prepare_steps
from cnn.digits.unprepared import LARGEST, SMALLEST
from cnn.explain.background import Measurement
from cnn.explain.curves import probabilities_of
from cnn.explain.preparation_worth import RANGES, VARIANTS, Handling, accuracy_with, handled
from cnn.explain.progress import Progress, part
from cnn.figures.numbers import number, percent
from cnn.figures.png import ink_uri
from cnn.network.model import SimpleCNN
from cnn.ui import state
from cnn.ui.reasons import measured
from cnn.ui.reasons.about import Answered, answered

_STEPS = {"crop": "crop", "scale": "20×20", "centre": "centre of mass"}
_PIXELS = {"one": "0 to 1", "bytes": "0 to 255", "normal": "mean 0.1307, std 0.3081"}
_HELP = {
    "crop": "The box of the ink alone is taken. Off: the whole board, with the digit where you drew it.",
    "scale": "The longer side becomes 20 pixels, in a picture of 28. Off: it fills all 28.",
    "centre": "The centre of mass is put into the middle. Off: the middle of the box is.",
}

_DOES = {
    "all steps": "as this app prepares it, and as MNIST was made",
    "no crop": "the whole board scaled to 20×20, then centred",
    "no 20×20": "the digit scaled until it fills 28×28",
    "no centre of mass": "the middle of its box is put into the middle",
    "no step at all": "the whole board shrunk to 28×28",
    "black on white": "ink 0, paper 1",
    "0 to 255": "pixels not divided by 255",
    "normalised": "minus 0.1307, divided by 0.3081, for weights trained without that",
}


def preparation_section() -> None:
    """The view."""
    found = answered()
    digit = state.session().canvas.digit
    if found is None or digit is None:
        return
    st.caption(
        "A network that reads 99 % of MNIST reads yours as reliably only if they arrive as MNIST’s did: cropped, "
        "scaled to 20×20, its centre of mass in the middle, white ink on black, pixels from 0 to 1. Switch a step off."
    )
    _switches()
    handling = state.session().experiments.handling
    own = partial(_ask_own, found, handling)
    _strip(found, digit.ink, handling, own().result)
    measured.bar(own, "Reading computer-made digits in your way …")
    st.html('<h2 class="section">Other ways to prepare it</h2>')
    asked = partial(measured.ask, found.loaded, "preparation", partial(_accuracies, found.loaded.model))
    _cards(found, digit.ink, asked().result)
    measured.bar(asked, "Reading computer-made digits in each of these ways …")
    st.caption(_measured_words(measured.digits_for(found.loaded.model.spec)))


def _measured_words(count: int) -> str:
    small, large = (f"{100 * share:.0f}" for share in (SMALLEST, LARGEST))
    return (
        f"One drawing is not the rule: “of {count:,}” is the share that is read of {count:,} computer-made digits, "
        "handled in the same way. Where the board is not cropped, they lie anywhere on it, with their longer side at "
        f"{small} to {large} % of the board. A network trained on digits prepared in another way would "
        "need that way: what counts is that it is the same as in training."
    )


def _switches() -> None:
    """The learner's own choice of steps and pixels."""
    handling = state.session().experiments.handling
    with st.container(key="prepare_switches", horizontal=True, vertical_alignment="center", gap="medium"):
        for name, words in _STEPS.items():
            state.seed(f"prepare_{name}", bool(getattr(handling.steps, name)))
            st.toggle(words, key=f"prepare_{name}", on_change=_take, help=_HELP[name])
        state.seed("prepare_inverted", handling.inverted)
        st.toggle("black on white", key="prepare_inverted", on_change=_take, help="Every pixel p becomes 1 − p.")
        state.seed("prepare_pixels", handling.pixels)
        st.segmented_control(
            "pixels", list(RANGES), key="prepare_pixels", required=True, on_change=_take,
            format_func=lambda name: _PIXELS.get(name, name), label_visibility="collapsed",
        )  # fmt: skip


def _take() -> None:
    steps = Preparation(**{name: bool(state.widget(f"prepare_{name}", True)) for name in _STEPS})
    pixels = state.widget("prepare_pixels", "one")
    handling = Handling(steps, bool(state.widget("prepare_inverted", False)), pixels if pixels in RANGES else "one")
    state.update(replace(state.session().experiments, handling=handling))


def _ask_own(found: Answered, handling: Handling) -> Measurement:
    """The accuracy of the learner's own choice."""
    return measured.ask(found.loaded, ("handling", handling), partial(_accuracy, found.loaded.model, handling))


def _accuracy(model: SimpleCNN, handling: Handling, progress: Progress) -> float:
    digits = measured.digits(handling.steps).part(0, measured.digits_for(model.spec))
    return accuracy_with(model, digits, handling, progress)


def _accuracies(model: SimpleCNN, progress: Progress) -> dict[str, float]:
    """The accuracy with each of `VARIANTS`."""
    return {
        name: _accuracy(model, handling, part(progress, done, len(VARIANTS)))
        for done, (name, handling) in enumerate(VARIANTS.items())
    }


def _strip(found: Answered, ink: np.ndarray, handling: Handling, accuracy: float | None) -> None:
    """The learner's own way, step by step, and what the network says at its end."""
    steps = prepare_steps(ink, handling.steps)
    top, left, bottom, right = steps.box
    taken = ink[top:bottom, left:right] if handling.steps.crop else ink
    image = handled(ink, handling)
    shares = probabilities_of(found.loaded.model, image[None])[0]
    height, width = steps.scaled.shape
    side = max(steps.scaled.shape)
    tiles = [
        _tile(ink, f"raw: {ink.shape[1]}×{ink.shape[0]}"),
        _tile(taken, "cropped" if handling.steps.crop else "not cropped"),
        _tile(steps.scaled, f"scaled: {width}×{height}", side / 28),
        _tile(
            _shown(image, handling),
            ("centre of mass in the middle" if handling.steps.centre else "box in the middle")
            + (", inverted" if handling.inverted else ""),
        ),
    ]
    arrow = '<span class="arrow" aria-hidden="true">→</span>'
    known = f"<small>{_share(accuracy)} of {measured.digits_for(found.loaded.model.spec):,}</small>"
    said = (
        f'<div class="said"><span>the answer</span><b>{int(shares.argmax())}</b>{percent(float(shares.max()))}{known}'
        f"<span>pixels {_ends(image)}</span></div>"
    )
    st.html(f'<div class="prepare-strip">{arrow.join([*tiles, said])}</div>')


def _tile(picture: np.ndarray, words: str, size: float = 1.0) -> str:
    """A picture in [0, 1]; size: of its longer side, as a share of the tile's."""
    height, width = picture.shape
    uri = ink_uri(picture)
    longer = "width" if width >= height else "height"
    return (
        f'<figure><span class="frame"><img src="{uri}" alt="{words}" style="{longer}:{100 * size:.0f}%"></span>'
        f"<figcaption>{words}</figcaption></figure>"
    )


def _shown(image: np.ndarray, handling: Handling) -> np.ndarray:
    """A picture of `handled` for the eye, in [0, 1]: another range of pixels has the same colours."""
    pixels = RANGES[handling.pixels]
    return np.asarray((image - pixels.shift) / pixels.scale)


def _ends(image: np.ndarray) -> str:
    return f"from {number(float(image.min()), '.3g')} to {number(float(image.max()), '.3g')}"


def _cards(found: Answered, ink: np.ndarray, accuracies: dict[str, float] | None) -> None:
    """All ways beside each other: picture, answer, and the share of many digits that is read."""
    count = measured.digits_for(found.loaded.model.spec)
    cards = []
    for name, handling in VARIANTS.items():
        image = handled(ink, handling)
        shares = probabilities_of(found.loaded.model, image[None])[0]
        answer, is_same = int(shares.argmax()), int(shares.argmax()) == found.trace.prediction
        uri = ink_uri(_shown(image, handling))
        read = _share(accuracies[name] if accuracies else None)
        cards.append(
            f'<figure class="{"same" if is_same else "other"}"><figcaption><b>{name}</b></figcaption>'
            f'<img src="{uri}" alt="{name}: {_DOES[name]}" title="{_DOES[name]}; pixels {_ends(image)}">'
            f"<p><b>{answer}</b> {percent(float(shares.max()))}</p><small>{read} of {count:,}</small></figure>"
        )
    st.html(f'<div class="prepare-cards">{"".join(cards)}</div>')


def _share(accuracy: float | None) -> str:
    return "…" if accuracy is None else f"{100 * accuracy:.1f} %"
