"""Sessions: a Document as versioned JSON that a person can read, and back."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, plain_number, quoted
from tauscope.document.document import Document
from tauscope.document.limits import LARGEST, LARGEST_IN_WORDS
from tauscope.document.plot_data import BENCH, check_plot
from tauscope.sources import SOURCES, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = "tauscope"
VERSION = 1
NOT_OURS = "This is not a Tauscope session."
_NAMED_WARNINGS = 10
_LONGEST_INTEGER = 310  # digits; no float64 has more


@dataclass(frozen=True)
class Decoded:
    """A Document that was read, and sentences on what in its file was left out."""

    document: Document
    warnings: tuple[str, ...] = ()


def encode(document: Document) -> str:
    """Write a session: JSON with a class on each line, infinities as the strings "inf" and "-inf".

    Examples
    --------
    >>> encode(Document()).splitlines()[6]
    '      {"label": "cat", "logit": 2.0, "key": 0},'
    """
    return _layout(_entry(document)) + "\n"


def decode(text: str | bytes) -> Decoded:
    """Read a session.

    Keys that this version does not know are left out, and each is named in a warning.

    Raises
    ------
    InputError
        If it is too large, not JSON, not ours, made by a newer version, or wrong anywhere inside.
    """
    entry = _parse(_checked_text(text))
    if not isinstance(entry, dict) or entry.get("format") != FORMAT:
        raise InputError(NOT_OURS)
    _check_version(entry.get("version"))
    document = Document(
        source=_read_source(entry.get("source")),
        chain=Chain.parse(_read_text(entry, "chain", "temperature=1")),
        quantity=_read_text(entry, "quantity", Document.quantity),
        plots=_read_plots(entry),
        comparison=_read_comparison(entry),
    )
    return Decoded(document, _warnings(entry, _entry(document)))


def _entry(document: Document) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "source": {"kind": document.source.kind, **document.source.to_json()},
        "chain": str(document.chain),
        "quantity": document.quantity,
        "plots": list(document.plots),
        "comparison": [plain_number(temperature) for temperature in document.comparison],
    }


def _read_source(entry: object) -> Source:
    if not isinstance(entry, dict):
        raise InputError("The session holds no source of logits.")
    kind = entry.get("kind")
    source = SOURCES.get(kind) if isinstance(kind, str) else None
    if source is None:
        raise InputError(f"The session's source {quoted(str(kind))} is unknown to this Tauscope.")
    return source.from_json(entry)


def _read_text(entry: dict[str, Any], key: str, missing: str) -> str:
    value = entry.get(key, missing)
    if not isinstance(value, str):
        raise InputError(f"The session's {quoted(key)} is not a text.")
    return value


def _read_plots(entry: dict[str, Any]) -> tuple[str, ...]:
    plots = _read_texts(entry, "plots", Document.plots)
    for plot in plots:
        if check_plot(plot) == BENCH:
            raise InputError("The bench cannot stand on itself: the session's plots are wrong.")
    return plots


def _read_comparison(entry: dict[str, Any]) -> tuple[float, ...]:
    standard = tuple(map(plain_number, Document.comparison))
    return tuple(map(parse_number, _read_texts(entry, "comparison", standard)))


def _read_texts(entry: dict[str, Any], key: str, missing: tuple[str, ...]) -> tuple[str, ...]:
    value = entry.get(key, missing)
    if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
        raise InputError(f"The session's {quoted(key)} is not a list of texts.")
    return tuple(value)


def _check_version(version: object) -> None:
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise InputError("The session's version is not a whole number from 1 on.")
    if version > VERSION:
        made_by = f"a newer Tauscope (version {quoted(str(version))[1:-1]})"
        raise InputError(f"This session was made by {made_by}; this one reads up to {VERSION}.")


def _checked_text(text: str | bytes) -> str:
    if len(text) > LARGEST:
        raise InputError(f"This session is larger than {LARGEST_IN_WORDS}.")
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"This is not a Tauscope session: byte {error.start + 1} is not UTF-8 text."
        ) from None


def _parse(text: str) -> object:
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_read_float,
            parse_int=_read_integer,
        )
    except json.JSONDecodeError as error:
        raise InputError(_syntax_message(text, error)) from None
    except RecursionError:
        raise InputError("This is not a Tauscope session: its brackets are nested too deeply.") from None


def _syntax_message(text: str, error: json.JSONDecodeError) -> str:
    if not text.lstrip().startswith("{"):
        return NOT_OURS
    cut = error.msg != "Extra data" and not text.rstrip().endswith("}")
    if cut or error.pos >= len(text.rstrip()):
        return (
            f"The session ends in the middle, on line {text.rstrip().count(chr(10)) + 1}: it was cut short."
        )
    return f"The session is damaged: line {error.lineno}, column {error.colno} is not JSON."


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entry = dict(pairs)
    if len(entry) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InputError(f"The session is damaged: {quoted(twice)} is given twice in one place.")
    return entry


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


def _warnings(read: object, known: object) -> tuple[str, ...]:
    """Name what stands in the file and would not be written again."""
    unknown = list(dict.fromkeys(_unknown_keys(read, known, "")))
    sentences = [
        f"{quoted(key)} is unknown to this Tauscope and was left out." for key in unknown[:_NAMED_WARNINGS]
    ]
    more = len(unknown) - len(sentences)
    return (*sentences, f"So were {more} more.") if more else tuple(sentences)


def _unknown_keys(read: object, known: object, path: str) -> Iterator[str]:
    if isinstance(read, dict) and isinstance(known, dict):
        for key, value in read.items():
            if key not in known:
                yield path + key
            else:
                yield from _unknown_keys(value, known[key], f"{path}{key}.")
    elif isinstance(read, list) and isinstance(known, list):
        for value, counterpart in zip(read, known, strict=False):
            yield from _unknown_keys(value, counterpart, path)


# A raw NUL stands in no JSON string, so that separators can be told from what is inside the labels.
_MARK = "\0"
_marked = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(_MARK, ": ")).encode


def _layout(value: object, indent: str = "") -> str:
    """JSON with what holds containers spread over lines, and everything else on one."""
    inner = indent + "  "
    if isinstance(value, list) and _holds_flat_objects(value):
        # All at once: a vocabulary has a quarter of a million of them.
        rows = _marked(value)[1:-1].replace(f"}}{_MARK}{{", f"}},\n{inner}{{").replace(_MARK, ", ")
        return f"[\n{inner}{rows}\n{indent}]"
    if isinstance(value, dict) and (not indent or _holds_containers(value)):
        lines = (f"{inner}{_marked(key)}: {_layout(entry, inner)}" for key, entry in value.items())
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    return _marked(value).replace(_MARK, ", ")


def _holds_containers(value: dict[str, Any]) -> bool:
    return any(issubclass(kind, dict | list) for kind in set(map(type, value.values())))


def _holds_flat_objects(value: list[Any]) -> bool:
    if not value or set(map(type, value)) != {dict}:
        return False
    kinds = {type(entry) for entries in value for entry in entries.values()}
    return not any(issubclass(kind, dict | list) for kind in kinds)
