"""The network as code: its source, what print(model) shows, a summary, and the ONNX file."""

from __future__ import annotations

import streamlit as st

from cnn.export.onnx import onnx_bytes, onnx_installed
from cnn.export.source import python_source
from cnn.export.summary import summary_text
from cnn.network.spec import NetworkSpec
from cnn.ui import models, state


def source(spec: NetworkSpec, batch: int) -> None:
    """The class for the current settings, to copy and to download, and what it prints: each in the full width."""
    text = python_source(spec)
    with st.container(key="code_view"):
        the_class, printed, summary = st.tabs(["the class", "print(model)", "summary"])
    with the_class:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown("It runs as it is: copy it, or download it and run `python simplecnn.py`.", width="stretch")
            st.download_button(
                "Download simplecnn.py", text, "simplecnn.py", "text/x-python", key="download_source",
                on_click="ignore",
            )  # fmt: skip
            _onnx()
        st.code(text, language="python", wrap_lines=False)
    with printed:
        st.markdown("What `print(model)` shows. ReLU and flatten are in `forward`, so they are not listed.")
        st.code(str(models.current(state.session()).model), language=None)
    with summary:
        st.markdown(
            f"One pass of `[{batch}, 1, 28, 28]`. Adding the bias is not counted here; torchinfo counts it as one more "
            "multiply-add."
        )
        st.code(summary_text(spec, batch), language=None)


def _onnx() -> None:
    """The ONNX file if the package is installed, otherwise how to get it."""
    if not onnx_installed():
        st.caption("ONNX: install the package `onnx` on this server, and a download appears here.")
        return
    loaded = models.current(state.session())
    st.download_button(
        "Download simplecnn.onnx", lambda: onnx_bytes(loaded.model), "simplecnn.onnx", key="download_onnx",
        on_click="ignore",
        help=f"The network with its {loaded.origin} weights: images [N, 1, 28, 28] to logits [N, 10].",
    )  # fmt: skip
