"""Two recordings of one text: which of their steps and classes are the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.numbers import plain_number, quoted
from tauscope.core.rows.comparison import KnownRow, matched_by_name, rows_in
from tauscope.document.traces import other_file_at
from tauscope.sources.trace.arrays.perplexity_dump import LogitsDump
from tauscope.sources.trace.arrays.recording import INDEX, ArrayRecording
from tauscope.sources.trace.corrections import with_vocabulary
from tauscope.sources.trace.shapes.listed.names import UNNAMED
from tauscope.sources.trace.source import TraceSource
from tauscope.sources.trace.stored import open_stored
from tauscope.sources.trace.values import ValueKind

if TYPE_CHECKING:
    from pathlib import Path

    from tauscope.core.values import Integers
    from tauscope.document.panel_settings.trace import OtherFile
    from tauscope.sources.trace.recording import RecordedStep, Recording

_LOOKED_AT = 16
"""Most steps by which it is told whether the classes of two files are the same."""

_NAMES_LOOKED_AT = 500
"""Most classes of a step of which the names are compared."""

_ALIKE = 0.5
"""Ids are those of one vocabulary if more than this part of their names agree."""

_ARE_P = frozenset({ValueKind.P, ValueKind.LN_P})

NAME_CLASSES = "Source → Name Classes from a File names them."
NOTHING_IN_COMMON = "The two files have no class in common."
PAIRED = "Source → Compare with Another File takes two models of the same vocabulary."


@dataclass(frozen=True)
class FilePair:
    """Two recordings of one text. Make one with `FilePair.of`, which checks that they can be compared.

    Attributes
    ----------
    one, other : TraceSource
        The file on the bench, and the other one, with what the first says of both.
    steps : int
        Number of steps that both have after the same tokens.
    by_name : bool
        True if classes are the same where their names are; else where their keys are.
    order : (V,) int64 or None
        Row in the other file of each class of the first, where both list all classes in another order.
    note : str
        Sentence on steps that are left out, or on what was assumed; empty if there is none.
    """

    one: TraceSource
    other: TraceSource
    steps: int
    by_name: bool
    order: Integers | None
    note: str

    @classmethod
    def of(cls, one: TraceSource, file: OtherFile) -> FilePair:
        """Open the other file.

        Raises
        ------
        InputError
            If it is gone or has changed, or its vocabulary is another one, as far as that can be told.
        """
        recording = open_stored(file.to_json(), None)
        looks = one.recording.taken_as(None).values if one.values else None
        if not recording.says_values and recording.values is looks:
            recording = recording.taken_as(one.recording.values)
        applied = one.temperature if _has_temperature_of(one, recording) else None
        one, other = _of_one_vocabulary(one, TraceSource(recording, file.tensor, applied))
        by_name = _are_matched_by_name(one, other)
        order = _order_of_names(one, other) if by_name else None
        steps, said = _shared_steps(one, other, by_name=by_name)
        if not by_name and one.recording.has_names is not other.recording.has_names:
            said = f"{said} One file has no names of classes: they are matched by their numbers.".strip()
        if applied is not None:
            said = f"{said} Both are taken as written at τ = {plain_number(applied)}.".strip()
        return cls(one, other, steps, by_name, order, said)

    def rows(self, number: int) -> tuple[KnownRow, KnownRow, int | None]:
        """Return both rows of a step, their classes matched, and the key of the chosen token."""
        step, others = self.one.step(number), self.other.step(number)
        if self.order is not None:
            values = others.logits.values[self.order]
            others = replace(others, logits=Logits(step.logits.labels, values, step.logits.keys))
        elif self.by_name:
            others = replace(others, logits=matched_by_name(step.logits, others.logits))
        return _known(self.one, step), _known(self.other, others), step.chosen


def partner_of(one: TraceSource, path: Path, tensor: str = "") -> OtherFile:
    """Open a file, check that a trace can be compared with it, and return a reference to it.

    Raises
    ------
    InputError
        If it cannot be read or is no recording, or the two cannot be compared. The sentence names it.
    """
    file = other_file_at(path, tensor)
    try:
        FilePair.of(one, file)
    except InputError as error:
        raise InputError(f"{quoted(path.name)}: {error}") from error
    return file


def _known(source: TraceSource, step: RecordedStep) -> KnownRow:
    return KnownRow(step.logits, source.knowledge(step))


def _of_one_vocabulary(one: TraceSource, other: TraceSource) -> tuple[TraceSource, TraceSource]:
    """Give the size of the vocabulary, which one file may say or the user, to the file that does not say it.

    Raises
    ------
    InputError
        If both say it, and differently.
    """
    here, there = (
        source.vocabulary or (source.recording.vocabulary if source.recording.says_vocabulary else None)
        for source in (one, other)
    )
    if here is not None and there is not None and here != there:
        raise InputError(f"This file has {here:,} classes, the other {there:,}. {PAIRED}")
    if here is None:
        return one if there is None else with_vocabulary(one, there), other
    return one, with_vocabulary(other, here) if there is None else other


def _has_temperature_of(one: TraceSource, other: Recording) -> bool:
    """Return True if the temperature that the user gave the first file is likely that of the other, too."""
    kinds = {one.recording.values, other.values}
    return other.applied is None and (len(kinds) == 1 or kinds <= _ARE_P)


def _are_matched_by_name(one: TraceSource, other: TraceSource) -> bool:
    """Return whether names tell which classes are the same; else their ids do.

    Raises
    ------
    InputError
        If neither can: one file has ids alone and the other names alone, or no class is in both.
    """
    both_named = one.recording.has_names and other.recording.has_names
    if not (one.recording.has_ids and other.recording.has_ids):
        if not both_named:
            raise InputError(_unmatched(one, other))
        return _check_common(one, other, by_name=True)
    if not both_named:
        return _check_common(one, other, by_name=False)
    alike, common = 0, 0
    for step, others in _looked_at(one, other):
        same, looked = _named_alike(step.logits, others.logits)
        alike, common = alike + same, common + looked
    return _check_common(one, other, by_name=alike <= _ALIKE * common and common > 0)


def _named_alike(one: Logits, other: Logits) -> tuple[int, int]:
    """Return how many classes with common keys have the same name, and how many have names in both files."""
    places = rows_in(one.keys, other.keys)
    rows = np.flatnonzero(places >= 0)[:_NAMES_LOOKED_AT]
    keys = one.keys[rows].tolist()
    pairs = [
        (one.labels[row], other.labels[place])
        for row, place, key in zip(rows.tolist(), places[rows].tolist(), keys, strict=True)
        if not {one.labels[row], other.labels[place]} & {UNNAMED.format(key), INDEX.format(key)}
    ]
    return sum(here == there for here, there in pairs), len(pairs)


def _looked_at(one: TraceSource, other: TraceSource) -> list[tuple[RecordedStep, RecordedStep]]:
    """Return some steps of both, evenly spread; of files that list all classes one is enough."""
    shared = min(one.steps, other.steps)
    most = 1 if one.recording.lists_all and other.recording.lists_all else _LOOKED_AT
    numbers = np.unique(np.linspace(0, shared - 1, min(most, shared)).round().astype(int))
    return [(one.step(number), other.step(number)) for number in numbers.tolist()]


def _check_common(one: TraceSource, other: TraceSource, *, by_name: bool) -> bool:
    """Return `by_name`; raise `InputError` if no class is in both files."""
    for step, others in _looked_at(one, other):
        logits = matched_by_name(step.logits, others.logits) if by_name else others.logits
        if np.isin(step.logits.keys, logits.keys).any():
            return by_name
    raise InputError(f"{NOTHING_IN_COMMON} {PAIRED}")


def _unmatched(one: TraceSource, other: TraceSource) -> str:
    """Return a sentence on files of which one has ids of tokens alone, and the other their texts alone."""
    here = one.recording.has_names
    nameless = (other if here else one).recording
    which, named = ("the other file", "this one") if here else ("this file", "the other")
    said = f"Of the tokens {which} has only the ids, and {named} only the texts: they cannot be matched."
    if not isinstance(nameless, ArrayRecording | LogitsDump):
        return said
    return f"{said} {'Put its tokenizer.json beside it.' if here else NAME_CLASSES}"


def _order_of_names(one: TraceSource, other: TraceSource) -> Integers | None:
    """Return the row in the other file of each class of the first; None if one lists a part of all classes.

    Raises
    ------
    InputError
        If both list all classes, and one is in one file alone.
    """
    if not (one.recording.lists_all and other.recording.lists_all):
        return None
    here, there = one.step(0).logits, other.step(0).logits
    keys = matched_by_name(here, there).keys
    alone = np.setdiff1d(here.keys, keys)
    if alone.size:
        row = here.row_of(int(alone[0]))
        name = "" if row is None else here.labels[row]
        raise InputError(f"The class {quoted(name)} of this file is not in the other one. {PAIRED}")
    if len(there) != len(here):
        return None
    places = np.argsort(keys)
    return places[np.searchsorted(keys, here.keys, sorter=places)]


def _shared_steps(one: TraceSource, other: TraceSource, *, by_name: bool) -> tuple[int, str]:
    """Return how many steps follow the same tokens in both files, and a sentence on the others."""
    shared = min(one.steps, other.steps)
    different = _first_difference(one.recording, other.recording, shared, by_name=by_name)
    if different is not None:
        if different == 0:
            return 1, "The files have different tokens from step 1 on, the only one that is compared."
        return (
            different + 1,
            f"The texts differ from step {different + 1:,} on: later steps are not compared.",
        )
    if one.steps == other.steps:
        return shared, ""
    return shared, f"This file has {one.steps:,} steps, the other {other.steps:,}."


def _first_difference(one: Recording, other: Recording, shared: int, *, by_name: bool) -> int | None:
    """Return the first step at which two files chose different tokens; None if none is known."""
    ids = None if by_name else (one.tokens, other.tokens)
    if ids is not None and ids[0] is not None and ids[1] is not None:
        here, there = (found[:shared] for found in ids if found is not None)
        different = (here != there) & (here >= 0) & (there >= 0)
        return int(different.argmax()) if different.any() else None
    if not (one.pieces and other.pieces) or one.has_names is not other.has_names:
        return None
    pieces = zip(one.pieces[:shared], other.pieces[:shared], strict=True)
    return next((number for number, pair in enumerate(pieces) if pair[0] != pair[1]), None)
