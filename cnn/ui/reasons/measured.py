"""What is measured in the background for the views of Reasons, kept for each network, and how it comes to the page."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

import streamlit as st

from cnn.digits.prepare import Preparation
from cnn.digits.sets import DigitSet
from cnn.digits.unprepared import generated_without
from cnn.explain.background import Measurement, background
from cnn.explain.progress import Progress
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import NetworkSpec
from cnn.training.accuracy_meter import GENERATED, SEED, generated_digits
from cnn.weights.load import LoadedModel

_PATIENCE = 0.7
"""Seconds that a page waits for a result before it shows a bar instead."""

_LEAST, _MOST_WORK = 200, 12_000_000_000
"""Digits at least; and multiply-accumulates of one measurement of accuracy, about 1.5 s: slow networks get fewer."""


def digits_for(spec: NetworkSpec) -> int:
    """How many generated digits a network is measured on."""
    work = totals(layer_shapes(spec))[1]
    return int(min(GENERATED, max(_LEAST, _MOST_WORK // work)))


@lru_cache(maxsize=8)
def digits(steps: Preparation = Preparation()) -> DigitSet:
    """The generated digits that every network's accuracy is measured on, after these steps of the preparation."""
    return generated_digits() if steps == Preparation() else generated_without(GENERATED, SEED, steps)


def ask(loaded: LoadedModel, what: Hashable, work: Callable[[Progress], Any]) -> Measurement:
    """What is measured of a network under a name; the first who asks starts it, and waits a moment for it."""
    model = loaded.model
    network: Hashable = model.spec if loaded.is_shipped else weakref.ref(model)
    found = background().of((network, what), work)
    return found.waited(max(0.0, found.asked + _PATIENCE - time.monotonic()))


def bar(asked: Callable[[], Measurement], words: str) -> None:
    """While a measurement is not over, how far it is; then the page runs again, and shows what it found."""
    found = asked()
    if found.failed:
        st.caption("This could not be measured.")
    elif found.is_open:
        st.fragment(_look, run_every=0.5)(asked, words)


def _look(asked: Callable[[], Measurement], words: str) -> None:
    found = asked()
    if not found.is_open:
        st.rerun()  # the whole page, so that this part stops looking
    st.progress(found.share, text=words)
