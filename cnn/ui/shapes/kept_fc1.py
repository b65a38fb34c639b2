"""fc1 kept as it was while the convolutions change ("fc1 shape error"): PyTorch's error for it, and the repair."""

from __future__ import annotations

import streamlit as st

from cnn.network.kept_fc1 import KeptFc1, run_with_kept_fc1
from cnn.network.shapes import describe_change, layer_shapes
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.ui import state
from cnn.ui.controls import PRESETS


def kept_fc1_view(spec: NetworkSpec, batch: int) -> None:
    """fc1 kept as it was while the convolutions change."""
    words, chosen = st.columns([3, 2], gap="medium", vertical_alignment="bottom")
    name = chosen.selectbox("keep the fc1 that was made for", list(PRESETS), key="kept_fc1") or "textbook"
    kept = run_with_kept_fc1(spec, PRESETS[name], batch)
    words.markdown(
        "Every unit of `fc1` has one weight for each value that flatten puts out "
        f"({PRESETS[name].hidden_units} × {kept.expected} here), so fc1’s size is fixed when it is made. Keep the "
        "`fc1` of one network, change the convolutions, and run it."
    )
    left, right = st.columns(2, gap="medium")
    with left, st.container(key="wire"):
        st.html(_connection(kept, PRESETS[name]))
        if kept.error:
            st.error(f"**RuntimeError:** {kept.error}")
            st.markdown(
                f"**mat1** is what flatten sends: {batch} row{'s' if batch > 1 else ''} of **{kept.arriving}** values. "
                f"**mat2** is fc1’s weight matrix, transposed: it expects **{kept.expected}** inputs. These two "
                "numbers must be the same."
            )
        else:
            st.success(f"It runs: the output is {list(kept.output_shape)}. Now change a convolution.")
    with right:
        _repair(spec, kept)


def _connection(kept: KeptFc1, made_for: NetworkSpec) -> str:
    how = "broken" if kept.error else "whole"
    return (
        f'<div class="wire {how}"><span>flatten<b>{kept.arriving}</b></span>'
        f"<i>{'<b>×</b>' if kept.error else ''}</i>"
        f"<span>fc1<b>{kept.expected} → {made_for.hidden_units}</b></span></div>"
    )


def _repair(spec: NetworkSpec, kept: KeptFc1) -> None:
    if not kept.error:
        st.markdown("**Break it:**")
        for key, value in (("conv1_padding", 0), ("conv2_out_channels", 16), ("pool2_kind", "none")):
            changed = spec.changed(**{key: value})
            if changed != spec:
                st.button(f"Set {describe_change(spec, changed)}", key=f"break_{key}", on_click=state.ask_for,
                          args=(changed,))  # fmt: skip
        return
    flat = " * ".join(map(str, layer_shapes(spec).pool2.output_shape))
    st.markdown(
        "**The repair:** make fc1 for the shape that arrives, or let PyTorch find the size in the first forward pass."
    )
    st.code(
        f"self.fc1 = nn.Linear({flat}, {spec.hidden_units})  # {kept.arriving} inputs\n"
        f"# or\nself.fc1 = nn.LazyLinear({spec.hidden_units})",
        language="python",
    )
    st.caption("A new fc1 has new weights: it has to be trained again. The Explore page makes this repair for you.")
    if spec != TEXTBOOK:
        st.button("Back to the textbook network", key="unbreak", on_click=state.ask_for, args=(TEXTBOOK,))
