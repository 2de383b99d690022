"""Indexes of zip archives, of which NumPy's .npz files are one kind; members are read in place."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.trace.arrays.shapes import bytes_in_words, check_inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tauscope.sources.trace.arrays.rows import Readable

MAGIC = b"PK\x03\x04"
MOST_MEMBERS = 10_000
MOST_INFLATED = 256 * 2**20
"""Most bytes to which a compressed member is inflated."""

_LARGEST_INDEX = 2**21
_CHUNK = 2**18
_STORED, _DEFLATED = 0, 8
_END, _END_64, _LOCATOR_64, _ENTRY = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"PK\x01\x02"
_SMALL, _LARGE = 0xFFFF, 0xFFFFFFFF
"""Numbers that stand for a larger one, which is elsewhere."""
_NO_INDEX = "The archive is cut short or damaged: the index at its end"


@dataclass(frozen=True)
class Member:
    """A file in an archive.

    Attributes
    ----------
    name : str
    place : int
        Where its own header begins in the archive.
    stored, size : int
        Bytes in the archive, and when they are inflated.
    method : int
        How it is compressed: 0 not at all, 8 by deflate.
    checksum : int
        CRC-32 of its content.
    encrypted : bool
    """

    name: str
    place: int
    stored: int
    size: int
    method: int
    checksum: int
    encrypted: bool

    @property
    def is_plain(self) -> bool:
        """True if the bytes stand in the archive as they are."""
        return self.method == _STORED


def members(file: Readable) -> tuple[Member, ...]:
    """Return the members of an archive, without folders.

    Raises
    ------
    InputError
        If the index at the end is missing, damaged, or too large.
    """
    count, length, start = _index_place(file)
    if count > MOST_MEMBERS or length > _LARGEST_INDEX:
        raise InputError(f"The archive has {count:,} members; at most {MOST_MEMBERS:,} are read.")
    if start + length > file.size:
        raise InputError(f"{_NO_INDEX} is not where it should be.")
    found = _entries(file.read(start, length), count)
    return tuple(one for one in found if not one.name.endswith("/"))


def _index_place(file: Readable) -> tuple[int, int, int]:
    """Return the number of entries in the index, its length and its start."""
    reach = min(file.size, 22 + _SMALL)
    tail = file.read(file.size - reach, reach)
    at = tail.rfind(_END)
    if at < 0 or at + 22 > len(tail):
        raise InputError(f"{_NO_INDEX} is missing.")
    count, length, start = struct.unpack_from("<10xHII", tail, at)
    locator = tail[max(0, at - 20) : at]
    if locator.startswith(_LOCATOR_64) and (count == _SMALL or _LARGE in (length, start)):
        (place,) = struct.unpack_from("<8xQ", locator)
        if place + 56 > file.size:
            raise InputError(f"{_NO_INDEX} is missing.")
        record = file.read(place, 56)
        if not record.startswith(_END_64):
            raise InputError(f"{_NO_INDEX} is missing.")
        count, length, start = struct.unpack_from("<32xQQQ", record)
    return int(count), int(length), int(start)


def _entries(index: bytes, count: int) -> Iterator[Member]:
    at = 0
    for _ in range(count):
        if not index.startswith(_ENTRY, at) or at + 46 > len(index):
            raise InputError(f"{_NO_INDEX} cannot be read.")
        flags, method, checksum, stored, size, *lengths, place = struct.unpack_from(
            "<8xHH4xIIIHHH8xI", index, at
        )
        name_length, extra_length, comment_length = lengths
        name = index[at + 46 : at + 46 + name_length]
        extra = index[at + 46 + name_length : at + 46 + name_length + extra_length]
        size, stored, place = _large_numbers(extra, [size, stored, place])
        text = name.decode("utf-8" if flags & 0x800 else "cp437", "replace")
        yield Member(text, place, stored, size, method, checksum, encrypted=bool(flags & 1))
        at += 46 + name_length + extra_length + comment_length


def _large_numbers(extra: bytes, numbers: list[int]) -> list[int]:
    """Replace numbers that did not fit in 32 bits by those in an entry's extra field."""
    missing = [place for place, number in enumerate(numbers) if number == _LARGE]
    at = 0
    while missing and at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1 and length >= 8 * len(missing) and at + 4 + length <= len(extra):
            large = struct.unpack_from(f"<{len(missing)}Q", extra, at + 4)
            for place, number in zip(missing, large, strict=True):
                numbers[place] = number
            break
        at += 4 + length
    return numbers


def begin_of(file: Readable, member: Member) -> int:
    """Return the place of a member's first byte; `InputError` if it is not in the archive."""
    if member.encrypted:
        raise InputError(f"{quoted(member.name)} in the archive is encrypted.")
    if member.method not in {_STORED, _DEFLATED}:
        raise InputError(
            f"{quoted(member.name)} is compressed in a way that is not read: save it with np.savez."
        )
    if member.place + 30 > file.size:
        raise InputError(f"{_NO_INDEX} points beyond the file.")
    header = file.read(member.place, 30)
    if not header.startswith(MAGIC):
        raise InputError(f"The archive is damaged: {quoted(member.name)} is not where the index says.")
    name_length, extra_length = struct.unpack_from("<26xHH", header)
    begin: int = member.place + 30 + name_length + extra_length
    check_inside(begin, member.stored, file.size, quoted(member.name))
    return begin


def inflated(file: Readable, member: Member, most: int | None = None) -> bytes:
    """Return the content of a compressed member, or its first bytes, `most` at least.

    Raises
    ------
    InputError
        If it is damaged, or inflates to more than it says or than `MOST_INFLATED`.
    """
    begin = begin_of(file, member)
    if most is None and member.size > MOST_INFLATED:
        raise InputError(
            f"{quoted(member.name)} inflates to {bytes_in_words(member.size)}; at most"
            f" {bytes_in_words(MOST_INFLATED)} are inflated: save it with np.savez, without compression."
        )
    wanted = member.size if most is None else min(most, member.size)
    content = b"".join(_inflated_parts(file, member, begin, wanted))
    if len(content) < wanted:
        raise InputError(f"The archive is damaged: {quoted(member.name)} inflates to less than it says.")
    if most is None and zlib.crc32(content) != member.checksum:
        raise InputError(f"The archive is damaged: the checksum of {quoted(member.name)} is another.")
    return content[:wanted]


def _inflated_parts(file: Readable, member: Member, begin: int, wanted: int) -> Iterator[bytes]:
    """Yield the inflated content until it has `wanted` bytes, never many more."""
    have, engine = 0, zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, member.stored, _CHUNK):
        waiting = file.read(begin + at, min(_CHUNK, member.stored - at))
        while waiting and have < wanted and not engine.eof:
            try:
                part = engine.decompress(waiting, min(wanted - have, 4 * _CHUNK))
            except zlib.error:
                raise InputError(
                    f"The archive is damaged: {quoted(member.name)} cannot be inflated."
                ) from None
            yield part
            have += len(part)
            waiting = engine.unconsumed_tail
        if have >= wanted or engine.eof:
            return
