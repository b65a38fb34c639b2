"""Recognises the kind of an uploaded file by its first bytes, and says what to do if it is not the one wanted."""

from __future__ import annotations

from typing import Literal

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
_TORCH = (".pt", ".pth", ".pkl", ".bin", ".ckpt")

_HEIC = (
    "This is a HEIC photo, which cannot be read here. Take a screenshot of it and upload that, or set the camera to "
    "JPEG (iPhone: Settings, Camera, Formats, Most Compatible)."
)
_TORCH_SAVE = (
    "This file is from torch.save. It is not opened, because such a file can run code. Save the weights in Python with "
    "two lines: from safetensors.torch import save_file; save_file(model.state_dict(), 'weights.safetensors')"
)
_NUMPY = (
    "This is a NumPy file. Save the weights in Python with two lines: from safetensors.numpy import save_file; "
    "save_file(dict(numpy.load('weights.npz')), 'weights.safetensors')"
)


def advice(data: bytes, name: str, wanted: Literal["picture", "weights"]) -> str:
    """What to do with a file that is not of the wanted kind; "" for one that may be, or that is not known.

    data: its content; name: as the browser gives it, used if the content is not recognised.
    """
    kind = _kind(data, name.lower())
    words = {
        ("heic", wanted): _HEIC,
        ("avif", wanted): "This is an AVIF picture: save it as JPEG or PNG.",
        ("pdf", wanted): "This is a PDF: take a screenshot of the digit and upload that.",
        ("svg", wanted): "This is an SVG drawing: save it as PNG.",
        ("numpy", "weights"): _NUMPY,
        ("numpy", "picture"): "This is a NumPy file, not a picture: save the picture as PNG.",
        ("torch", "weights"): _TORCH_SAVE,
        (
            "torch",
            "picture",
        ): "These are weights, not a picture: upload them on the Train page, as a .safetensors file.",
        ("picture", "weights"): "This is a picture, not weights: upload it on the Explore page.",
        ("safetensors", "picture"): "These are weights, not a picture: upload them on the Train page.",
    }
    return words.get((kind, wanted), "")


def _kind(data: bytes, name: str) -> str:
    if data[4:8] == b"ftyp":
        return "avif" if data[8:12] in (b"avif", b"avis") else "heic"
    starts = {
        "pdf": data.startswith(b"%PDF"),
        "svg": b"<svg" in data[:1000].lower(),
        "numpy": data.startswith(b"\x93NUMPY") or name.endswith((".npz", ".npy")),
        "torch": data.startswith(_PICKLES) or b"data.pkl" in data[:200] or name.endswith(_TORCH),
        "picture": data.startswith(_PICTURES) or data[8:12] == b"WEBP",
        "safetensors": data[8:10] == b'{"' or name.endswith(".safetensors"),
    }
    return next((kind for kind, found in starts.items() if found), "")
