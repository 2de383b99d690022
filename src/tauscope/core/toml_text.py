"""TOML: reading what people write, with errors that name the line, and writing values."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.core.text.labels import one_line

_WHERE = re.compile(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$", re.DOTALL)
_TWICE = ("Cannot overwrite a value", "twice", "Cannot mutate immutable", "Duplicate inline table key")
# A name of many parts takes the reader of TOML time that grows with the square of their number.
_MANY_PARTS = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){16}""", re.ASCII)


def parsed_toml(text: str, what: str) -> dict[str, Any]:
    """Read TOML.

    Parameters
    ----------
    text : str
    what : str
        What the text should be, with its article, for a sentence: "a tree".

    Raises
    ------
    InputError
        If the text is not TOML; the sentence names the line if there is one.
    """
    if many := _MANY_PARTS.search(text):
        raise InputError(f"Line {line_at(text, many.start())}: this name has too many parts.")
    try:
        return tomllib.loads(text.replace("\r\n", "\n") + "\n")
    except tomllib.TOMLDecodeError as error:
        found = _WHERE.match(str(error))
        reason, line = (found[1], found[2]) if found else (str(error), None)
    except (RecursionError, ValueError):  # brackets in brackets; a whole number of thousands of digits
        raise InputError(f"This is not {what}: brackets go too deep, or a number is too long.") from None
    if line is None:
        raise InputError(f"This is not TOML: {one_line(reason)}, at the end.")
    if any(sign in reason for sign in _TWICE):
        said = text.splitlines()[int(line) - 1 : int(line)] or [""]
        name = said[0].partition("=")[0].strip().strip("[]\"'")
        raise InputError(f"Line {line}: {quoted(name)} is there twice.")
    if reason == "Invalid value":
        reason = "A value is a number, as in 0.5, or a text in quotation marks"
    raise InputError(f"Line {line}: this is not TOML. {one_line(reason)}.")


def line_at(text: str, place: int) -> int:
    """Return the number of the line of a character, counted from 1."""
    return text.count("\n", 0, place) + 1


def toml_lines(table: Mapping[str, Any]) -> list[str]:
    """Return a line of TOML for each key of a table, but for those whose value is None: TOML has none.

    Examples
    --------
    >>> toml_lines({"chain": "top-k=2", "source": {"kind": "table"}})
    ['chain = "top-k=2"', 'source = { kind = "table" }']
    """
    return [f"{_key(key)} = {toml_value(value)}" for key, value in table.items() if value is not None]


def toml_value(value: object) -> str:
    """Write a value of JSON as TOML; both write texts, numbers and lists alike."""
    if isinstance(value, dict):
        return "{ " + ", ".join(toml_lines(value)) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    # The one character that JSON leaves as it is and TOML forbids.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_paragraphs(text: str) -> str:
    """Write a text of several lines as TOML does, line by line; a text of one line in quotation marks."""
    if "\n" not in text:
        return toml_value(text)
    lines = [toml_value(line)[1:-1].replace('\\"', '"').replace('"""', '""\\"') for line in text.split("\n")]
    return '"""\n' + "\n".join(lines) + '\n"""'


def _key(name: str) -> str:
    """Return a key of TOML, in quotes where it needs them."""
    return name if name.isascii() and name.isidentifier() else toml_value(name)
