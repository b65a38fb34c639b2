"""A file of another kind gets the sentence that says what to do, at both pickers."""

from __future__ import annotations

import io

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save

from cnn.digits.file_kinds import advice
from cnn.digits.handwriting import example_drawing
from cnn.digits.upload import UploadError, read_picture


def torch_saved(old: bool = False) -> bytes:
    buffer = io.BytesIO()
    torch.save({"fc2.bias": torch.zeros(10)}, buffer, _use_new_zipfile_serialization=not old)
    return buffer.getvalue()


def numpy_saved() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, weights=np.zeros(3))
    return buffer.getvalue()


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(example_drawing(7)).save(buffer, kind)
    return buffer.getvalue()


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(50)
TENSORS = save({"fc2.bias": torch.zeros(10)})


@pytest.mark.parametrize(
    ("data", "name", "wanted", "words"),
    [
        (HEIC, "IMG_1.HEIC", "picture", "screenshot"),
        (HEIC, "IMG_1.jpg", "picture", "HEIC"),
        (b"\0\0\0\x18ftypavif" + bytes(50), "a.avif", "picture", "AVIF"),
        (torch_saved(), "model.pt", "weights", "save_file(model.state_dict()"),
        (torch_saved(old=True), "model.pth", "weights", "safetensors.torch"),
        (torch_saved(), "model", "weights", "torch.save"),
        (torch_saved(), "model.pt", "picture", "not a picture"),
        (numpy_saved(), "weights.npz", "weights", "safetensors.numpy"),
        (numpy_saved(), "weights.npz", "picture", "not a picture"),
        (picture("PNG"), "7.png", "weights", "Explore page"),
        (picture("JPEG"), "7.jpg", "weights", "Explore page"),
        (picture("WEBP"), "7.webp", "weights", "Explore page"),
        (TENSORS, "mine.safetensors", "picture", "Train page"),
    ],
)
def test_a_file_of_the_wrong_kind_gets_advice(data: bytes, name: str, wanted: str, words: str) -> None:
    assert words in advice(data, name, wanted)  # type: ignore[arg-type]


def test_the_right_kind_of_file_gets_no_advice() -> None:
    assert advice(TENSORS, "mine.safetensors", "weights") == ""
    assert all(advice(picture(kind), "7.jpe", "picture") == "" for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF"))
    assert advice(b"", "", "picture") == "" == advice(b"words", "notes.txt", "weights")


@pytest.mark.parametrize("name", ["7.jfif", "7.jpe", "7.JPEG", "7"])
def test_a_jpeg_is_read_with_any_file_name(name: str) -> None:
    assert read_picture(picture("JPEG"), name).any()
    with pytest.raises(UploadError, match="HEIC"):
        read_picture(HEIC, name)
