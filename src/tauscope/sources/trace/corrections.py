"""Corrections of a trace by the user, as functions trace → trace; some of them read its file again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.sources.named_file import named_by_session
from tauscope.sources.protocol import SourceUnavailableError
from tauscope.sources.trace.opening import open_recording
from tauscope.sources.trace.seen import SeenSteps
from tauscope.sources.trace.stored import content_of, open_stored

if TYPE_CHECKING:
    from pathlib import Path

    from tauscope.sources.trace.source import TraceSource
    from tauscope.sources.trace.values import ValueKind


def with_temperature(trace: TraceSource, temperature: float | None) -> TraceSource:
    """Return a trace with another temperature of the source; None for the file's."""
    return replace(trace, temperature=temperature)


def with_vocabulary(trace: TraceSource, vocabulary: int | None) -> TraceSource:
    """Return a trace with another size of the vocabulary; None for the file's.

    Raises
    ------
    InputError
        If the file has all classes, and they are not so many.
    """
    recording = trace.recording.of_vocabulary(vocabulary)
    seen = trace.seen if recording.lists_all is trace.recording.lists_all else SeenSteps()
    return replace(trace, recording=recording, vocabulary=vocabulary, seen=seen)


def with_labels(trace: TraceSource, path: Path) -> TraceSource:
    """Return a trace with the names of classes in a file; `InputError` if they cannot be read."""
    entry = {**trace.to_json(), "labels": str(path.absolute())}
    try:
        recording = open_stored(entry, trace.content).of_vocabulary(trace.vocabulary)
    except SourceUnavailableError as error:
        # Its sentence is about the file with the logits: that with the names is in the cause.
        raise InputError(str(error.__cause__ or error)) from None
    return replace(trace, recording=recording, labels=entry["labels"], seen=SeenSteps())


def with_values(trace: TraceSource, kind: ValueKind | None) -> TraceSource:
    """Return a trace with the numbers of its file taken as a kind; None for what they look like.

    Raises
    ------
    InputError
        If the file says itself what its numbers are.
    """
    recording = trace.recording.taken_as(kind)
    own = kind is None or trace.recording.taken_as(None).values is kind
    return replace(trace, recording=recording, values="" if own else recording.values.value, seen=SeenSteps())


def opened_again(trace: TraceSource) -> TraceSource:
    """Return a trace with its file as it is now, with what the user corrected.

    Raises
    ------
    InputError
        If the file is gone, or can no longer be read as it was.
    """
    path = trace.recording.path
    if path is None:
        raise InputError(f"{trace.title} was not opened from a file.")
    with named_by_session(path):
        recording = open_recording(path, trace.tensor, trace.labels)
    if trace.values:
        recording = recording.taken_as(trace.recording.values)
    recording = recording.of_vocabulary(trace.vocabulary)
    return replace(trace, recording=recording, openings=trace.openings + 1, seen=SeenSteps())


def embedded(trace: TraceSource) -> TraceSource:
    """Return a trace with the content of its file; `InputError` if that is too large or has changed."""
    if trace.content is not None:
        return trace
    if trace.recording.path is None:
        raise InputError(f"The content of {trace.title} was too large for a session.")
    content = content_of(trace.recording.path)
    entry = {**trace.to_json(), "path": ""}
    recording = open_stored(entry, content).of_vocabulary(trace.vocabulary)
    return replace(trace, content=content, recording=recording)
