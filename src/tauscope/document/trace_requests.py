"""Options of the command line for a file of recorded steps, and for labels of classes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tauscope.core.domain import Whole
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.document.document import Document
from tauscope.document.edits import labelled_edits, source_edits, trace_edits
from tauscope.document.files.tables.reader import parse_label_row
from tauscope.document.picture.subjects.labelled_example import labelled_of
from tauscope.document.studies.file_pair import partner_of
from tauscope.document.traces import trace_of
from tauscope.sources.trace.arrays import SeveralArraysError, labels_from
from tauscope.sources.trace.source import SOURCE_TEMPERATURE, VOCABULARY
from tauscope.sources.trace.values import kind_named

STEP = Whole("the step", 1, 2**31)
"""Number of a step of a recording, as typed."""

_OF_LABELS = frozenset({".json", ".txt"})
"""Endings of files with labels."""


def with_trace(document: Document, given: Mapping[str, str]) -> Document:
    """Go to a step of a recording, and correct what its file says.

    Parameters
    ----------
    document : Document
    given : mapping of str to str
        As typed: step (from 1), vocabulary, source_temperature, values, labels, the path of a file with the
        names of the classes, compare, that of another file of the same text, and compare_tensor, the name of
        an array in that.

    Raises
    ------
    InputError
        If the document has no recording, or a value cannot be read or is outside its domain.
    """
    if set(given) == {"step"} and labelled_of(document) is not None:
        return labelled_edits.show_row(document, STEP.parse(given["step"]) - 1)
    if not document.source.abilities.recorded:
        option = next(iter(given)).replace("_", "-")
        raise InputError(f"--{option} needs a file of logits or log-probabilities.")
    if "labels" in given:
        path = Path(given["labels"])
        if not path.is_file():
            raise InputError(f"There is no file {quoted(path.name)} with names of classes.")
        document = trace_edits.set_labels(document, path)
    if "source_temperature" in given:
        applied = SOURCE_TEMPERATURE.parse(given["source_temperature"])
        document = trace_edits.set_source_temperature(document, applied)
    if "vocabulary" in given:
        document = trace_edits.set_vocabulary(document, VOCABULARY.parse(given["vocabulary"]))
    if "step" in given:
        step = STEP.parse(given["step"])
        document = source_edits.go_to_position(document, step - 1)
    if "values" in given:  # they are checked at the step that is shown
        document = trace_edits.set_values(document, kind_named(given["values"]))
    return _compared(document, given)


def _compared(document: Document, given: Mapping[str, str]) -> Document:
    """Compare a trace with another file, if one is given."""
    if "compare" not in given:
        if "compare_tensor" in given:
            raise InputError("--compare-tensor names an array in another file: give that with --compare.")
        return document
    source = trace_of(document)
    try:
        other = partner_of(source, Path(given["compare"]), given.get("compare_tensor") or source.tensor)
    except InputError as refusal:
        if not isinstance(refusal.__cause__, SeveralArraysError):
            raise
        said = str(refusal).removesuffix("Name one of them.")
        raise InputError(f"{said}Name one with --compare-tensor.") from None
    return trace_edits.compare_with(document, other)


def labels_given(labels: str) -> tuple[str, ...]:
    """Return the labels in a row, or in a file of JSON or text with this path.

    Raises
    ------
    InputError
        If the row cannot be read, or the file has no labels.
    """
    path = Path(labels)
    if path.suffix.lower() not in _OF_LABELS or not path.is_file():
        return parse_label_row(labels)
    return labels_from(path)
