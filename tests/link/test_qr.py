"""QR codes: read by another library's decoder, from the SVG itself."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import zxingcpp

from cnn.link.drawing import SHORT
from cnn.link.qr import MOST_CHARACTERS, QUIET_ZONE, LinkTooLongError, qr_code
from tests.link.links import random_links

BASE = "http://192.168.1.20:8501/"
NAME = "{http://www.w3.org/2000/svg}"


def pixels(svg: str) -> np.ndarray:
    """bool (S, S): the dark modules that the SVG draws, with the quiet zone."""
    root = ET.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2])
    dark = np.zeros((side, side), bool)
    light, modules = root.findall(f"{NAME}path")
    assert light.attrib == {"fill": "#fff", "d": f"M0 0h{side}v{side}h-{side}z"} and modules.attrib["stroke"] == "#000"
    x = y = 0.0
    for kind, numbers in re.findall(r"([Mmh])([^Mmh]*)", modules.attrib["d"]):
        moves = [float(number) for number in numbers.split()]
        if kind == "h":
            dark[int(y), int(x) : int(x + moves[0])] = True
            x += moves[0]
        else:
            x, y = (moves[0], moves[1]) if kind == "M" else (x + moves[0], y + moves[1])
    return dark


def read(svg: str) -> str:
    picture = np.kron(np.where(pixels(svg), 0, 255).astype(np.uint8), np.ones((4, 4), np.uint8))
    found = zxingcpp.read_barcode(picture)
    assert found is not None
    return str(found.text)


def test_phones_read_the_links() -> None:
    for link in [*random_links(25, seed=8)]:
        address = f"{BASE}?{link.to_text()}"
        assert read(qr_code(address).svg) == address


def test_a_white_zone_is_around_it() -> None:
    code = qr_code(BASE)
    dark = pixels(code.svg)
    inner = dark[QUIET_ZONE:-QUIET_ZONE, QUIET_ZONE:-QUIET_ZONE]
    assert inner.shape == (code.modules, code.modules) and inner.sum() == dark.sum() > 0
    assert inner[0, :7].all() and inner[:7, 0].all() and inner[0, -7:].all() and inner[-7:, 0].all()


def test_a_short_link_makes_a_coarse_code() -> None:
    short, long = (qr_code(BASE + "x" * count).modules for count in (SHORT, 2 * SHORT))
    assert qr_code(BASE).modules <= 29 and short <= 89 < long


def test_it_grows_with_its_room_and_says_what_it_is() -> None:
    svg = qr_code(BASE, 'a "link" <b>&').svg
    root = ET.fromstring(svg)
    assert root.attrib["aria-label"] == 'a "link" <b>&' and root.attrib["role"] == "img"
    assert "width" not in root.attrib and "height" not in root.attrib
    assert svg == qr_code(BASE, 'a "link" <b>&').svg


def test_what_is_too_long_is_said() -> None:
    assert read(qr_code("x" * MOST_CHARACTERS).svg) == "x" * MOST_CHARACTERS
    with pytest.raises(LinkTooLongError, match=r"This link has 2,954 characters, and a QR code holds 2,953 at most"):
        qr_code("x" * (MOST_CHARACTERS + 1))
    with pytest.raises(LinkTooLongError, match="no link"):
        qr_code("")
