"""Kinds of text, told from both ends of a file, because a label may begin with any character."""

from __future__ import annotations

import re
from enum import Enum

from tauscope.core.numbers import is_number
from tauscope.document.files.tables.number_list import is_list

# A tag of XML; "<s>,2" and "<svg>\t1" are rows of a table.
_XML = re.compile(r"<(?:\?xml|!--|!DOCTYPE|html|(?:\w+:)?svg)\b|<!--", re.IGNORECASE)
# An object up to its first key, or cut short before: "{" and '{"' are tokens too.
_OBJECT = re.compile(r'\{\s*+(?:\}|"(?:[^"\\\n]++|\\.)*+(?:"\s*+(?::|\Z)|\Z)|\Z)')
_MEMBER = re.compile(r'\{\s*+"(?:[^"\\]++|\\.)*+"\s*+:')
_OBJECTS = re.compile(r"\[\s*+(?:\{|\]\s*+\Z)")
# Lists in lists in a list: no label, and no table that a program prints.
_NESTED = re.compile(r"(?:\[\s*+){3}")


class Shape(Enum):
    """Kinds of text."""

    SVG = "svg"
    JSON = "json"
    LIST = "list"
    TABLE = "table"


def shape_of(head: str, tail: str) -> Shape:
    r"""Return the kind of a text, told from its first and last few thousand characters.

    Examples
    --------
    >>> shape_of("<svg ", "</svg>"), shape_of("<s>,2\n", "</s>,1"), shape_of('{"format": 1}', '{"format": 1}')
    (<Shape.SVG: 'svg'>, <Shape.TABLE: 'table'>, <Shape.JSON: 'json'>)
    """
    text = head.lstrip()
    line, line_feed, _ = text.partition("\n")
    is_whole = line_feed or text.rstrip() == tail.strip()  # else a number may be cut from the middle of JSON
    if is_whole and _is_row(line):
        return Shape.TABLE
    if _XML.match(text):
        return Shape.SVG
    if _OBJECT.match(text) or (_OBJECTS.match(text) and tail.rstrip().endswith("]")):
        return Shape.JSON
    if is_list(text, tail):
        return Shape.LIST
    return Shape.JSON if _NESTED.match(text) else Shape.TABLE


def _is_row(line: str) -> bool:
    """True if a line is a label, a separator and a number, and no part of a list."""
    if line.startswith(("[", "{")) and line.rstrip().endswith(("]", "}", ",")):
        return False
    label, _, value = max((line.rpartition(mark) for mark in "\t;,"), key=lambda parts: len(parts[0]))
    if _MEMBER.match(line) and not label.rstrip(' "').endswith("}"):
        return False  # an object that was cut short, not a label such as {"a":1}
    first = re.split(r"[\t;,]", label.lstrip("[{ "), maxsplit=1)[0]
    return bool(label) and is_number(value.strip().strip('"')) and not is_number(first)
