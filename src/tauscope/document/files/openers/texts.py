"""Openers of sessions and numbers as JSON, of lists as Python prints them, and of tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.text.encodings import encoding_of
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.files.codec import Decoded
from tauscope.document.files.numbers_as_json import decode_json
from tauscope.document.files.openers.opener import TextOpener
from tauscope.document.files.openers.traces import NAMELESS, trace_document
from tauscope.document.files.shapes import Shape
from tauscope.document.files.tables.reader import parse_table
from tauscope.document.files.tables.recorded_tables import is_recorded, recorded_table
from tauscope.document.files.tables.text_lines import Lines

if TYPE_CHECKING:
    from tauscope.document.files.openers.location import Location
    from tauscope.document.files.tables.reader import Table

_TITLE = "Tables and lists"


class JsonOpener(TextOpener):
    """A session, or numbers that Tauscope wrote as JSON."""

    title, what = "Sessions", "a session, JSON that `compute --json` or `export` wrote"
    endings = (".tauscope", ".json")
    shape = Shape.JSON

    def decode(self, data: bytes, encoding: str) -> Decoded:
        """Read the session or the numbers."""
        return decode_json(data.decode(encoding))


class ListOpener(TextOpener):
    """A list of logits as Python, numpy or torch prints it."""

    title, what, endings = _TITLE, "a list as Python prints it", (".txt",)
    shape = Shape.LIST

    def decode(self, data: bytes, encoding: str) -> Decoded:
        """Read the list."""
        return _bench_of(parse_table(data.decode(encoding)))


class TableOpener(TextOpener):
    """A table of labels and logits; any text that no other opener takes."""

    title, what, endings = _TITLE, "a table (CSV, TSV)", (".csv", ".tsv", ".txt")
    on_bench = None
    shape = Shape.TABLE

    def open(self, location: Location) -> Decoded:
        """Read a table of classes, or the trace of a table of steps or of a part of all classes."""
        data, path = location.content, location.path
        recording = recorded_table(data, NAMELESS if path is None else path.name, path)
        if recording is None:
            return super().open(location)
        decoded = trace_document(recording, content=data if path is None else None)
        guessed = encoding_of(data).guessed
        return replace(decoded, warnings=(guessed, *decoded.warnings)) if guessed else decoded

    def replaces_source(self, location: Location) -> bool:
        """Return True for what is opened as a trace."""
        return is_recorded(location.first_lines(3), lambda: location.content)

    def decode(self, data: bytes, encoding: str) -> Decoded:
        """Read the table line by line, so that the decoded text is never in memory as a whole."""
        return _bench_of(parse_table(Lines(data, encoding)))


def _bench_of(table: Table) -> Decoded:
    """Return a new document with this table, and a warning on a row that was left out."""
    document = table_edits.replace_classes(Document(), table.names, table.values)
    return Decoded(document, (table.left_out,) if table.left_out else ())
