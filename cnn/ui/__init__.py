"""What the pages share and needs Streamlit: state, controls, canvas, linked views. Nothing else in `cnn` imports it."""

import os

# Each rerun is a new thread, and torch would build a team of OpenMP threads in every one. Must come before torch.
os.environ.setdefault("OMP_NUM_THREADS", "1")
