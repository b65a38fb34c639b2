"""Arrays as small pictures for the page: coloured with `theme`'s scales, and written as PNG in a data URI."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image

from cnn.figures.theme import ON_TILES, SEQUENTIAL, Scale


def coloured(values: np.ndarray, scale: Scale, limits: tuple[float, float]) -> np.ndarray:
    """uint8 (H, W, 4): `values` (H, W) in the colours of `scale` from limits[0] to limits[1]; NaN is transparent."""
    low, high = limits
    share = np.clip((np.nan_to_num(values) - low) / ((high - low) or 1), 0, 1)
    stops = [float(stop) for stop, _ in scale]
    colours = np.array([[int(str(colour)[place : place + 2], 16) for place in (1, 3, 5)] for _, colour in scale])
    channels = [np.interp(share, stops, colours[:, channel]) for channel in range(3)]
    return np.stack([*channels, np.where(np.isnan(values), 0, 255)], axis=-1).round().astype(np.uint8)


def text_colours(values: np.ndarray, scale: Scale, limits: tuple[float, float]) -> np.ndarray:
    """For every value, any shape, the colour of `theme.ON_TILES` with the higher contrast on it (WCAG 2.2)."""
    flat = values.reshape(1, -1)
    share = coloured(flat, scale, limits)[..., :3] / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    luminance = linear @ (0.2126, 0.7152, 0.0722)
    return np.where(luminance > 0.179, ON_TILES[1], ON_TILES[0]).reshape(values.shape)


def data_uri(pixels: np.ndarray) -> str:
    """A picture, uint8 (H, W) in grey or (H, W, 3 or 4) in colour, as `data:image/png;base64,…`."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def ink_uri(ink: np.ndarray) -> str:
    """Ink, (H, W) in [0, 1], in the colours of the input as a data URI."""
    return data_uri(coloured(ink, SEQUENTIAL, (0, 1)))


def gradient(scale: Scale) -> str:
    """The scale as CSS, left to right."""
    return "linear-gradient(90deg," + ",".join(f"{colour} {float(stop):.0%}" for stop, colour in scale) + ")"
