"""A kernel of your own: weights that are typed or loaded, and their effect on the maps and the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from cnn.figures.network import network_drawing
from cnn.figures.numbers import number, percent
from cnn.figures.png import coloured, data_uri
from cnn.figures.theme import DIVERGING, WEIGHTS, theme_named
from cnn.network.kernels import (  # fmt: skip
    KernelAddress,
    KernelError,
    classic_kernel,
    conv_of,
    is_off,
    kernel_at,
    kernel_names,
    typed_kernel,
)
from cnn.network.shapes import layer_shapes
from cnn.network.trace import Trace
from cnn.ui import chart, linked, models, page, state
from cnn.ui.parts import KernelTable
from cnn.ui.shown_digit import shown_digit
from cnn.ui.words import notice
from cnn.weights.edited import base_of, with_filter_restored, with_kernel, without_filter
from cnn.weights.load import LoadedModel


def own_kernel_section() -> None:
    """The kernel chosen, its table, and the whole network with it."""
    now = state.session()
    loaded = models.current(now)
    place = _chosen_place(loaded)
    image, words = shown_digit(now)
    with st.container(key="own_kernel", gap="xsmall"):
        _kernel_and_network(loaded, place, image, words)


def _kernel_and_network(loaded: LoadedModel, place: KernelAddress, image: np.ndarray, words: str) -> None:
    """The table, the buttons, the effect on the picture, and every layer."""
    trace = models.trace_of(loaded, image)
    table, changes, result = st.columns([5, 4, 4], gap="medium")
    with table:
        _table(loaded, place)
    with changes:
        _buttons(loaded, place)
    with result:
        _result(loaded, place, trace, models.trace_of(base_of(loaded), image))
    st.caption(f"The maps and the answer for {words}, with the weights as they are now.")
    linked.linked_here(layer_shapes(loaded.model.spec), "own_kernel")
    drawing = network_drawing(trace, state.session().page.scope, theme_named(page.theme()))
    chart.figure(
        drawing, "edited_network", f"Every layer with the changed weights; the prediction is {trace.prediction}."
    )


def _chosen_place(loaded: LoadedModel) -> KernelAddress:
    """The widgets that name one kernel."""
    with st.container(horizontal=True, key="kernel_place", gap="medium", vertical_alignment="bottom"):
        layer = st.segmented_control(
            "convolution", ["conv1", "conv2"], default="conv1", key="kernel_layer", required=True
        )
        weight = conv_of(loaded.model, layer).weight
        # The number of filters is in the key, so that a change of settings makes a new widget.
        last = weight.shape[0] - 1
        number = st.number_input("filter", 0, last, 0, key=f"kernel_filter_{layer}_{last}") if last else 0
        channel = 0
        if weight.shape[1] > 1:
            channel = st.number_input(
                "input channel", 0, weight.shape[1] - 1, 0, key=f"kernel_channel_{weight.shape[1]}",
                help="A filter of conv2 has one kernel for each map of pool1.",
            )  # fmt: skip
    return KernelAddress(layer, int(number), int(channel))


def _table(loaded: LoadedModel, place: KernelAddress) -> None:
    """The weights as text cells, so that anything can be typed and a wrong input is answered by a sentence."""
    table = _opened_table(place, kernel_at(loaded.model, place))
    frame = pd.DataFrame([[f"{value:.4g}" for value in line] for line in table.start.tolist()])
    frame.columns = [str(column) for column in frame.columns]
    key = _key(table)
    st.data_editor(
        frame, key=key, hide_index=True, num_rows="fixed", width="stretch", row_height=34,
        column_config={name: st.column_config.TextColumn(name, width="small") for name in frame.columns},
        on_change=_typed, args=(table,),
    )  # fmt: skip
    if table.refused:
        notice(table.refused, role="alert")


def _key(table: KernelTable) -> str:
    return f"kernel_table_{table.number}"


def _opened_table(place: KernelAddress, kernel: np.ndarray) -> KernelTable:
    """The table on the page if it shows this kernel with what was typed into it; otherwise a new one."""
    table = state.session().microscope.table
    if table is not None and table.place == place:
        try:
            if np.array_equal(typed_kernel(table.start, _typed_rows(table)), kernel):
                return table
        except KernelError:  # invalid input: `_typed` answers it
            pass
    return _open_table(place, kernel)


def _open_table(place: KernelAddress, kernel: np.ndarray, refused: str = "") -> KernelTable:
    before = state.session().microscope.table
    table = KernelTable(before.number + 1 if before else 0, place, kernel, refused)
    state.update(replace(state.session().microscope, table=table))
    return table


def _typed_rows(table: KernelTable) -> Any:
    """What was typed since the table was opened; empty after another view or page was shown."""
    sent = state.widget(_key(table), {})
    if sent.get("added_rows") or sent.get("deleted_rows"):
        raise KernelError("A kernel keeps its size.")
    return sent.get("edited_rows", {})


def _typed(table: KernelTable) -> None:
    """Callback of the table: change the network, or show why the input is refused."""
    loaded, place = models.current(state.session()), table.place
    try:
        kernel = typed_kernel(table.start, _typed_rows(table))
    except KernelError as error:
        _open_table(place, kernel_at(loaded.model, place), str(error))  # without the bad cell
        return
    _change(with_kernel(loaded, place, kernel))


def _change(loaded: LoadedModel) -> None:
    """Replace the network on the page by a changed one."""
    models.change(loaded)
    _forget_refusal()


def _forget_refusal() -> None:
    microscope = state.session().microscope
    if microscope.table is not None:
        state.update(replace(microscope, table=replace(microscope.table, refused="")))


def _buttons(loaded: LoadedModel, place: KernelAddress) -> None:
    """Buttons: classic kernels, switch the filter off, restore the trained weights."""
    size = conv_of(loaded.model, place.layer).kernel_size[0]
    st.markdown("**Load a kernel**")
    with st.container(horizontal=True, gap="xsmall", key="classic_kernels"):
        for name in kernel_names(size):
            st.button(name, key=f"classic_{name.split(':')[-1].strip().replace(' ', '_')}", on_click=_load,
                      args=(place, name))  # fmt: skip
    off = is_off(loaded.model, place)
    label = f"Switch filter {place.filter} on again" if off else f"Switch filter {place.filter} of {place.layer} off"
    st.button(label, key="filter_switch", on_click=_switch, args=(place, off), width="stretch")
    st.button(
        "Restore the trained weights", key="put_back", on_click=_put_back, width="stretch", type="primary",
        disabled=loaded.origin != "edited",
    )  # fmt: skip
    bias = conv_of(loaded.model, place.layer).bias
    if bias is not None:
        st.caption(f"The bias of filter {place.filter} is {number(bias[place.filter].item(), '.4g')}.")


def _load(place: KernelAddress, name: str) -> None:
    loaded = models.current(state.session())
    size = conv_of(loaded.model, place.layer).kernel_size[0]
    table = state.session().microscope.table
    seed = table.number if table else 0  # another random kernel at each click
    _change(with_kernel(loaded, place, classic_kernel(name, size, seed)))


def _switch(place: KernelAddress, off: bool) -> None:
    loaded = models.current(state.session())
    _change(with_filter_restored(loaded, place) if off else without_filter(loaded, place))


def _put_back() -> None:
    models.undo_edits()
    _forget_refusal()


def _result(loaded: LoadedModel, place: KernelAddress, trace: Trace, before: Trace) -> None:
    """Kernel and map as pictures, and the answer before and after."""
    weight = conv_of(loaded.model, place.layer).weight.detach().numpy()
    top = float(np.abs(weight).max()) or 1.0
    kernel = data_uri(coloured(weight[place.filter, place.channel], WEIGHTS, (-top, top)))
    was, now = (passed[place.layer][place.filter] for passed in (before, trace))
    tops = [float(np.abs(output).max()) or 1.0 for output in (was, now)]
    old = data_uri(coloured(was, DIVERGING, (-tops[0], tops[0])))
    new = linked.cells_picture(
        place.layer, now[None], tops[1], "its map now; its cells can be pointed at", place.filter
    )
    names = ("before", "now")
    said = [
        f"<div><span>{name}</span><b>{passed.prediction}</b> {percent(float(passed.probabilities.max()))}</div>"
        for name, passed in zip(names, (before, trace), strict=True)
    ]
    st.html(
        f'<div class="own"><figure><img class="kernel" src="{kernel}" alt="the kernel"><figcaption>kernel</figcaption>'
        f'</figure><figure><img class="map" src="{old}" alt="its map before"><figcaption>its map before</figcaption>'
        f"</figure><figure>{new}<figcaption>its map now</figcaption></figure></div>"
        f'<div class="own said" data-spoken="changed answer">{"".join(said)}</div>'
    )  # fmt: skip
