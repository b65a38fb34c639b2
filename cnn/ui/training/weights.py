"""Weights as files: a download of the learner's own weights, and an upload of weights trained elsewhere."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cnn.digits.file_kinds import advice
from cnn.figures.numbers import number, percent
from cnn.ui import models, state
from cnn.ui.session import Session
from cnn.ui.words import notice
from cnn.weights.file import MOST_MEGABYTES, FromFile, WeightsError, read_file, write_weights
from cnn.weights.input_range import Mismatch, find_mismatch
from cnn.weights.load import LoadedModel


def weights_box() -> None:
    """A download of the learner's weights and a picker for a file of weights."""
    with st.container(key="training_weights", gap="xsmall"):
        own = state.session().network.own
        if own is not None and own.origin == "yours":
            st.download_button(
                "Download your weights", write_weights(own.model), "simplecnn.safetensors", "application/octet-stream",
                key="training_download", on_click="ignore", width="stretch",
            )  # fmt: skip
        _upload()


def _upload() -> None:
    file = st.file_uploader(
        "Weights trained elsewhere", key="training_upload", max_upload_size=MOST_MEGABYTES,
        help="A .safetensors file with the state_dict of the class on Shapes → code, for the settings on Explore. "
        "(A .pth file from torch.save is refused.)",
    )  # fmt: skip
    seen = file.file_id if file else ""
    now = state.session()
    if seen == now.uploaded_weights.file:
        _say(now)
        return
    state.update(replace(now.uploaded_weights, file=seen, notice=""))
    if file is None:
        return
    content = file.getvalue()
    try:
        found = read_file(content, now.network.spec)
    except WeightsError as error:
        words = advice(content, file.name, "weights") or str(error)
        state.update(replace(state.session().uploaded_weights, notice=words))
    else:
        models.take(LoadedModel(found.model, "yours"))
        words, mismatch = _words_of(found, now), find_mismatch(found.model)
        state.update(replace(state.session().uploaded_weights, notice=words, mismatch=mismatch))
    st.rerun()


def _words_of(found: FromFile, before: Session) -> str:
    """What was done with an uploaded file."""
    words = ["These weights are yours now: Explore uses them, and training can start from them."]
    if found.model.spec != before.network.spec:
        words.append("The settings have been changed to match these weights.")
    return " ".join([*words, found.left_out]).strip()


def _say(now: Session) -> None:
    """What was done with the file; and, while its weights are in use, with which other pixels they read better."""
    own, uploaded = now.network.own, now.uploaded_weights
    said = [uploaded.notice] if uploaded.notice else []
    mismatch = uploaded.mismatch
    if mismatch and (own is None or own.model is not mismatch.model):
        mismatch = None
    if mismatch:
        said += _about(mismatch)
    for sentences in said:
        notice(sentences)
    if mismatch:
        st.button("Fold it into conv1", key="training_fold", on_click=_fold, args=(mismatch,), width="stretch")


def _about(mismatch: Mismatch) -> list[str]:
    """The pixel values that the weights were probably trained on, and what folding the difference into conv1 does."""
    how = mismatch.preparation
    reads = [
        f"They read {percent(mismatch.as_is)} of {mismatch.digits} computer-made digits as they are, but "
        f"{percent(mismatch.prepared)} if the digits are given as {how.words}: they were probably trained on such "
        "pixels. This app gives pixels from 0 to 1."
    ]
    times = f"its weights × {number(how.scale, '.4g')}"
    if not how.shift:
        return [*reads, f"conv1 can do this itself: {times}. The answers stay exactly the same."]
    added = f"each bias {'+' if how.shift > 0 else '−'} {abs(how.shift):.4g} · the sum of its kernel"
    edge = (
        ""
        if not mismatch.model.spec.conv1.padding
        else " Only the cells of conv1 along the edge differ, because padding is still 0. "
        f"With it they read {percent(mismatch.folded_reads)}."
    )
    return [*reads, f"conv1 can do this itself: {times}, {added}.{edge}"]


def _fold(mismatch: Mismatch) -> None:
    """Callback: make the weights with the preparation folded in the learner's own."""
    models.take(LoadedModel(mismatch.folded, "yours"))
    words = (
        f"Folded into conv1: your weights read {percent(mismatch.folded_reads)} of {mismatch.digits} "
        f"computer-made digits now, {percent(mismatch.as_is)} before."
    )
    state.update(replace(state.session().uploaded_weights, notice=words, mismatch=None))
