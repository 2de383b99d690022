"""Inputs that are built to cost a reader time or memory, each of about `size` bytes.

Random mutation finds none of these: each repeats, nests or pads one thing that a reader has to look at.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import repeat

LARGEST = 64 * 2**20
HEAD = b'{"format":"tauscope","version":1,'
EMOJI = "😀".encode()
_TABLE = b'"source":{"kind":"table","classes":[{"label":"a","logit":1}]}'
PNG = b"\x89PNG\r\n\x1a\n"

Build = Callable[[int], Iterator[bytes]]


def _repeated(unit: bytes, size: int, head: bytes = b"", tail: bytes = b"") -> Iterator[bytes]:
    """`head`, as many `unit`s as fit, `tail`: in blocks, so that this process stays small."""
    count = max(0, size - len(head) - len(tail)) // len(unit)
    per_block = max(1, 2**20 // len(unit))
    yield head
    yield from repeat(unit * per_block, count // per_block)
    yield unit * (count % per_block)
    yield tail


def _numbered(line: str, size: int, head: bytes = b"", tail: bytes = b"", join: str = "") -> Iterator[bytes]:
    """`head`, lines with a number in each, `tail`."""
    yield head
    total, number = len(head) + len(tail), 0
    first = True
    while total < size - len(line) * 200 - 400:
        block = join.join(line.format(number + place) for place in range(100))
        number += 100
        data = (block if first else join + block).encode()
        first = False
        total += len(data)
        yield data
    yield tail


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _bomb(size: int) -> Iterator[bytes]:
    """A picture whose session inflates to `size`."""
    text = b"".join(_repeated(b"[],", size, HEAD + b'"a":[', b"[]]}"))
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    session = b"tauscope\0\1\0\0\0" + zlib.compress(text)
    yield PNG + _chunk(b"IHDR", head) + _chunk(b"iTXt", session) + _chunk(b"IEND", b"")


def _same_key(size: int) -> Iterator[bytes]:
    """Many keys, the last of them twice."""
    yield from _numbered('"k{}":0', size, HEAD, b',"twice":0,"twice":0}', ",")


def _metadata(unit: bytes, size: int) -> Iterator[bytes]:
    return _repeated(unit, size, b'<svg><metadata id="tauscope">', b"</metadata></svg>")


def _classes(label: str) -> Build:
    def build(size: int) -> Iterator[bytes]:
        head = HEAD + b'"source":{"kind":"table","classes":['
        row = f'{{{{"label":"{label} {{0}}","logit":{{0}}.5,"key":{{0}}}}}}'
        return _numbered(row, size, head, b"]}}", ",\n")

    return build


def _settings(size: int) -> Iterator[bytes]:
    """A text of the model that ships with thousands of changed logits, and another seed for each token."""
    tokens = max(2, min(100_000, size // 60))
    bias = ",".join(f'{{"id":{row},"added":0.5}}' for row in range(min(3000, size // 60)))
    yield HEAD + b'"source":{"kind":"writer","model":"storyteller","prompt":"a"},"state":{"at":0,"ids":['
    yield b",".join([b"5"] * tokens) + b'],"probabilities":[' + b",".join([b"1"] * tokens)
    yield b'],"entropies":[' + b",".join([b"1"] * tokens) + b'],"settings":[{"from":0,"chain":"top-k=1",'
    yield f'"seed":0,"by_hand":false,"bias":[{bias}]}}'.encode()
    yield "".join(f',{{"from":{place},"seed":{place}}}' for place in range(1, tokens)).encode() + b"]}}"


def _plain(unit: bytes, head: bytes = b"", tail: bytes = b"") -> Build:
    return lambda size: _repeated(unit, size, head, tail)


def _lines(line: str, head: bytes = b"", tail: bytes = b"", join: str = "") -> Build:
    return lambda size: _numbered(line, size, head, tail, join)


INPUTS: dict[str, Build] = {
    # Tables
    "short lines": _plain(b"1\n"),
    "blank lines": _plain(b"\n", b"a\t1\n", b"b\t2\n"),
    "carriage returns": _plain(b"\r"),
    "a row of short numbers": _plain(b"1,", tail=b"1"),
    "a row of tabs": _plain(b"\t", tail=b"1"),
    "a row of spaces": _plain(b"1 ", tail=b"1"),
    "one endless word": _plain(b"x"),
    "one endless number": _plain(b"1"),
    "an endless decimal": _plain(b"1", b"0."),
    "a quoted cell": _plain(b"x", b'"', b'",1\n'),
    "a quoted cell of quotes": _plain(b'""', b'"', b'",1\n'),
    "an open quote": _plain(b"x\n", b'"'),
    "quoted cells": _plain(b'"",'),
    "quoted lines": _plain(b'"a\tb",1\n'),
    "commas in lines": _plain(b"," * 99 + b"\n", b"z,label\n"),
    "two cells to a line": _plain(b"a\t1\n"),
    "wide rows": _plain(b"12," * 999 + b"1\n", b"z," * 999 + b"x\n"),
    "decimal commas": _plain(b"1,5\n"),
    "a million rows": lambda size: _numbered("token {0}\t-{0}.25\n", min(size, 23_500_000)),
    "a million rows with an emoji": lambda size: _numbered("token {0} 😀\t-{0}.25\n", min(size, 28_500_000)),
    "a million words for numbers": lambda size: _numbered("token {0}\tln {0}1\n", min(size, 22_000_000)),
    "a million numbers in a row": lambda size: _numbered("-0.1234{0}", min(size, 14_000_000), join=","),
    "an emoji, then letters": _plain(b"x" * 60 + b"\t1\n", EMOJI + b"\t1\n"),
    "an emoji, then one line": _plain(b"x", EMOJI),
    "Windows-1252": _plain(b"F\xfcchse;1\n"),
    "UTF-16 without a mark": _plain("Füchse;1\n".encode("utf-16-le")),
    "UTF-16 in one line": _plain("1;".encode("utf-16-le")),
    "NULs": _plain(b"\0"),
    "random-looking bytes": _plain(bytes(range(256))),
    "a list of numbers": _plain(b"1,", b"[", b"1]"),
    "nested lists": _plain(b"[", b"", b"]"),
    "a list in many brackets": lambda size: _repeated(
        b"1,", min(size, 2**25 - 10), b"[" * 900, b"1" + b"]" * 900
    ),
    "nested lists of lists": _plain(b"[1],", b"[", b"[1]]"),
    "a tensor": _plain(b" 0.5000,\n", b"tensor([", b"1.0])"),
    "blanks in brackets": _plain(b" ", b"[", b"1]"),
    # Sessions
    "values": _plain(b"0,", HEAD + b'"a":[', b"0]}"),
    "empty lists": _plain(b"[],", HEAD + b'"a":[', b"[]]}"),
    "empty objects": _plain(b"{},", HEAD + b'"a":[', b"{}]}"),
    "small objects": _plain(b'{"a":"bc"},', HEAD + b'"a":[', b"{}]}"),
    "words of one emoji": _plain(b'"' + EMOJI + b'",', HEAD + b'"a":[', b"0]}"),
    "nested objects": _plain(b'{"a":', HEAD + b'"a":', b""),
    "nested arrays": _plain(b"[", HEAD + b'"a":', b""),
    "a key twice": _same_key,
    "unknown keys": _lines('"k{}":0', HEAD, b"}", ","),
    "a long text": _plain(b"x", HEAD + b'"chain":"', b'"}'),
    "a long text with an emoji": _plain(b"x", HEAD + b'"chain":"' + EMOJI, b'"}'),
    "escapes": _plain(b"\\u0041", HEAD + b'"chain":"', b'"}'),
    "backslashes": _plain(b"\\\\", HEAD + b'"chain":"', b'"}'),
    "quotes in a text": _plain(b'\\"', HEAD + b'"chain":"', b'"}'),
    "a long integer": _plain(b"1", HEAD + b'"seed":', b"}"),
    "a long decimal": _plain(b"1", HEAD + b'"seed":0.', b"}"),
    "blanks": _plain(b" ", HEAD, b'"a":0}'),
    "blanks alone": _plain(b" "),
    "an open text": _plain(b"x", HEAD + b'"chain":"'),
    "an open key": _plain(b"x", b'{"'),
    "a chain of knobs": _plain(
        b"top-k=1,",
        HEAD + b'"source":{"kind":"table","classes":[{"label":"a","logit":1}]},"chain":"',
        b'top-k=1"}',
    ),
    "a knob of settings": _plain(
        b":off",
        HEAD + b'"source":{"kind":"table","classes":[{"label":"a","logit":1}]},"chain":"top-k=1',
        b'"}',
    ),
    "compared temperatures": _plain(
        b'"1",',
        HEAD + b'"source":{"kind":"table","classes":[{"label":"a","logit":1}]},"comparison":[',
        b'"1"]}',
    ),
    "pins": _plain(
        b"{},", HEAD + b'"source":{"kind":"table","classes":[{"label":"a","logit":1}]},"pins":[', b"{}]}"
    ),
    "classes": _classes("token"),
    "classes with an emoji": _classes("token 😀"),
    "a table as JSON": _lines(
        '{{"label":"token {0}","logit":{0}.5,"probability":0.125}}', b"[\n", b"]\n", ",\n"
    ),
    # Sessions that hold about as much as is read
    "most values": lambda size: _repeated(b"0.5,", min(size, 15_900_000), HEAD + b'"a":[', b"0]}"),
    "most objects": lambda size: _repeated(b'{"a":"bc"},', min(size, 14_500_000), HEAD + b'"a":[', b"{}]}"),
    "most words of one emoji": lambda size: _repeated(
        b'"' + EMOJI + b'",', min(size, 26_000_000), HEAD + b'"a":[', b"0]}"
    ),
    "most classes": lambda size: _classes("token")(min(size, 31_000_000)),
    "most classes with an emoji": lambda size: _classes("token 😀")(min(size, 24_000_000)),
    "most unknown keys": lambda size: _numbered(
        '"k{}":0', min(size, 22_000_000), HEAD + _TABLE + b",", b"}", ","
    ),
    "a table as JSON, as large as is read": lambda size: _numbered(
        '{{"label":"token {0}","logit":{0}.5,"probability":0.125}}',
        min(size, 33_000_000),
        b"[\n",
        b"]\n",
        ",\n",
    ),
    "settings of a text": _settings,
    # Numbers as JSON
    "a chain of knobs as JSON": _plain(
        b'{"knob":"top-k","value":1},',
        b'{"classes":[{"label":"a","logit":1}],"chain":[',
        b'{"knob":"top-k","value":1}]}',
    ),
    "labels of marks of direction": _lines(
        '{{"label":"' + "\u200e" * 200 + '{0}","logit":{0}.5}}', b"[\n", b"]\n", ",\n"
    ),
    # Figures
    "a bomb in a PNG": _bomb,
    "chunks of a PNG": lambda size: _repeated(_chunk(b"tEXt", b""), size, PNG, _chunk(b"IEND", b"")),
    "sessions in a PNG": lambda size: _repeated(
        _chunk(b"iTXt", b"tauscope\0\0\0\0\0x"), size, PNG, _chunk(b"IEND", b"")
    ),
    "nested elements": _plain(b"<a>", b"<svg>"),
    "nested groups, long names": _plain(b"<" + b"g" * 60 + b">", b"<svg>"),
    "elements": _plain(b"<a/>", b"<svg>", b"</svg>"),
    "elements of many names": _lines("<a{}/>", b"<svg>", b"</svg>"),
    "attributes": _lines(' a{}=""', b"<svg", b"/>"),
    "a long attribute": _plain(b"x", b'<svg a="', b'"/>'),
    "a long namespace": lambda size: _repeated(
        b"<a/>", size, b'<svg xmlns="' + b"x" * (size // 2) + b'">', b"</svg>"
    ),
    "declared attributes": _lines("<!ATTLIST a b{} CDATA 'x'>", b"<!DOCTYPE svg [", b"]><svg><a/></svg>"),
    "declared elements": _lines("<!ELEMENT a{} (b,c)>", b"<!DOCTYPE svg [", b"]><svg><a/></svg>"),
    "a nested content model": _plain(b"(a,", b"<!DOCTYPE svg [<!ELEMENT a "),
    "an endless comment": _plain(b"x", b"<svg><!--"),
    "line feeds in a session": lambda size: _metadata(b"\n", size),
    "references in a session": lambda size: _metadata(b"&lt;", size),
    "elements in a session": lambda size: _metadata(b"<a/>", size),
    "a processing instruction": _plain(b"x", b"<?xml "),
}
