"""The setting widgets, one block for each layer that has settings, and the sentence for an impossible setting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from cnn.lessons.places import SCOPES
from cnn.network.shapes import LayerShape, attempted_layers, describe_change
from cnn.network.spec import LIMITS, POOL_KINDS, TEXTBOOK, ConvSpec, NetworkSpec, PoolSpec
from cnn.ui import state, teacher
from cnn.ui.headings import heading
from cnn.ui.words import notice, within

PRESETS: dict[str, NetworkSpec] = {
    "textbook": TEXTBOOK,
    "LeNet-like: average pooling": NetworkSpec(
        ConvSpec(6, 5, 1, 2), PoolSpec("avg", 2, 2), ConvSpec(16, 5, 1, 0), PoolSpec("avg", 2, 2), 120
    ),
    "no padding: maps shrink": NetworkSpec(conv1=ConvSpec(16, 5), conv2=ConvSpec(32, 5)),
    "stride instead of pooling": NetworkSpec(
        ConvSpec(16, 5, 2, 2), PoolSpec("none"), ConvSpec(32, 5, 2, 2), PoolSpec("none")
    ),
    "1×1 kernels: no neighbours": NetworkSpec(conv1=ConvSpec(16, 1), conv2=ConvSpec(32, 1)),
    "one filter, then two": NetworkSpec(conv1=ConvSpec(1, 5, 1, 2), conv2=ConvSpec(2, 5, 1, 2)),
    "wide and deep": NetworkSpec(conv1=ConvSpec(32, 5, 1, 2), conv2=ConvSpec(64, 5, 1, 2), hidden_units=256),
    "overlapping pooling": NetworkSpec(pool1=PoolSpec("max", 3, 2), pool2=PoolSpec("max", 3, 2)),
}

_HELP = {
    "out_channels": "How many filters the layer has. Each makes one feature map: it changes the depth, not the size.",
    "kernel_size": "Height and width of the window that each filter looks through, in cells of the layer before.",
    "stride": "How many cells the window moves from one output cell to the next. 2 halves height and width.",
    "padding": "Rings of zeros added around the maps of the layer before, so that the window can be centred on cells "
    "at the edge.",
    "kind": "max keeps the largest value of each window, avg their mean; none leaves the maps as they are.",
    "pool_kernel_size": "Height and width of the pooling window.",
    "pool_stride": "How many cells the pooling window moves each time. If this is larger than kernel_size, some cells "
    "are skipped.",
    "hidden_units": "Outputs of fc1, the first fully connected layer.",
}


def setting_blocks(layers: tuple[LayerShape, ...]) -> None:
    """The five blocks, left to right as in the network, each with its formula filled in."""
    state.seed_settings()
    now = state.session().network
    shown = attempted_layers(now.wanted) if now.problem else layers
    shapes = {layer.name: layer for layer in shown}
    columns = st.columns(5, gap="small")
    for column, block in zip(columns, ("conv1", "pool1", "conv2", "pool2"), strict=False):
        with column, st.container(key=f"block_{block}", gap=None):
            _heading(block, shapes.get(block))
            if block.startswith("conv"):
                _conv(block)
            else:
                _pool(block)
    with columns[4], st.container(key="block_hidden", gap=None):
        _heading("fc1", shapes.get("fc1"))
        _slider("hidden_units", "fc1", _HELP["hidden_units"])
        _presets()


def _heading(name: str, layer: LayerShape | None) -> None:
    """Name, shape and formula; layer: None if a layer before it cannot be built."""
    said = heading(layer)
    st.html(
        f'<div class="block-name {said["kind"]}"><b role="heading" aria-level="2">{name}</b>'
        f'<span class="shape">{said["shape"]}</span><span class="formula">{said["formula"]}</span></div>'
    )


def _conv(block: str) -> None:
    for name in ("out_channels", "kernel_size", "stride", "padding"):
        _slider(f"{block}_{name}", block, _HELP[name])


def _pool(block: str) -> None:
    st.segmented_control(
        within(block, "kind"), POOL_KINDS, key=f"{block}_kind", required=True, help=_HELP["kind"], width="stretch",
        default=str(state.session().network.wanted.get(f"{block}_kind")), on_change=state.settings_changed,
        disabled=teacher.is_locked(f"{block}_kind"),
    )  # fmt: skip
    off = state.session().network.wanted.get(f"{block}_kind") == "none"
    _slider(f"{block}_kernel_size", block, _HELP["pool_kernel_size"], off)
    _slider(f"{block}_stride", block, _HELP["pool_stride"], off)


def _slider(key: str, block: str, help_text: str, disabled: bool = False) -> None:
    low, high = LIMITS[key]
    label = within(block, key.removeprefix(f"{block}_"))
    value = int(state.session().network.wanted.get(key))
    st.slider(
        label, low, high, value, key=key, help=help_text, disabled=disabled or teacher.is_locked(key),
        on_change=state.settings_changed,
    )  # fmt: skip


def _presets() -> None:
    """A selectbox of whole networks. It gets a new key whenever the network is not the one chosen in it: a widget that
    is only given another value may still send its old one with the next action, which would look like a choice."""
    now = state.session().network
    chosen = next((name for name, spec in PRESETS.items() if spec == now.wanted), None)
    if state.widget(f"preset_{now.preset_number}", chosen) != chosen:
        now = state.update(replace(now, preset_number=now.preset_number + 1)).network
    number = now.preset_number
    with st.container(key="preset"):
        st.selectbox(
            "preset", list(PRESETS), index=list(PRESETS).index(chosen) if chosen else None,
            key=f"preset_{number}", on_change=_take_preset, args=(number,), placeholder="your own network",
            help="Sets all layers at once.", disabled=teacher.is_locked(),
        )  # fmt: skip
    st.button(
        "Textbook network", key="textbook", on_click=state.ask_for, args=(TEXTBOOK,), width="stretch",
        disabled=state.session().network.wanted == TEXTBOOK or teacher.is_locked(),
    )  # fmt: skip


def _take_preset(number: int) -> None:
    name = state.widget(f"preset_{number}")
    if name in PRESETS and number == state.session().network.preset_number:
        state.ask_for(PRESETS[name])


def problem_notice() -> None:
    """Why the settings asked for cannot be built, with buttons for the nearest ones that can; or what was refused.

    layout.css puts it beside the widgets that it is about, where it moves nothing under a finger.
    """
    now, said = state.session().network, state.session().page.notice
    place = st.container(key="notice")  # always there, so that the elements after it keep their places
    if now.problem is None and not said:
        return
    with place, st.container(key="problem"), st.container(key="problem_card", gap="xsmall"):
        if now.problem is None:
            notice(said, role="alert")
            st.button("OK", key="notice_read", on_click=state.set_notice)
            return
        notice(f"{now.problem} The picture shows the last network that worked.", role="alert")
        with st.container(horizontal=True, gap="xsmall"):
            for index, network in enumerate(now.problem.nearest):
                label = f"Set {describe_change(now.wanted, network)}"
                st.button(label, key=f"nearest{index}", on_click=state.ask_for, args=(network,), type="primary")
            st.button("Back to the last network", key="back", on_click=state.ask_for, args=(now.spec,))


def scope_switch(scopes: Sequence[str]) -> None:
    """What shares one colour scale: the maps of a layer, nothing (each map has its own) or the whole network."""
    state.seed("scope", state.session().page.scope)
    st.segmented_control(
        "colour scale shared by", scopes, default=state.session().page.scope, key="scope", required=True,
        width="stretch", format_func=lambda scope: SCOPES.get(scope, scope), on_change=_take_scope,
        help="You can compare the brightness of two maps only if they share a scale.",
    )  # fmt: skip


def _take_scope() -> None:
    state.update(replace(state.session().page, scope=state.widget("scope")))
