"""The kernel slides over the learner's own digit, in the browser."""

from __future__ import annotations

import streamlit as st


def slide_section() -> None:
    """The window of a convolution or a pooling moving over its input, while its output fills up."""
    st.info("The kernel will slide here.")
