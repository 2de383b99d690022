"""JSON of session files: read strictly, with a sentence on each error, and laid out for people."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from tauscope.core.errors import InputError
from tauscope.core.json_keys import refusing_repeated_keys
from tauscope.core.numbers import quoted
from tauscope.core.text.json_bounds import check_bounds

NOT_OURS = "This is not a Tauscope session."
_LONGEST_INTEGER = 310  # digits; no float64 has more


def parse(text: str) -> object:
    """Read JSON strictly: no duplicate keys, no NaN, no number beyond float64.

    Raises
    ------
    InputError
        If the text is not such JSON, with the place of the error, or is too large.
    """
    # The limits come before the parser, which would have made millions of objects by the time it was stopped.
    check_bounds(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=refusing_repeated_keys(
                "The session is damaged: {} is given twice in one place."
            ),
            parse_constant=_refuse_constant,
            parse_float=_read_float,
            parse_int=_read_integer,
        )
    except json.JSONDecodeError as error:
        raise InputError(_syntax_message(text, error)) from None
    except RecursionError:
        raise InputError("This is not a Tauscope session: its brackets are nested too deeply.") from None


def _syntax_message(text: str, error: json.JSONDecodeError) -> str:
    """Return a sentence on a syntax error: no JSON at all, cut short, or damaged at a place."""
    if not text.lstrip().startswith("{"):
        return NOT_OURS
    cut = error.msg != "Extra data" and not text.rstrip().endswith("}")
    if cut or error.pos >= len(text.rstrip()):
        return (
            f"The session ends in the middle, on line {text.rstrip().count(chr(10)) + 1}: it was cut short."
        )
    return f"The session is damaged: line {error.lineno}, column {error.colno} is not JSON."


def _refuse_constant(text: str) -> NoReturn:
    raise InputError(f"The session is damaged: {text} is no number in JSON.")


def _read_float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise InputError(f"The session holds {quoted(text)}, which is too large.")
    return number


def _read_integer(text: str) -> int:
    if len(text) > _LONGEST_INTEGER:
        raise InputError(f"The session holds {quoted(text)}, which is too large.")
    return int(text)


# JSON escapes NUL in strings, so a raw NUL can only be a separator, and never a part of a label.
_MARK = "\0"
_marked = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(_MARK, ": ")).encode


def to_text(value: object, indent: str = "") -> str:
    """Write JSON with a line for each entry of a container of containers, and all else on one line."""
    inner = indent + "  "
    if isinstance(value, list) and _holds_flat_objects(value):
        # Encoded in one call, for a vocabulary has a quarter of a million objects.
        rows = _marked(value)[1:-1].replace(f"}}{_MARK}{{", f"}},\n{inner}{{").replace(_MARK, ", ")
        return f"[\n{inner}{rows}\n{indent}]"
    if isinstance(value, dict) and (not indent or _holds_containers(value)):
        lines = (f"{inner}{_marked(key)}: {to_text(entry, inner)}" for key, entry in value.items())
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    return _marked(value).replace(_MARK, ", ")


def _holds_containers(value: dict[str, Any]) -> bool:
    return any(issubclass(kind, dict | list) for kind in set(map(type, value.values())))


def _holds_flat_objects(value: list[Any]) -> bool:
    if not value or set(map(type, value)) != {dict}:
        return False
    kinds = {type(entry) for entries in value for entry in entries.values()}
    return not any(issubclass(kind, dict | list) for kind in kinds)
