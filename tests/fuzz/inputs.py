"""Inputs that are built to cost a reader time or memory, each of about `size` bytes.

Random mutation finds none of these: each repeats, nests or pads one thing that a reader has to look at.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import repeat

LARGEST = 64 * 2**20
LONGEST_TEXT = 100_000
HEAD = b'{"format":"tauscope","version":1,'
EMOJI = "😀".encode()
_TABLE = b'"source":{"kind":"table","classes":[{"label":"a","logit":1}]}'
_CLASSES = b'"source":{"kind":"table","classes":['
_ANSWER = b'{"choices":[{"message":{},"logprobs":{"content":['
_ENDS = b'{"token":"a","logprob":-30}]}]}}]}'
_FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
_FLAG = "\U0001f3f4\U000e0067\U000e0062\U000e007f"
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


def _chains(size: int) -> Iterator[bytes]:
    """A text of the model that ships, each token chosen by 32 knobs that no other token has."""
    tokens = max(2, min(LONGEST_TEXT, size // 400))
    yield _written(tokens) + b'],"settings":['
    for start in range(0, tokens, 100):
        entries = (
            f'{{"from":{place},"chain":"{",".join(f"top-k={place * 32 + knob}" for knob in range(1, 33))}"}}'
            for place in range(start, min(start + 100, tokens))
        )
        yield (("," if start else "") + ",".join(entries)).encode()
    yield b"]}}"


def _biases(size: int) -> Iterator[bytes]:
    """A text of the model that ships, with a bias of its own for each token."""
    tokens = max(2, min(600, size // 30_000))
    yield _written(tokens) + b'],"settings":['
    for place in range(tokens):
        bias = ",".join(f'{{"id":{row},"added":{place}.5}}' for row in range(min(1200, size // 60)))
        yield f'{"," if place else ""}{{"from":{place},"chain":"top-k=1","bias":[{bias}]}}'.encode()
    yield b"]}}"


def _written(tokens: int) -> bytes:
    columns = (b",".join([mark] * tokens) for mark in (b"5", b"1", b"1"))
    ids, probabilities, entropies = columns
    return (
        HEAD
        + b'"source":{"kind":"writer","model":"storyteller","prompt":"a"},"state":{"at":0,"ids":['
        + ids
        + b'],"probabilities":['
        + probabilities
        + b'],"entropies":['
        + entropies
    )


def _million(line: str, encoding: str = "utf-8") -> Build:
    """As many rows as fit, a million at the most; each with a number of its own."""

    def build(size: int) -> Iterator[bytes]:
        width = len(line.format(123_456).encode(encoding))
        rows = min(990_000, max(1, size // width - 2))
        for start in range(0, rows, 100):
            block = "".join(map(line.format, range(start, min(start + 100, rows))))
            yield block.encode(encoding)

    return build


def _long_labels(mark: str) -> Build:
    """A session of labels that are as long as labels may be and consist of one mark."""

    def build(size: int) -> Iterator[bytes]:
        label = mark * (9_990 // len(mark))
        unit = f'{{"label":"{label}","logit":1}}'.encode()
        return _repeated(unit + b",", max(size // 3, 2 * len(unit)), HEAD + _CLASSES, unit + b"]}}")

    return build


def _surrounded(before: bytes, inside: Build, after: bytes, part: float = 1.0) -> Build:
    def build(size: int) -> Iterator[bytes]:
        yield before
        yield from inside(int(size * part))
        yield after

    return build


def _pins_of_tables(size: int) -> Iterator[bytes]:
    """A session with four pins, each with a table of its own."""
    rows = max(2, min(130_000, size // 200))
    yield HEAD + _TABLE + b',"pins":['
    for pin in range(4):
        labels = ",".join(f'"{pin} {row}"' for row in range(rows))
        logits = ",".join(f"{row}.5" for row in range(rows))
        table = f'{{"kind":"table","labels":[{labels}],"logits":[{logits}]}}'
        yield f'{"," if pin else ""}{{"chain":"top-k={pin + 1}","source":{table}}}'.encode()
    yield b"]}"


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
    "a million names with a family": _million("token {0} " + _FAMILY + "\t-{0}.25\n"),
    "a million names with a style": _million("token {0} \u2764\ufe0f\t-{0}.25\n"),
    "a million names with what is not seen": _million("token\u200b {0}\t-{0}.25\n"),
    "a million names to the left": _million("\u200f\u0633\u200c\u0644 {0}\t-{0}.25\n"),
    "a million names with combining marks": _million("e\u0301\u0308token {0}\t-{0}.25\n"),
    "a million names in Korean": _million("\ud1a0\ud070 {0}\t-{0}.25\n"),
    "a million names with blanks": _million("  token  {0} \t-{0}.25\n"),
    "a million names with fixed blanks": _million("\u00a0\u3000token\u00a0{0}\t-{0}.25\n"),
    "a million names with control characters": _million("\x01token\x02{0}\t-{0}.25\n"),
    "a million names that look like formulas": _million("'=token {0}\t-{0}.25\n"),
    "a million quoted names": _million('"token, {0}",-{0}.25\n'),
    "a million quoted cells": _million('"token ""{0}""","-{0}.25"\n'),
    "a million names on two lines": _million('"token\n{0}"\t-{0}.25\n'),
    "a million fractions": _million("{0}\t-1/3{0}\n"),
    "a million decimal commas": _million("token {0};-{0},25\n"),
    "a million en dashes": _million("token {0}\t\u2013{0}.25\n"),
    "a million rows of nine cells": _million("{0},x,y,z,{0},1,2,3,4\n"),
    "a million rows in UTF-16": _million("token {0}\t-{0}.25\n", "utf-16-le"),
    "a million names with an emoji in UTF-16": _million("token {0} \U0001f600\t-{0}.25\n", "utf-16-be"),
    "a million rows in UTF-32": _surrounded(
        b"\xff\xfe\0\0", _million("token {0}\t-{0}.25\n", "utf-32-le"), b""
    ),
    "a million rows in Windows-1252": _million("F\xfcchse {0}\t-{0}.25\n", "cp1252"),
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
    "chains of a text": _chains,
    "biases of a text": _biases,
    "a bias": _surrounded(
        HEAD + b'"source":{"kind":"writer","model":"storyteller","prompt":"a","bias":[',
        _lines('{{"id":{0},"added":0.5}}', join=","),
        b"]}}",
        0.2,
    ),
    "a long prompt": _plain(
        b"once ", HEAD + b'"source":{"kind":"writer","model":"storyteller","prompt":"', b'"}}'
    ),
    "a prompt as long as is read": lambda size: _repeated(
        b"once ",
        min(size, 990_000),
        HEAD + b'"source":{"kind":"writer","model":"storyteller","prompt":"',
        b'"}}',
    ),
    "pins with tables": _pins_of_tables,
    "labels of joiners": _long_labels("\u200d"),
    "labels of families": _long_labels("\U0001f469\u200d"),
    "labels of styles": _long_labels("\u2764\ufe0f"),
    "labels of idle styles": _long_labels("a\ufe0f"),
    "labels of flags": _long_labels(_FLAG),
    "labels of tags": _long_labels("\U000e0067"),
    "labels of fixed blanks": _long_labels("\u3000"),
    "labels of blanks": _long_labels("a  "),
    "labels of half characters": _lines('{{"label":"\\ud83d{0}","logit":{0}}}', HEAD + _CLASSES, b"]}}", ","),
    "labels of escapes": _lines('{{"label":"\\u0001{0}","logit":{0}}}', HEAD + _CLASSES, b"]}}", ","),
    "keys of control characters": _plain(b"\\u0001", HEAD + _TABLE + b',"', b'":1}'),
    "a kind of control characters": _plain(b"\\u0001", HEAD + b'"source":{"kind":"', b'"}}'),
    "a kind of blanks": _plain(b" ", HEAD + b'"source":{"kind":"', b'"}}'),
    "a plot of fixed blanks": _plain("\u3000".encode(), HEAD + _TABLE + b',"plots":["', b'"]}'),
    # Numbers as JSON
    "pins of a report": _plain(
        b'{"chain":[{"knob":"top-k","value":1}]},',
        b'{"chain":[],"classes":[{"label":"a","logit":1}],"pins":[',
        b'{"chain":[]}]}',
    ),
    "most pins of a report": lambda size: _repeated(
        b'{"chain":[{"knob":"top-k","value":1}]},',
        min(size, 20_000_000),
        b'{"chain":[],"classes":[{"label":"a","logit":1}],"pins":[',
        b'{"chain":[]}]}',
    ),
    "columns of a table as JSON": lambda size: _numbered(
        '"k{0}":{0}.5', min(size, 20_000_000), b'[{"z":1,', b"}]", ","
    ),
    "a chain of knobs as JSON": _plain(
        b'{"knob":"top-k","value":1},',
        b'{"classes":[{"label":"a","logit":1}],"chain":[',
        b'{"knob":"top-k","value":1}]}',
    ),
    "labels of marks of direction": _lines(
        '{{"label":"' + "\u200e" * 200 + '{0}","logit":{0}.5}}', b"[\n", b"]\n", ",\n"
    ),
    # Answers of servers
    "tokens of an answer": _lines(
        '{{"token":"t{0}","logprob":-1,"top_logprobs":[]}}', _ANSWER, b"]}}]}", ","
    ),
    "the same tokens of an answer": _plain(
        b'{"token":"a","logprob":-1,"bytes":[97],"top_logprobs":[]},',
        _ANSWER,
        b'{"token":"a","logprob":-1}]}}]}',
    ),
    "the likeliest of a token": _lines(
        '{{"token":"t{0}","logprob":-30,"bytes":[1]}}',
        _ANSWER + b'{"token":"t1","logprob":-30,"top_logprobs":[',
        b"]}]}}]}",
        ",",
    ),
    "one token many times": _plain(
        b'{"token":"a","logprob":-30},', _ANSWER + b'{"token":"a","logprob":-30,"top_logprobs":[', _ENDS
    ),
    "one id many times": _plain(
        b'{"id":1,"logprob":-30},', _ANSWER + b'{"id":1,"logprob":-30,"top_logprobs":[', b'{"id":1}]}]}}]}'
    ),
    "tokens of completions": _lines(
        '"t{0}":-30', b'{"choices":[{"text":"","logprobs":{"tokens":["a"],"top_logprobs":[{', b"}]}}]}", ","
    ),
    "bytes of a token": _plain(b"97,", _ANSWER + b'{"token":"a","logprob":-1,"bytes":[', b"97]}]}}]}"),
    "a long token": _plain(b"x", _ANSWER + b'{"logprob":-1,"token":"', b'"}]}}]}'),
    "a long token of escapes": _plain(b"\\ud83d", _ANSWER + b'{"logprob":-1,"token":"', b'"}]}}]}'),
    "choices of an answer": _plain(b'{"text":""},', b'{"choices":[', b'{"text":""}]}'),
    "empty lists of an answer": _plain(b"[],", b'{"choices":[', b"[]]}"),
    "brackets of an answer": _plain(b"[", b'{"choices":['),
    "lines of answers": _lines(
        '{{"model":"m","response":"","logprobs":[{{"token":"t{0}","logprob":-1}}]}}\n'
    ),
    "lines of a stream": _lines(
        '{{"model":"m","response":"","done":false,"logprobs":[{{"token":"t{0}","logprob":-1}}]}}\n'
    ),
    "empty lines of a stream": _plain(b"\n", b'data: {"choices":[]}\n'),
    "empty answers": _plain(b"{}\n", b'{"choices":[]}\n'),
    "events of a stream": _lines('data: {{"id":{0},"choices":[]}}\n\n'),
    "digits of an answer": _plain(b"1", _ANSWER + b'{"token":"a","logprob":-'),
    "strings of an answer": _plain(b'":', b'{"choices":["', b'"]}'),
    "blanks of an answer": _plain(b" ", b'{"choices":[', b"]}"),
    "prompts of an answer": _lines(
        '{{"{0}":{{"logprob":-1}}}}', b'{"choices":[{"text":"","prompt_logprobs":[null,', b"]}]}", ","
    ),
    # Figures
    "a bomb in a PNG": _bomb,
    "chunks of a PNG": lambda size: _repeated(_chunk(b"tEXt", b""), size, PNG, _chunk(b"IEND", b"")),
    "sessions in a PNG": lambda size: _repeated(
        _chunk(b"iTXt", b"tauscope\0\0\0\0\0x"), size, PNG, _chunk(b"IEND", b"")
    ),
    "classes in an SVG": _surrounded(
        b'<svg><metadata id="tauscope">',
        lambda size: _classes("token 😀")(min(size, 24_000_000)),
        b"</metadata></svg>",
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
    # Decoding trees
    "a name of many parts": _plain(b"a.", b"[node.a]\n", b"b=1"),
    "names of fifteen parts": _lines("a.a.a.a.a.a.a.a.a.a.a.a.a.a.k{}=1\n", b"[node.a]\n"),
    "brackets of a tree": _plain(b"[", b"[node.a]\nb="),
    "tables in tables of a tree": _plain(b"{a=", b"[node.a]\nb="),
    "an array in a tree": _plain(b"1,", b"[node.a]\nb=[", b"]\n"),
    "comments before what is wrong": _plain(b"#\n", b"[node.a]\n", b"b=2\n"),
    "tokens of a tree": _lines("t{}=0\n", b"[node.a]\n"),
    "nodes of a tree": _lines("[node.n{}]\nt=1\n"),
}
