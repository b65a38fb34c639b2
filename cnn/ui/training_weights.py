"""Weights as files: the newest run's for a download, and those trained elsewhere, taken from an upload."""

from __future__ import annotations

import streamlit as st

from cnn.ui import network, state
from cnn.ui.words import notice
from cnn.weights import LoadedModel
from cnn.weights_file import MOST_MEGABYTES, WeightsError, read_weights, write_weights


def weights_box() -> None:
    """A download of the learner's weights and a picker for a file of weights."""
    with st.container(key="training_weights", gap="xsmall"):
        own = state.session().own
        if own is not None and own.origin == "yours":
            st.download_button(
                "Download your weights", write_weights(own.model), "simplecnn.safetensors", "application/octet-stream",
                key="training_download", on_click="ignore", width="stretch",
            )  # fmt: skip
        _upload()


def _upload() -> None:
    file = st.file_uploader(
        "Weights trained elsewhere", type=["safetensors"], key="training_upload", max_upload_size=MOST_MEGABYTES,
        help="A safetensors file with the state_dict of the tutorial’s class, for the settings of this page.",
    )  # fmt: skip
    seen = file.file_id if file else ""
    now = state.session()
    if seen == now.weights_seen:
        if now.weights_notice:
            notice(now.weights_notice)
        return
    state.update(weights_seen=seen, weights_notice="")
    if file is None:
        return
    try:
        model = read_weights(file.getvalue(), now.spec)
    except WeightsError as error:
        state.update(weights_notice=str(error))
    else:
        network.take(LoadedModel(model, "yours"))
        words = "These weights are yours now: Explore uses them, and training can start from them."
        settings = " The settings are those of their network now." if model.spec != now.spec else ""
        state.update(weights_notice=words + settings)
    st.rerun()
