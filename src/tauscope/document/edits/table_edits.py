"""Edits of the table and of single settings: each is a pure function Document → Document.

Each raises `InputError` with a sentence for what cannot be done. The given document is never changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.logits import Floats, Logits
from tauscope.core.text.labels import clean_labels
from tauscope.document.document import Document
from tauscope.sources import TypedTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.chain import Chain
    from tauscope.document.motion import Motion


def set_temperature(document: Document, temperature: float) -> Document:
    """Turn the dial to τ in [0, ∞]."""
    return document.with_chain(document.chain.with_temperature(temperature))


def set_motion(document: Document, motion: Motion) -> Document:
    """Choose how τ goes when it is played."""
    return replace(document, motion=motion)


def set_chain(document: Document, chain: Chain) -> Document:
    """Replace the chain."""
    return replace(document, chain=chain)


def set_quantity(document: Document, quantity: str) -> Document:
    """Choose the quantity that the curves show beside the probabilities: one of `QUANTITIES`."""
    return replace(document, quantity=quantity)


def set_curves(document: Document, curves: str) -> Document:
    """Choose whether the curves over τ are drawn after all knobs or of softmax(z/τ)."""
    return replace(document, curves=curves)


def set_scale(document: Document, scale: str) -> Document:
    """Choose the scale of the bars: one of `SCALES`."""
    return replace(document, scale=scale)


def set_comparison(document: Document, temperatures: Sequence[float]) -> Document:
    """Choose the temperatures that are compared side by side."""
    return replace(document, comparison=tuple(temperatures))


def place_plot(document: Document, place: int, name: str) -> Document:
    """Show the plot called `name` at `place`; if it is on the bench, it changes places with the one there."""
    plots = list(document.plots)
    if name in plots:
        plots[plots.index(name)] = plots[place]
    plots[place] = name
    return replace(document, plots=tuple(plots))


def set_logit(document: Document, row: int, value: float) -> Document:
    """Give one class another logit."""
    return set_logits(document, row, [value])


def set_logits(document: Document, row: int, values: Sequence[float]) -> Document:
    """Overwrite logits from `row` on; values past the last class add new classes."""
    logits = grown(document, row + len(values))
    changed = logits.values.copy()
    changed[row : row + len(values)] = values
    return document.with_logits(Logits.of(logits.labels, changed, logits.keys))


def set_energy(document: Document, row: int, energy: float) -> Document:
    """Give one class the energy E = −z."""
    return set_logit(document, row, 0.0 - energy)


def set_labels(document: Document, row: int, labels: Sequence[str]) -> Document:
    """Rename classes from `row` on; names past the last class add new classes."""
    logits = grown(document, row + len(labels))
    names = list(logits.labels)
    names[row : row + len(labels)] = clean_labels(labels)
    return document.with_logits(replace(logits, labels=tuple(names)))


def add_class(document: Document, row: int) -> Document:
    """Insert a new class with logit 0 before `row`."""
    return insert_classes(document, row, [new_name(document.logits)], np.zeros(1))


def insert_classes(document: Document, row: int, labels: Sequence[str], values: Floats) -> Document:
    """Insert classes before `row`."""
    logits = document.logits
    names = (*logits.labels[:row], *labels, *logits.labels[row:])
    keys = np.insert(logits.keys, row, free_keys(document, len(labels)))
    return document.with_logits(Logits.of(names, np.insert(logits.values, row, values), keys))


def remove_classes(document: Document, rows: Sequence[int]) -> Document:
    """Remove classes; at least one must stay, and not all that stay may be masked."""
    logits = document.logits
    if len(set(rows)) >= len(logits):
        raise InputError("The last class stays: a distribution needs at least one.")
    return reorder(document, np.delete(np.arange(len(logits)), rows))


def duplicate_classes(document: Document, rows: Sequence[int]) -> Document:
    """Insert copies of the classes in `rows` after the last of these."""
    logits, chosen = document.logits, sorted(set(rows))
    if not chosen:
        return document
    labels = [logits.labels[row] for row in chosen]
    return insert_classes(document, chosen[-1] + 1, labels, logits.values[chosen])


def move_classes(document: Document, rows: Sequence[int], by: int) -> Document:
    """Move classes together by `by` rows, up if negative, as far as there is room."""
    chosen, count = sorted(set(rows)), len(document.logits)
    if not chosen:
        return document
    shift = max(by, -chosen[0]) if by < 0 else min(by, count - 1 - chosen[-1])
    rest = iter(np.delete(np.arange(count), chosen).tolist())
    moved = {row + shift: row for row in chosen}
    return reorder(
        document, np.array([moved[place] if place in moved else next(rest) for place in range(count)])
    )


def sort_classes(document: Document, column: str, *, falling: bool) -> Document:
    """Sort the classes by "label" or by "logit"; ties keep their order."""
    logits = document.logits
    if column == "label":
        rows = sorted(range(len(logits)), key=lambda row: logits.labels[row].casefold(), reverse=falling)
        return reorder(document, np.array(rows))
    order = logits.order if falling else np.argsort(logits.values, kind="stable")
    return reorder(document, order)


def reorder(document: Document, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Document:
    """Keep the classes of these rows, in this order, with their keys."""
    logits = document.logits
    labels = [logits.labels[row] for row in rows.tolist()]
    return document.with_logits(Logits.of(labels, logits.values[rows], logits.keys[rows]))


def replace_classes(document: Document, labels: Sequence[str], values: Sequence[float] | Floats) -> Document:
    """Replace the table; the chain stays.

    A class with the name of one in a pin gets that class's key, so that the pin is compared with it.
    """
    logits = Logits.of(clean_labels(labels), values)
    table = replace(document, source=TypedTable(logits), state=None, preset="")
    if document.groups:
        from tauscope.document.edits.group_edits import with_groups_of_same_classes  # noqa: PLC0415  # the window opens without it

        table = with_groups_of_same_classes(table, document)
    return with_keys_of_pins(table)


def with_keys_of_pins(document: Document) -> Document:
    """Give each class the key that a pin has for its name, and all other classes new keys."""
    if not (document.pins and document.source.abilities.classes_editable):
        return document
    logits = document.logits
    keys = keys_of_names(document, logits.labels)
    return document.with_logits(Logits.of(logits.labels, logits.values, keys))


def keys_of_names(document: Document, names: Sequence[str]) -> list[int]:
    """Return a key for each name: the key that a pin has for the name, else one that is not in use."""
    known: dict[str, int] = {}
    for logits in _logits_of_pins(document):
        known |= dict(zip(logits.labels, logits.keys.tolist(), strict=True))
    fresh, given, keys = iter(free_keys(document, len(names))), set[int](), list[int]()
    for name in names:
        key = known.get(name)
        # A class that was renamed between two pins has two names and one key.
        keys.append(next(fresh) if key is None or key in given else key)
        given.add(keys[-1])
    return keys


def grown(document: Document, count: int) -> Logits:
    """Return the logits with at least `count` classes; added ones have logit 0 and an unused name."""
    logits = document.logits
    missing = count - len(logits)
    if missing <= 0:
        return logits
    labels = (*logits.labels, *new_names(logits, missing))
    values = np.concatenate([logits.values, np.zeros(missing)])
    return Logits.of(labels, values, np.concatenate([logits.keys, free_keys(document, missing)]))


def new_name(logits: Logits) -> str:
    """Find a name that no class has yet."""
    return new_names(logits, 1)[0]


def new_names(logits: Logits, count: int) -> list[str]:
    """Return names that no class has yet, numbered on from the number of classes: "class 5" is the fifth."""
    taken, number, names = set(logits.labels), len(logits), list[str]()
    while len(names) < count:
        number += 1
        if f"class {number}" not in taken:
            names.append(f"class {number}")
    return names


def _logits_of_pins(document: Document) -> list[Logits]:
    """Return the logits of the pins that are at hand; an edit does not wait for the others."""
    return [logits for pin in document.pins if (logits := pin.logits_at_hand) is not None]


def free_keys(document: Document, count: int) -> list[int]:
    """Return the `count` smallest keys that neither the table nor a pin uses; colours follow the keys."""
    # A class that was removed may still be in a group, which a new class must not join by its key.
    taken, keys, key = {*document.logits.keys.tolist(), *document.groups.keys.tolist()}, list[int](), 0
    for logits in _logits_of_pins(document):
        taken.update(logits.keys.tolist())
    while len(keys) < count:
        if key not in taken:
            keys.append(key)
        key += 1
    return keys
