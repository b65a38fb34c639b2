"""Numbers in as few bytes as possible: an adaptive arithmetic coder, one bit at a time. Knows nothing of drawings.

The method of Witten, Neal & Cleary, "Arithmetic Coding for Data Compression", Communications of the ACM 1987: a number
between `low` and `high` stands for all bits so far, and each bit takes the share of that range that it is expected to
need. What is expected is counted for each context. A reader reads exactly as many bits as it asks for, so no input can
unpack to more than that.
"""

from __future__ import annotations

from collections.abc import Hashable

_TOP = 0xFFFFFFFF
_STEP, _MOST = 8, 1024
"""What a bit adds to the count of its kind, and the sum at which both counts are halved."""


class _Range:
    """The range that stands for the bits so far, and the counts that it is divided by."""

    def __init__(self) -> None:
        self._low, self._high = 0, _TOP
        self._counts: dict[Hashable, list[int]] = {}

    def _middle(self, context: Hashable) -> int:
        """Where the part for a 1 ends; no context: both are equally likely."""
        zeros, ones = self._counts.setdefault(context, [1, 1]) if context is not None else (1, 1)
        return self._low + (self._high - self._low) * ones // (zeros + ones)

    def _take(self, context: Hashable, bit: int, middle: int) -> None:
        if bit:
            self._high = middle
        else:
            self._low = middle + 1
        if context is not None:
            counts = self._counts[context]
            counts[bit] += _STEP
            if sum(counts) > _MOST:
                counts[:] = [(count + 1) // 2 for count in counts]

    def _moves_on(self) -> bool:
        """Whether the first byte of the range is settled, which then leaves it."""
        if (self._low ^ self._high) >> 24:
            return False
        self._low = self._low << 8 & _TOP
        self._high = self._high << 8 & _TOP | 0xFF
        return True


class BitWriter(_Range):
    """Writes bits, each in its context; `done` gives the bytes."""

    def __init__(self) -> None:
        super().__init__()
        self._bytes = bytearray()

    def bit(self, bit: int, context: Hashable = None) -> None:
        """Write 0 or 1."""
        self._take(context, bit, self._middle(context))
        first = self._low >> 24
        while self._moves_on():
            self._bytes.append(first)
            first = self._low >> 24

    def number(self, value: int, bits: int) -> None:
        """Write a number of so many bits that can be anything."""
        for place in reversed(range(bits)):
            self.bit(value >> place & 1)

    def done(self) -> bytes:
        """All bytes; zeros at the end are left out, because a reader reads zeros there."""
        end = (self._low >> 24) + 1 if self._low else 0  # the shortest number in the range
        return (bytes(self._bytes) + bytes([end])).rstrip(b"\0")


class BitReader(_Range):
    """Reads what a `BitWriter` wrote, asked for the same contexts; bytes of another origin give bits of no meaning."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data, self._at = data, 0
        self._number = 0
        for _ in range(4):
            self._next()

    def bit(self, context: Hashable = None) -> int:
        """The next bit."""
        middle = self._middle(context)
        bit = int(self._number <= middle)
        self._take(context, bit, middle)
        while self._moves_on():
            self._next()
        return bit

    def number(self, bits: int) -> int:
        """The next number of so many bits."""
        value = 0
        for _ in range(bits):
            value = value << 1 | self.bit()
        return value

    def _next(self) -> None:
        byte = self._data[self._at] if self._at < len(self._data) else 0
        self._number = self._number << 8 & _TOP | byte
        self._at += 1
