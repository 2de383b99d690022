"""Pasting of cells from a spreadsheet into the table, and of texts that become the source."""

from __future__ import annotations

from collections.abc import Callable

from tauscope.core.errors import InputError
from tauscope.core.text.labels import whole_characters
from tauscope.document.document import Document
from tauscope.document.edits import source_edits, table_edits
from tauscope.document.files.openers.labelled import LabelledTableOpener, SamplesOpener
from tauscope.document.files.openers.location import HEAD, Location
from tauscope.document.files.openers.traces import trace_of_content
from tauscope.document.files.tables.reader import Table, parse_labels, parse_table
from tauscope.document.files.tables.recorded_tables import recorded_table
from tauscope.sources.trace.recording import Recording
from tauscope.sources.trace.shapes import looks_like_answer, open_answer

CLIPBOARD = "clipboard"
"""Name of an answer or a table of steps that was pasted."""
_LABELLED = (LabelledTableOpener(), SamplesOpener())
COLUMNS = ("label", "logit", "probability", "energy")
"""Columns of the table into which cells can be pasted."""


def paste(text: str, row: int, column: str) -> Callable[[Document], Document]:
    r"""Return the edit that pastes `text` into `column` from `row` on; rows past the last add new classes.

    An answer of a server, a table of steps × classes and examples with true classes become the source,
    wherever they are pasted.

    Names with numbers fill both columns, wherever they are pasted. Names alone go into the column of labels,
    and numbers alone into that of logits or energies.

    Raises
    ------
    InputError
        If the text cannot be read, or `column` is that of probabilities.

    Examples
    --------
    >>> paste("0,25\n3", 1, "logit")(Document()).logits.values
    array([2.  , 0.25, 3.  , 0.1 ])
    """
    if not text.strip():
        raise InputError("There is no text on the clipboard to paste.")
    source = _source(text)
    if source is not None:
        return source
    if column == "label":
        return _paste_names(text, row)
    if column == "probability":
        raise InputError("Paste logits into z, or energies into E: probabilities follow from them.")
    return _paste_table(parse_table(text, energies=column == "energy"), row)


def replace_all(text: str) -> Callable[[Document], Document]:
    """Return the edit that replaces the table by the pasted one, or the source by what else a text holds.

    Probabilities that leave a part to classes that are not listed become the source, as from a file.
    """
    source = _source(text, lists_part=True)
    if source is not None:
        return source
    table = parse_table(text)
    return lambda document: table_edits.replace_classes(document, table.names, table.values)


def _source(text: str, *, lists_part: bool = False) -> Callable[[Document], Document] | None:
    """Return the edit that puts a pasted source on the bench, which the session will hold; None for a table.

    Parameters
    ----------
    text : str
    lists_part : bool
        True if a table that lists a part of all classes is a source too.
    """
    data = whole_characters(text).encode()
    location = Location.of_bytes(data)
    if (opener := next((one for one in _LABELLED if one.takes(location)), None)) is not None:
        examples = opener.open(location).document.source
        return lambda document: source_edits.use_source(document, examples)
    recording: Recording | None
    if looks_like_answer(text[:HEAD]):
        recording = open_answer(data, CLIPBOARD)
    else:
        recording = recorded_table(data, CLIPBOARD)
        if recording is None or (recording.steps == 1 and (recording.lists_all or not lists_part)):
            return None  # one step is a table
    source, _ = trace_of_content(recording, data)
    return lambda document: source_edits.use_source(document, source)


def _paste_names(text: str, row: int) -> Callable[[Document], Document]:
    """Return the edit that pastes names, or a table if the text is one with labels."""
    try:
        table = parse_table(text)
    except InputError:
        table = None
    if table is not None and table.labels is not None:
        return _paste_table(table, row)
    labels = parse_labels(text)
    return lambda document: table_edits.set_labels(document, row, labels)


def _paste_table(table: Table, row: int) -> Callable[[Document], Document]:
    """Return the edit that pastes logits, and labels if the table has any."""
    values = table.values.tolist()

    def edit(document: Document) -> Document:
        changed = table_edits.set_logits(document, row, values)
        return changed if table.labels is None else table_edits.set_labels(changed, row, table.labels)

    return edit
