"""The numbers of a distribution as text for readers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.core.bounds import UNKNOWN, Bounds, Number, counted, mapped, written
from tauscope.core.chain.knobs import Knob, Temperature
from tauscope.core.measures import nats_to_bits
from tauscope.core.numbers import screen_logit, screen_number, screen_probability, screen_temperature
from tauscope.document.formulas import plain
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.subjects.labelled_example import labelled_of
from tauscope.document.reports.comparison_report import comparison_text
from tauscope.document.reports.report import steps_with_removed
from tauscope.document.reports.tables.text_table import columns_of, short_label, table_lines
from tauscope.document.temperature_words import dial_symbol, product_words, softmax_words
from tauscope.document.traces import trace_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.logits import Logits
    from tauscope.document.document import Document


MOST_ROWS = 60
"""Most classes in the text for readers; of more classes it has the likeliest."""

_HEADERS = ("class", "logit", "energy", "probability", "ln p")


def report_text(document: Document) -> str:
    """Write all numbers of a document's distribution as a table and a list for readers."""
    picture = Picture.of(document)
    blocks = [
        _of_file(document),
        _heading(document),
        _table(picture),
        _group_lines(picture),
        _steps(picture),
        _quantities(picture),
        _pins(picture),
        comparison_text(picture),
    ]
    return "\n\n".join(block for block in blocks if block)


def _of_file(document: Document) -> str:
    """Write a line on what a file was recognised as, and on its step; empty for what is no such file."""
    examples = labelled_of(document)
    if examples is not None and examples.file:
        found = examples.examples
        return f"{found.shape_in_words}: {found.recognised}   {examples.words_at(document.state)}"
    if not document.source.abilities.recorded:
        return ""
    trace = trace_of(document)
    assumed = "" if trace.knows_applied else " (assumed: the file does not say)"
    applied = f"source τ = {screen_temperature(trace.applied)}{assumed}"
    return "   ".join((trace.recording.recognised, trace.words_at(document.state), applied))


def _heading(document: Document) -> str:
    knobs = ", ".join(_knob_text(knob) for knob in document.chain.knobs)
    several = f"   {product_words(document.chain)}" if product_words(document.chain) else ""
    symbol = dial_symbol(document.chain)
    return f"{symbol} = {screen_temperature(document.temperature)}{several}   chain: {knobs or 'empty'}"


def listed(logits: Logits) -> Sequence[int]:
    """Return the rows that are printed: all of up to `MOST_ROWS` classes, else the likeliest."""
    return range(len(logits)) if len(logits) <= MOST_ROWS else logits.order[:MOST_ROWS].tolist()


def _table(picture: Picture) -> str:
    logits, shown = picture.logits, listed(picture.logits)
    lines = table_lines([_HEADERS, *(_row(picture, row) for row in shown)])
    if len(shown) < len(logits):
        lines.append(f"… and {len(logits) - len(shown):,} less likely classes (--json prints them all)")
    return "\n".join(lines)


def _row(picture: Picture, row: int) -> tuple[str, ...]:
    """Return the cells of one class in the table for readers."""
    logits, log_p = picture.logits, float(picture.log_probabilities[row])
    p = math.exp(log_p) if picture.bounds is None else picture.bounds.of(row)
    return (
        short_label(logits.labels[row]),
        screen_logit(float(logits.values[row])),
        screen_logit(float(logits.energies[row])),
        "cut" if picture.is_cut(row) else written(p, screen_probability),
        screen_number(log_p, 4) if picture.bounds is None else written(picture.bounds.log_of(row), _four),
    )


def _group_lines(picture: Picture) -> str:
    """Write a line for each of the first groups, with its probability and how many members it has."""
    grouped = picture.prepared.grouped
    if grouped is None:
        return ""
    members, lines = grouped.members, []
    for place, group in enumerate(members.present[:MOST_ROWS]):
        p = (
            "cut"
            if picture.is_group_cut(place)
            else written(picture.group_probability(place), screen_probability)
        )
        name = f"group {short_label(group.name)}"
        lines.append(f"{name:<28}p = {p} together, {int(members.sizes[place]):,} classes")
    if len(members) > MOST_ROWS:
        lines.append(f"… and {len(members) - MOST_ROWS:,} more groups (--json prints them all)")
    return "\n".join(lines)


def _steps(picture: Picture) -> str:
    """Write a line on what each knob left; empty for a single knob, whose effect the table shows."""
    if picture.partial is not None:
        return _bounded_lines(picture)
    steps = [
        f"{_knob_text(stage.knob):<28}keeps {len(stage.after):,} of {len(stage.before):,} classes,"
        f" {screen_probability(1 - stage.removed_mass)} of the probability"
        for stage in picture.stages
    ]
    return "\n".join(steps) if len(steps) > 1 else ""


def _bounded_lines(picture: Picture) -> str:
    """Write a line on what each knob left, and whether the list decides it; empty if it has no cuts."""
    if picture.document.present_chain.first_cut is None:
        return ""
    lines = []
    for step, removed in steps_with_removed(picture):
        left = written(Bounds(1.0 - removed.high, 1.0 - removed.low), screen_probability)
        text = f"keeps {counted(step.survivors)} classes, {left} of the probability"
        if step.undecided:
            text += f"; {step.undecided}"
        lines.append(f"{_knob_text(step.knob):<28}{text}" if step.knob is not None else "")
    return "\n".join(lines)


def _knob_text(knob: Knob) -> str:
    if isinstance(knob, Temperature) and knob.on:
        return f"{knob.name} {screen_temperature(knob.value)}"
    return str(knob).replace("=", " ", 1)


def _quantities(picture: Picture) -> str:
    """Write a line for each quantity: entropy, perplexity and the state functions."""
    chain = picture.document.chain
    at = f"  {plain(softmax_words(chain))}" if product_words(chain) else ""
    rows = [
        ("entropy", _in_nats_and_bits(picture.quantity("entropy"))),
        ("perplexity", f"{written(picture.quantity('perplexity'), _four)} of {_classes_in_all(picture)}"),
        ("ln Z", written(picture.quantity("log_partition"), _four) + at),
        ("mean energy U", written(picture.quantity("mean_energy"), _four) + at),
        ("free energy F", written(picture.quantity("free_energy"), _four) + at),
        ("heat capacity C", written(picture.quantity("heat_capacity"), _four) + at),
    ]
    if picture.bounds is not None:
        rows.append(("not listed", f"p = {written(picture.bounds.others, screen_probability)} together"))
    return "\n".join(f"{name:<17}{text}" for name, text in rows)


def _pins(picture: Picture) -> str:
    """Write a line for each pin with the divergence of the distribution from it."""
    told = [
        (one.name, _in_nats_and_bits(nats))
        for one, nats in zip(picture.pins, picture.divergences, strict=True)
    ]
    told += [(one.name, one.note) for one in picture.late_pins]
    rows = [(f"KL from {name}", text) for name, text in told]
    width = max((*(columns_of(name) for name, _ in rows), 15))
    return "\n".join(f"{name}{' ' * (width - columns_of(name))}  {text}" for name, text in rows)


def _classes_in_all(picture: Picture) -> str:
    bounds = picture.bounds
    if bounds is None:
        return "1 class" if len(picture.logits) == 1 else f"{len(picture.logits):,} classes"
    many = "an unknown number of" if bounds.unlisted is None else f"{len(picture.logits) + bounds.unlisted:,}"
    return f"{many} classes"


def _in_nats_and_bits(nats: Number) -> str:
    if nats is None or nats == (0.0, math.inf):
        return UNKNOWN
    return f"{written(nats, _four)} nats, {written(mapped(nats, nats_to_bits), _four)} bits"


def _four(value: float) -> str:
    return screen_number(value, 4)
