"""The broken wire: fc1 kept as it was while the convolutions change, PyTorch's error for it, and the repair."""

from __future__ import annotations

import streamlit as st

from cnn.network.kept_fc1 import Wire, run_with_kept_fc1
from cnn.network.shapes import describe_change, layer_shapes
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.ui import state
from cnn.ui.controls import PRESETS


def broken_wire(spec: NetworkSpec, batch: int) -> None:
    """fc1 kept as it was while the convolutions change."""
    words, chosen = st.columns([3, 2], gap="medium", vertical_alignment="bottom")
    name = chosen.selectbox("keep the fc1 that was made for", list(PRESETS), key="kept_fc1") or "textbook"
    wire = run_with_kept_fc1(spec, PRESETS[name], batch)
    words.markdown(
        "Every unit of `fc1` has one weight for each value that flatten puts out "
        f"({PRESETS[name].hidden_units} × {wire.expected} here), so fc1’s size is fixed when it is made. Keep the "
        "`fc1` of one network, change the convolutions, and run it."
    )
    left, right = st.columns(2, gap="medium")
    with left, st.container(key="wire"):
        st.html(_wire_drawing(wire, PRESETS[name]))
        if wire.error:
            st.error(f"**RuntimeError:** {wire.error}")
            st.markdown(
                f"**mat1** is what flatten sends: {batch} row{'s' if batch > 1 else ''} of **{wire.arriving}** values. "
                f"**mat2** is fc1’s weight matrix, transposed: it expects **{wire.expected}** inputs. These two "
                "numbers must be the same."
            )
        else:
            st.success(f"It runs: the output is {list(wire.output_shape)}. Now change a convolution.")
    with right:
        _repair(spec, wire)


def _wire_drawing(wire: Wire, made_for: NetworkSpec) -> str:
    how = "broken" if wire.error else "whole"
    return (
        f'<div class="wire {how}"><span>flatten<b>{wire.arriving}</b></span>'
        f"<i>{'<b>×</b>' if wire.error else ''}</i>"
        f"<span>fc1<b>{wire.expected} → {made_for.hidden_units}</b></span></div>"
    )


def _repair(spec: NetworkSpec, wire: Wire) -> None:
    if not wire.error:
        st.markdown("**Break it:**")
        for key, value in (("conv1_padding", 0), ("conv2_out_channels", 16), ("pool2_kind", "none")):
            changed = spec.changed(**{key: value})
            if changed != spec:
                st.button(f"Set {describe_change(spec, changed)}", key=f"break_{key}", on_click=state.ask_for,
                          args=(changed,))  # fmt: skip
        return
    flat = " * ".join(map(str, layer_shapes(spec).pool2.output_shape))
    st.markdown("**The repair:** make fc1 for the shape that arrives, or let PyTorch count at the first pass.")
    st.code(
        f"self.fc1 = nn.Linear({flat}, {spec.hidden_units})  # {wire.arriving} inputs\n"
        f"# or\nself.fc1 = nn.LazyLinear({spec.hidden_units})",
        language="python",
    )
    st.caption("A new fc1 has new weights: it has to be trained again. The Explore page makes this repair for you.")
    if spec != TEXTBOOK:
        st.button("Back to the textbook network", key="unbreak", on_click=state.ask_for, args=(TEXTBOOK,))
