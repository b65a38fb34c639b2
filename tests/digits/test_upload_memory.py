"""Many large pictures at once are decoded one at a time; their memory is limited and given back."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnn.digits import upload
from cnn.digits.upload import MANY_PIXELS, read_picture
from cnn.paths import ROOT
from tests.digits.test_upload import BLACK_ON_WHITE, CLEAN, saved

LARGE = saved(Image.fromarray(BLACK_ON_WHITE).resize((2100, 2100), Image.Resampling.NEAREST))

AT_ONCE = """
import sys, threading
from pathlib import Path
from cnn.digits.upload import MANY_PIXELS, read_picture

def kilobytes(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))

data = Path(sys.argv[1]).read_bytes()
read_picture(Path(sys.argv[2]).read_bytes())
before = kilobytes("VmRSS")
threads = [threading.Thread(target=read_picture, args=(data,)) for _ in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(kilobytes("VmHWM") - before, kilobytes("VmRSS") - before)
"""
"""Reads the large picture of the first path in six threads; prints what it took at most and has kept, in 1024 bytes.
The small picture of the second path is read first, so that all is loaded."""


def test_large_pictures_are_decoded_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    decode, being, most = upload._grey, [0], [0]

    def counted(picture: Image.Image) -> np.ndarray:
        being[0] += 1
        most[0] = max(most[0], being[0])
        time.sleep(0.02)
        grey = decode(picture)
        being[0] -= 1
        return grey

    monkeypatch.setattr(upload, "_grey", counted)
    threads = [threading.Thread(target=read_picture, args=(LARGE,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert MANY_PIXELS < 2100**2
    assert most == [1]


def test_a_small_picture_does_not_wait_for_a_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    decode, held, free = upload._grey, threading.Event(), threading.Event()

    def slow(picture: Image.Image) -> np.ndarray:
        if picture.width > 2000:
            held.set()
            assert free.wait(60)
        return decode(picture)

    monkeypatch.setattr(upload, "_grey", slow)
    large = threading.Thread(target=read_picture, args=(LARGE,))
    large.start()
    assert held.wait(60)
    small = threading.Thread(target=read_picture, args=(CLEAN["black on white"],))
    small.start()
    small.join(60)
    assert not small.is_alive()
    free.set()
    large.join()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell what a process takes")
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_six_large_pictures_take_little_more_than_one(tmp_path: Path, mode: str) -> None:
    large = Image.fromarray(BLACK_ON_WHITE).resize((4000, 3000), Image.Resampling.NEAREST).convert(mode)
    (tmp_path / "large.png").write_bytes(saved(large, compress_level=1))
    (tmp_path / "small.png").write_bytes(CLEAN["black on white"])
    paths = [str(tmp_path / "large.png"), str(tmp_path / "small.png")]
    command = [sys.executable, "-c", AT_ONCE, *paths]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    most, kept = (int(number) / 1024 for number in said.split())
    decoded = 4 * 4000 * 3000 / 2**20
    assert most < 2.5 * decoded
    assert kept < 2.5 * decoded
