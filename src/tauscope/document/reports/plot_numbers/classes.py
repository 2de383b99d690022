"""Tables of the classes: their probabilities now, over τ, side by side and after each knob."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tauscope.core.bounds import Bounds, mapped
from tauscope.core.chain.chain import Chain
from tauscope.core.numbers import plain_number
from tauscope.document.picture.chain_curves import MANY
from tauscope.document.picture.partial_words import unlisted_words
from tauscope.document.picture.particle_counts import particle_counts
from tauscope.document.reports.plot_data import Numbers, distinct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tauscope.core.bounds import CurveBounds
    from tauscope.document.picture.grouped_classes import GroupedClasses
    from tauscope.document.picture.picture import Picture
    from tauscope.document.reports.tables.table_formats import Cell


GROUP_HEADERS = ("group", "group_probability")
"""Columns on groups in tables of every class."""

_STATE = ("log_partition", "mean_energy", "free_energy", "heat_capacity")

_HEADERS = ("label", "logit", "energy", "probability", "log_probability", "probability_at_1")


def distribution_numbers(picture: Picture) -> Numbers:
    """Table of every class: logit z, energy −z, probability, probability at τ = 1, and that in each pin.

    Where not all classes are listed, the last row has the probability of all others together.
    """
    logits, pins = picture.logits, picture.pins
    columns = (
        logits.values,
        logits.energies,
        picture.probabilities,
        picture.log_probabilities,
        picture.prepared.reference,
    )
    of_pins = (one.aligned.numbers for one in pins)
    rows = zip(logits.labels, *(column.tolist() for column in columns), *of_pins, strict=True)
    every = Numbers((*_HEADERS, *(f"pin {one.place + 1}: {one.name}" for one in pins)), list(rows))
    every = every if picture.bounds is None else _with_bounds(every, picture)
    return every if picture.prepared.grouped is None else _with_groups(every, picture)


def _with_groups(numbers: Numbers, picture: Picture) -> Numbers:
    """Add the name of the group of each class and the probability of that group; "" and NaN for no group."""
    grouped = picture.prepared.grouped
    assert grouped is not None  # noqa: S101  # so the caller asks
    sums = [picture.group_probability(place) for place in range(len(grouped.members.present))]
    return with_sums(numbers, grouped, {GROUP_HEADERS[1]: sums})


def with_sums(numbers: Numbers, grouped: GroupedClasses, sums: Mapping[str, Sequence[Cell]]) -> Numbers:
    """Add columns with the group of each class and with sums over that group.

    Parameters
    ----------
    numbers : Numbers
        A table of every class, and perhaps of all others in a last row, which are in no group.
    grouped : GroupedClasses
    sums : mapping of str to sequence
        Value of each group by the name of its column; classes in no group have NaN there.
    """
    names = (one.name for one in grouped.members.present)
    groups, none = list(zip(names, *sums.values(), strict=True)), ("", *[math.nan] * len(sums))
    cells = [none if number < 0 else groups[number] for number in grouped.members.numbers.tolist()]
    cells += [none] * (len(numbers.rows) - len(cells))
    rows = [(*row, *more) for row, more in zip(numbers.rows, cells, strict=True)]
    return Numbers((*numbers.headers, GROUP_HEADERS[0], *sums), rows)


def _with_bounds(numbers: Numbers, picture: Picture) -> Numbers:
    """Replace probabilities by their bounds, and add a row for all classes that are not listed."""
    now, partial = picture.bounds, picture.partial
    assert now is not None  # noqa: S101  # so the caller asks
    assert partial is not None  # noqa: S101
    known = {"probability": now, "probability_at_1": partial.bounds(Chain())}
    rows = [list(row) for row in numbers.rows]
    if now.unlisted != 0:
        pins = [one.aligned.elsewhere for one in picture.pins]
        rows.append([unlisted_words(now.unlisted), *[math.nan] * (len(_HEADERS) - 1), *pins])
    for number, row in enumerate(rows):
        for name, bounds in known.items():
            row[_HEADERS.index(name)] = bounds.of(number) if number < len(now.low) else bounds.others
        is_listed = number < len(now.low)
        row[_HEADERS.index("log_probability")] = now.log_of(number) if is_listed else now.others.mapped(_log)
    return Numbers(numbers.headers, rows)


def _log(p: float) -> float:
    return math.log(p) if p > 0 else -math.inf


def shown_numbers(picture: Picture) -> Numbers:
    """Table of the classes that are drawn singly, and if there are more a row for all others together.

    A group of classes is one row, whose logit is the one that a class as likely would need at the present τ.
    """
    prepared = picture.prepared
    numbers = distribution_numbers(picture.of_single_classes)
    rows = [list(numbers.rows[row]) for row in prepared.shown.tolist()]
    if prepared.grouped is not None:
        _put_groups(rows, numbers.headers, picture)
    if prepared.other_count:
        others: list[Cell] = [math.nan] * len(numbers.headers)
        others[0] = picture.drawn[-1].label
        last = picture.drawn[-1]
        at_1 = [last.ghost] if picture.bounds is None else picture.shown_bounds(Chain())
        for name, p in (("probability", last.number), ("probability_at_1", at_1[-1])):
            others[numbers.headers.index(name)] = p
        for place, one in enumerate(picture.pins, len(_HEADERS)):
            others[place] = math.nan if one.numbers[-1] is None else one.numbers[-1]
        rows.append(others)
    return Numbers(numbers.headers, rows)


def _put_groups(rows: list[list[Any]], headers: Sequence[str], picture: Picture) -> None:
    """Replace the numbers of the first member of each group in `shown_numbers` by those of the group."""
    grouped = picture.prepared.grouped
    assert grouped is not None  # noqa: S101  # so the caller asks
    pins, bounds_at_1 = [one.numbers for one in picture.pins], picture.shown_bounds(Chain())
    for place, (cells, row) in enumerate(zip(rows, picture.prepared.shown.tolist(), strict=True)):
        number = int(grouped.members.numbers[row])
        if number < 0:
            continue
        one, z = picture.drawn[place], grouped.logit(number, picture.temperature)
        log_p = mapped(one.number, _log)
        at_1 = bounds_at_1[place] if bounds_at_1 else one.ghost
        pinned = [math.nan if numbers[place] is None else numbers[place] for numbers in pins]
        cells[:] = [one.label, z, 0.0 - z, one.number, log_p, at_1, *pinned]
        assert len(cells) == len(headers)  # noqa: S101


def curves_numbers(picture: Picture) -> Numbers:
    """Table of every temperature: the probability of each class that is drawn, then S, U, F and C.

    For curves after all knobs of more than `MANY` classes, the table has only the temperatures at which the
    chain was applied: interpolated numbers are drawn, but not reported.
    """
    prepared, sweep = picture.prepared, picture.prepared.sweep
    chain_sweep, after = picture.chain_sweep, ""
    if chain_sweep is not None:
        after = " after knobs"
        # The curves on screen are interpolated between temperatures; exported numbers are computed at each
        # one, unless there are so many classes that this takes long.
        if len(picture.logits) <= MANY:
            chain_sweep = prepared.new_chain_sweep(picture.document.present_chain, exact=True)
    curves = picture.softmax_curves if chain_sweep is None else chain_sweep.curves
    names = ("mean_energy", "free_energy", "heat_capacity")
    columns = [sweep.temperatures, *curves.p, curves.entropy, *(getattr(sweep, name) for name in names)]
    shown = [f"{name}{after}" for name in (*distinct(f"p({label})" for label in prepared.labels), "entropy")]
    if picture.curve_bounds is not None:
        return _bounded_curves(picture, picture.curve_bounds, ["temperature", *shown, *names])
    rows = np.column_stack(columns)
    if chain_sweep is not None:
        rows = rows[chain_sweep.computed]
    return Numbers(["temperature", *shown, *names], rows.tolist())


def _bounded_curves(picture: Picture, bounds: CurveBounds, headers: Sequence[str]) -> Numbers:
    """Table of the lower and the upper curve of each quantity; NaN for a quantity without bounds."""
    temperatures = picture.prepared.sweep.temperatures
    nothing = np.full(len(temperatures), math.nan)
    known = [
        bounds.quantities.get(name) for name in ("entropy", "mean_energy", "free_energy", "heat_capacity")
    ]
    pairs = [*zip(bounds.low, bounds.high, strict=True), *known]
    columns = [
        [*map(Bounds, pair[0].tolist(), pair[1].tolist())] if pair is not None else nothing.tolist()
        for pair in pairs
    ]
    return Numbers(headers, list(zip(temperatures.tolist(), *columns, strict=True)))


def levels_numbers(picture: Picture) -> Numbers:
    """Table of every level that is drawn: energy, probability and particles; all other levels in one row."""
    energies = picture.logits.energies
    rows = [
        (one.label, math.nan if one.row is None else float(energies[one.row]), one.number, count)
        for one, count in zip(picture.drawn, picture.once(particle_counts).tolist(), strict=True)
    ]
    return Numbers(("label", "energy", "probability", "particles"), rows)


def compare_numbers(picture: Picture) -> Numbers:
    """Table of every class that is drawn: probability at each temperature that is compared."""
    compared = picture.comparison
    headers = ("label", *distinct(f"p at τ = {plain_number(one.temperature)}" for one in compared))
    columns = zip(*(one.drawn for one in compared), strict=True)
    return Numbers(headers, [(row[0].label, *(one.number for one in row)) for row in columns])


def stages_numbers(picture: Picture) -> Numbers:
    """Table of every class that is drawn: probability before the chain and after each knob that is on."""
    headers = (
        "label",
        *distinct(f"p after {step.name}" if step.knob else f"p {step.name}" for step in picture.steps),
    )
    columns = zip(picture.drawn, *(step.bounds or step.p for step in picture.steps), strict=True)
    return Numbers(headers, [(one.label, *p) for one, *p in columns])


def bench_numbers(picture: Picture) -> Numbers:
    """Table of every class as in `distribution_numbers`, with the numbers of the whole bench in each row."""
    classes = distribution_numbers(picture)
    together = {
        "temperature": picture.temperature,
        "entropy_nats": picture.quantity("entropy"),
        "perplexity": picture.quantity("perplexity"),
        **{name: picture.quantity(name) for name in _STATE},
    }
    values = tuple(math.nan if value is None else value for value in together.values())
    return Numbers((*classes.headers, *together), [(*row, *values) for row in classes.rows])
