"""Sessions inside PNG and SVG figures, so that an exported figure can be opened again."""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from tauscope.core.errors import InputError
from tauscope.document.files.limits import LARGEST, LARGEST_IN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYWORD = "tauscope"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
NO_SESSION = "This picture carries no Tauscope session."
CUT_SHORT = "This picture ends in the middle: the file was cut short."
DAMAGED = "The session in this picture is damaged."
_TOO_LARGE = f"The session in this picture is larger than {LARGEST_IN_WORDS}."
_OURS = KEYWORD.encode("latin-1") + b"\0"
_OLD_METADATA = re.compile(rf'<metadata id="{KEYWORD}">[^<]*</metadata>\n?')
_MOST_CHUNKS = 100_000
_MOST_ELEMENTS = 1_000_000
_DEEPEST = 1000
"""Most levels of nested elements of an SVG."""
_LONGEST_TAG = 8 * 2**20
"""Most bytes of an element's name and attributes, or of a comment."""
_FED_AT_ONCE = 2**20
# Characters that XML 1.0 forbids, and the carriage return, which readers of XML turn into a line feed.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


class Chunk(NamedTuple):
    """One chunk of a PNG file: range of its bytes in the file, type, content and checksum."""

    start: int
    end: int
    kind: bytes
    body: bytes
    checksum: int


def embed_png(data: bytes, text: str) -> bytes:
    """Return a PNG file with `text` in an iTXt chunk, which replaces an earlier one.

    References
    ----------
    W3C, "Portable Network Graphics (PNG) Specification", §11.3.4.5.

    Raises
    ------
    InputError
        If `data` is no PNG file, or is cut short.
    """
    body = _OURS + b"\x01\x00" + b"\0" + b"\0" + zlib.compress(text.encode("utf-8"))
    parts = [PNG_SIGNATURE]
    for chunk in _chunks(data):
        if chunk.kind == b"IEND":
            parts.append(_written(b"iTXt", body))
        if not _is_ours(chunk):
            parts.append(data[chunk.start : chunk.end])
    return b"".join(parts)


def extract_png(data: bytes) -> str:
    """Return the text in a PNG file.

    Raises
    ------
    InputError
        If the file carries none, or is damaged or cut short.
    """
    chunk = None
    for each in _chunks(data):
        if _is_ours(each):
            chunk = each  # the last counts
    if chunk is None:
        raise InputError(NO_SESSION)
    if zlib.crc32(chunk.kind + chunk.body) != chunk.checksum:
        raise InputError(DAMAGED)
    return _international_text(chunk.body)


def _chunks(data: bytes) -> Iterator[Chunk]:
    """Yield every chunk up to the last, IEND."""
    if not data.startswith(PNG_SIGNATURE):
        raise InputError("This is not a PNG picture.")
    start, kind, count = len(PNG_SIGNATURE), b"", 0
    while kind != b"IEND":
        count += 1
        if count > _MOST_CHUNKS:
            raise InputError(f"This picture has more than {_MOST_CHUNKS:,} chunks, the most that are read.")
        if len(data) < start + 12:
            raise InputError(CUT_SHORT)
        length, kind = struct.unpack_from(">I4s", data, start)
        end = start + 12 + length
        if len(data) < end:
            raise InputError(CUT_SHORT)
        (checksum,) = struct.unpack_from(">I", data, end - 4)
        yield Chunk(start, end, kind, data[start + 8 : end - 4], checksum)
        start = end


def _written(kind: bytes, body: bytes) -> bytes:
    """Return the bytes of a chunk."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _is_ours(chunk: Chunk) -> bool:
    return chunk.kind == b"iTXt" and chunk.body.startswith(_OURS)


def _international_text(body: bytes) -> str:
    """Return the text of an iTXt chunk, compressed or not."""
    flags, rest = body[len(_OURS) : len(_OURS) + 2], body[len(_OURS) + 2 :]
    fields = rest.split(b"\0", 2)  # language, translated keyword, text
    if len(fields) != 3 or flags not in (b"\0\0", b"\1\0"):
        raise InputError(DAMAGED)
    raw = _inflated(fields[2]) if flags[0] else fields[2]
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(DAMAGED) from None


def _inflated(data: bytes) -> bytes:
    """Decompress at most `LARGEST` bytes, because a few compressed bytes can stand for gigabytes."""
    stream = zlib.decompressobj()
    try:
        raw = stream.decompress(data, LARGEST + 1)
    except zlib.error:
        raise InputError(DAMAGED) from None
    if len(raw) > LARGEST:
        raise InputError(_TOO_LARGE)
    if not stream.eof:
        raise InputError(DAMAGED)
    return raw


def embed_svg(svg: str, text: str) -> str:
    r"""Return an SVG file with `text`, which is JSON, as its last element, which replaces an earlier one.

    Characters that XML forbids are written as ``\uXXXX``, which means the same inside the strings of JSON.

    Raises
    ------
    InputError
        If `svg` has no closing tag, and so is no SVG or cut short.
    """
    bare = _OLD_METADATA.sub("", svg)
    end = bare.rfind("</svg")
    if end < 0:
        raise InputError("This is not a whole SVG picture.")
    legal = _NOT_IN_XML.sub(lambda mark: "" if mark[0] == "\r" else f"\\u{ord(mark[0]):04x}", text)
    return f'{bare[:end]}<metadata id="{KEYWORD}">{_escaped(legal)}</metadata>\n{bare[end:]}'


def _escaped(text: str) -> str:
    # xml.sax.saxutils has this too, but loads half of the standard library's network code.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def extract_svg(svg: str | bytes) -> str:
    """Return the text in an SVG file; no entity or reference in the file is expanded or fetched.

    Raises
    ------
    InputError
        If the file carries no text, is not whole, or declares entities.
    """
    data = svg.encode("utf-8", "surrogatepass") if isinstance(svg, str) else svg
    reader = _MetadataReader()
    try:
        reader.read(data)
    except expat.ExpatError as error:
        raise InputError(_syntax_message(error)) from None
    except InputError:
        raise
    except (LookupError, ValueError):  # an encoding that Python does not know, or expat cannot take
        raise InputError("This picture is written in an encoding that Tauscope does not read.") from None
    if not reader.found:
        raise InputError(NO_SESSION)
    return "".join(reader.parts)


def _syntax_message(error: expat.ExpatError) -> str:
    """Return a sentence on a syntax error: cut short, or damaged at a place."""
    unfinished = ("no element found", "unclosed token", "unclosed CDATA section")
    if expat.ErrorString(error.code) in unfinished:
        return CUT_SHORT
    return f"This picture is damaged: line {error.lineno}, column {error.offset + 1} is not XML."


class _MetadataReader:
    """Parser of XML that collects the text of Tauscope's element, and nothing else."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.found = False
        self._elements, self._depth = 0, 0
        self._ours = 0  # how deep our element is, while inside it
        # Without namespaces: with them each name is looked up behind its address, and that may be long.
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = _FED_AT_ONCE
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.AttlistDeclHandler = self._refuse_attributes
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def read(self, data: bytes) -> None:
        """Read a file piece by piece, and raise `InputError` before the parser takes too much memory."""
        for start in range(0, len(data), _FED_AT_ONCE):
            self._parser.Parse(data[start : start + _FED_AT_ONCE], False)  # expat takes it by place alone
            if start + _FED_AT_ONCE - self._parser.CurrentByteIndex > _LONGEST_TAG:
                raise InputError(f"This picture has a tag of more than {_LONGEST_TAG // 2**20} MiB.")
        self._parser.Parse(b"", True)

    def _refuse_entity(self, *_: object) -> None:
        # A few nested entities can expand to gigabytes, and an external one can name any file or address.
        raise InputError("This picture declares XML entities, which Tauscope does not read.")

    def _refuse_attributes(self, *_: object) -> None:
        raise InputError("This picture declares attributes of XML, which Tauscope does not read.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > _DEEPEST:
            raise InputError("This picture's elements are nested too deeply.")
        if self._elements > _MOST_ELEMENTS:
            raise InputError(
                f"This picture has more than {_MOST_ELEMENTS:,} elements, the most that are read."
            )
        ours = name.rpartition(":")[2] == "metadata" and attributes.get("id") == KEYWORD
        if ours and not self.found:
            self.found, self._ours = True, self._depth
            self._parser.CharacterDataHandler = self.parts.append

    def _end(self, _: str) -> None:
        if self._depth == self._ours:
            self._ours, self._parser.CharacterDataHandler = 0, None
        self._depth -= 1
