"""The buttons of Compare that choose A and B: pin, swap, and the ready pairs."""

from __future__ import annotations

import streamlit as st

from cnn.explain.ready_pairs import READY_PAIRS
from cnn.ui import state, teacher
from cnn.ui.compare import networks, words

_EVERY_PAIR = (
    "Choose a pair, or move a slider of B. Unless you have trained or changed B yourself, both have the weights that "
    "all settings share, so even the textbook network’s numbers are not those of Explore."
)

_AGAIN = (
    "B: your own weights again",
    "B: your own weights again, the second latest",
    "B: your own weights again, the third latest",
)
"""Labels of the buttons for own weights that were put away, the latest first."""


def pin_and_swap() -> None:
    """A becomes what B is; A and B change places."""
    with st.container(key="pin_and_swap", horizontal=True, gap="small"):
        st.button(
            "Pin this network as A", key="pin", on_click=networks.pin, width="stretch",
            help="A becomes what B is now, with its weights. Then change B.",
        )  # fmt: skip
        st.button(
            "Swap A and B", key="swap", on_click=networks.swap, width="stretch", disabled=teacher.is_locked(),
            help="B, the network that you change, becomes A, and A becomes B.",
        )  # fmt: skip
    now = state.session()
    if now.network.own_here is not None:
        st.button("B: back to the app’s weights", key="own_off_b", width="stretch", on_click=state.drop_own_weights)
    for number, (loaded, label) in enumerate(zip(now.pinned.put_away, _AGAIN, strict=False)):
        spec = loaded.model.spec
        st.button(
            label, key=f"own_again_{number}" if number else "own_again", width="stretch",
            on_click=networks.bring_back, args=(number,), disabled=spec != now.network.spec and teacher.is_locked(),
            help=f"This makes B: {words.name_of(spec)}, {words.weights_of(loaded)}.",
        )  # fmt: skip


def ready_pairs() -> None:
    """A button for each pair, and what to look at in the one that is shown."""
    now = state.session()
    shown = networks.shown_pair(now)
    with st.container(key="pairs", gap="small"):
        with st.container(key="pair_buttons", horizontal=True, gap="xsmall"):
            for key, pair in READY_PAIRS.items():
                st.button(
                    pair.words, key=f"pair_{key}", on_click=networks.take_pair, args=(key,),
                    type="primary" if key == shown else "secondary", disabled=teacher.is_locked(), width="stretch",
                )  # fmt: skip
        look = READY_PAIRS[shown].look if shown else _EVERY_PAIR
        st.html(f'<div class="pair-look">{look}</div>')
