"""Where no folder takes temporary files: an upload is read and a training trains all the same."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, expect

from cnn.handwriting import example_drawing
from tests.browser.driver import (
    PATIENCE,
    canvas_ready,
    expect_prediction,
    move_slider,
    new_page,
    running_app,
    settled,
)

FULL = """
import errno, tempfile

def none(*_):
    raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

def full(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")

tempfile._get_default_tempdir = none
tempfile.TemporaryFile = tempfile.NamedTemporaryFile = tempfile.mkstemp = tempfile.mkdtemp = full
"""


def large_picture() -> bytes:
    """A 5 on noisy paper, 2.6 MB or more: so large that the server would put it on the disk on its way."""
    ink = np.asarray(Image.fromarray(example_drawing(5)).resize((1700, 1700)), np.int64)
    noise = np.random.default_rng(1).integers(0, 12, ink.shape)
    buffer = io.BytesIO()
    Image.fromarray((240 - ink * 220 // 255 - noise).clip(0, 255).astype(np.uint8)).save(buffer, "BMP")
    return buffer.getvalue()


def test_a_full_disk_keeps_nobody_from_uploading_and_training(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(FULL)
    with running_app(PYTHONPATH=str(tmp_path)) as server:
        page = new_page(browser)
        page.goto(server.url)
        canvas_ready(page)
        picture = {"name": "five.bmp", "mimeType": "image/bmp", "buffer": large_picture()}
        assert len(picture["buffer"]) > 2_600_000
        page.locator(".st-key-upload input[type=file]").set_input_files(picture)  # type: ignore[arg-type]
        expect_prediction(page, 5)
        page.get_by_role("link", name="Train").locator("visible=true").first.click()
        expect(page.locator(".st-key-start_training button")).to_be_visible(timeout=PATIENCE)
        move_slider(page, "training_digits", -3)
        settled(page)
        page.locator(".st-key-start_training button").click()
        expect(page.locator(".training-state")).to_contain_text("images/s", timeout=PATIENCE)
        page.locator(".st-key-stop_training button").click()
        expect(page.locator(".st-key-use_weights button")).to_be_enabled(timeout=PATIENCE)
        page.context.close()
        assert "Traceback" not in server.output()
