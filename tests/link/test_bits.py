"""The arithmetic coder: what is written is read again, and takes hardly more bytes than its entropy."""

from __future__ import annotations

import math
import random

from hypothesis import given
from hypothesis import strategies as st

from cnn.link.bits import BitReader, BitWriter

steps = st.lists(st.tuples(st.integers(0, 1), st.sampled_from([None, "a", ("b", 1)])), max_size=400)


def written(bits: list[tuple[int, object]]) -> bytes:
    writer = BitWriter()
    for bit, context in bits:
        writer.bit(bit, context)  # type: ignore[arg-type]
    return writer.done()


@given(steps)
def test_what_is_written_is_read(bits: list[tuple[int, object]]) -> None:
    reader = BitReader(written(bits))
    assert [reader.bit(context) for _, context in bits] == [bit for bit, _ in bits]  # type: ignore[arg-type]


def test_long_runs_are_read_too() -> None:
    for kinds in ([1] * 5000, [0] * 5000, [0, 1] * 2500, [0] * 999 + [1]):
        reader = BitReader(written([(kind, "a") for kind in kinds]))
        assert [reader.bit("a") for _ in kinds] == kinds


@given(st.integers(0, 255), st.integers(0, 7))
def test_numbers_come_back(first: int, second: int) -> None:
    writer = BitWriter()
    writer.number(first, 8)
    writer.number(second, 3)
    reader = BitReader(writer.done())
    assert (reader.number(8), reader.number(3)) == (first, second)


def test_rare_bits_take_little_room() -> None:
    rng = random.Random(1)
    bits: list[tuple[int, object]] = [(int(rng.random() < 0.02), "rare") for _ in range(20_000)]
    share = sum(bit for bit, _ in bits) / len(bits)
    entropy = -share * math.log2(share) - (1 - share) * math.log2(1 - share)
    least = entropy * len(bits) / 8
    assert least <= len(written(bits)) < 1.1 * least
    assert len(written([(bit, None) for bit, _ in bits])) in range(2495, 2502)  # without a context, a bit is a bit


@given(st.binary(max_size=30))
def test_any_bytes_can_be_read(data: bytes) -> None:
    reader = BitReader(data)
    assert {reader.bit("a") for _ in range(300)} <= {0, 1}
    assert 0 <= reader.number(5) < 32
