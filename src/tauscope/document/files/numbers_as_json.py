"""Reader of the JSON that Tauscope writes: sessions, reports of `compute --json`, and tables of plots."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Any

from tauscope.core.chain import Chain
from tauscope.core.chain.chain import check_count
from tauscope.core.chain.knobs import KNOBS
from tauscope.core.errors import InputError
from tauscope.core.numbers import plain_number, quoted
from tauscope.core.text.json_bounds import check_bounds
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.files.codec import Decoded, decode_entry
from tauscope.document.files.json_text import parse
from tauscope.document.files.limits import LARGEST, LARGEST_IN_WORDS
from tauscope.document.files.tables.column_detection import ENERGY_NAMES, LOGIT_NAMES, find_columns
from tauscope.document.files.tables.grid import Row
from tauscope.document.files.tables.reader import table_of

_NO_LOGITS = "This JSON of Tauscope holds no logits, so that there is nothing to put on the bench."

_NOT_READ = "This is not a Tauscope session, nor an answer with log-probabilities in a form that is read."

_WITHOUT_OTHERS = "The classes that this report does not list have no logits, and were left out."


def decode_json(text: str) -> Decoded:
    """Read a session, a report or a table of logits.

    Raises
    ------
    InputError
        If the text is not JSON, or has no logits.
    """
    entry = parse(text)
    if isinstance(entry, list) and entry and all(isinstance(row, dict) and row for row in entry):
        if any(header.casefold() in LOGIT_NAMES | ENERGY_NAMES for header in entry[0]):
            return _table_document(entry)
        if entry[0].keys() & {"label", "temperature", "step", "energy_from"}:
            raise InputError(_NO_LOGITS)
    if isinstance(entry, dict) and "format" not in entry:
        if entry.get("classes") and isinstance(entry["classes"], list) and "chain" in entry:
            return _report_document(entry)
        if "engines" in entry or "texts" in entry or "steps" in entry:
            raise InputError(_NO_LOGITS)
    if not isinstance(entry, dict) or "format" not in entry:
        raise InputError(_NOT_READ)
    return decode_entry(entry)


def too_large_to_open(content: bytes) -> str:
    """Return a sentence if this JSON is too large to be opened again; else an empty text."""
    reason = f"This JSON is larger than {LARGEST_IN_WORDS}." if len(content) > LARGEST else ""
    try:
        check_bounds("" if reason else content.decode())
    except InputError as refusal:
        reason = str(refusal).replace("This session", "This JSON")
    return reason and f"{reason} Tauscope cannot open it again: write .csv or .tsv for that."


def _table_document(rows: list[dict[str, Any]]) -> Decoded:
    """Make a document of a table that is a list of objects with the same keys."""
    headers = list(rows[0])
    cells = (
        Row(number, [_cell(row.get(header)) for header in headers]) for number, row in enumerate(rows, 1)
    )
    try:
        table = table_of(find_columns(chain([Row(0, headers)], cells)))
    except InputError as error:
        raise InputError(f"Counting the objects of this JSON as lines: {error}") from None
    document = table_edits.replace_classes(Document(), table.names, table.values)
    return Decoded(document, (table.left_out,) if table.left_out else ())


def _cell(value: object) -> str:
    """Write a value of JSON as a cell of a table."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return plain_number(value)


def _report_document(report: dict[str, Any]) -> Decoded:
    """Make a document of a report of `compute --json`: classes, chain, pins and draws."""
    decoded = _table_document(_objects(report["classes"], "classes"))
    document = table_edits.set_chain(decoded.document, _chain(report["chain"]))
    for pin in _objects(report.get("pins", []), "pins"):
        document = bench_edits.pin(document, _chain(pin.get("chain")))
    draws = report.get("draws")
    if isinstance(draws, dict):
        seed, count = draws.get("seed"), draws.get("count")
        document = bench_edits.set_seed(bench_edits.set_draws(document, _whole(count)), _whole(seed))
    warnings = (*decoded.warnings, _WITHOUT_OTHERS) if report.get("unlisted") else decoded.warnings
    return replace(decoded, document=document, warnings=warnings)


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise InputError("The draws of this JSON have no whole number for seed and count.")


def _chain(entries: object) -> Chain:
    knobs = _objects(entries, "chain")
    check_count(len(knobs))
    return Chain.parse(",".join(map(_knob_text, knobs)))


def _knob_text(entry: dict[str, Any]) -> str:
    """Return the text of a knob's entry as `Chain.parse` reads it."""
    name = entry.get("knob")
    kind = KNOBS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise InputError(f"No knob is called {quoted(str(name))}.")
    settings = {key: value for key, value in entry.items() if key in kind.parameters}
    if kind.main() not in settings:
        raise InputError(f"The knob {quoted(kind.name)} of this JSON has no {quoted(kind.main())}.")
    texts = {
        key: value if isinstance(value, str) else kind.parameters[key].write(value)
        for key, value in settings.items()
    }
    knob = kind.parse(texts.pop(kind.main()))
    for key, value in texts.items():
        knob = knob.with_setting(key, kind.parameters[key].parse(value))
    return str(knob.off() if entry.get("on") is False else knob)


def _objects(value: object, name: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise InputError(f"The {name} of this JSON are not a list of objects.")
    return value
