"""Recognition of compressed files, which are refused with a word on what to do instead."""

from __future__ import annotations

_BEGINNINGS = {
    b"\x1f\x8b": ("gzip", "gunzip"),
    b"BZh": ("bzip2", "bunzip2"),
    b"\xfd7zXZ\x00": ("xz", "unxz"),
    b"\x28\xb5\x2f\xfd": ("zstd", "unzstd"),
}
"""Name and unpacking program of each format by the first bytes of its files."""


def compressed(head: bytes) -> str:
    r"""Return a sentence on a file that is compressed as a whole; an empty text for any other.

    Examples
    --------
    >>> compressed(b"\x1f\x8b\x08"), compressed(b"{}")
    ('It is compressed with gzip: unpack it first, as with gunzip.', '')
    """
    for beginning, (name, program) in _BEGINNINGS.items():
        if head.startswith(beginning):
            return f"It is compressed with {name}: unpack it first, as with {program}."
    return ""
