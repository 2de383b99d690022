"""The numbers of a distribution as JSON for scripts."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tauscope.core.bounds import Bounds, Number, mapped
from tauscope.core.chain.chain import Chain
from tauscope.core.chain.knobs import Knob
from tauscope.core.measures import nats_to_bits
from tauscope.document.picture.chains.stages import removed_bounds
from tauscope.document.picture.picture import Picture
from tauscope.document.reports.comparison_report import comparison_numbers
from tauscope.document.traces import trace_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.chain.stage import Stage
    from tauscope.document.document import Document
    from tauscope.document.picture.chains.stages import Step
    from tauscope.document.picture.pins import PinView

QUANTITIES = ("perplexity", "log_partition", "mean_energy", "free_energy", "heat_capacity")
"""Quantities of the report beside the entropy."""


def report(document: Document) -> dict[str, Any]:
    """Return all numbers of a document's distribution, fit for JSON; infinities are "inf" and "-inf".

    Returns
    -------
    dict
        `temperature`; `chain`, a list of `knob`, `value` and its other settings (`on`: false where it is
        off); `classes`, a list of `label`, `logit`, `energy`, `probability`, `log_probability` and `kept`
        (false where a knob cut or a logit of −∞ masked the class); `stages`, a list of `knob`, `kept` (how
        many classes it left), `removed_probability` and `entropy_nats` for each knob that is on;
        `pins`, a list of `name`, `chain`, `kl_nats` and `kl_bits`: KL(final distribution ‖ pin), null
        where its logits cannot be had, and then `unknown` says why;
        `entropy_nats`, `entropy_bits` and `perplexity` of the final distribution; `log_partition`,
        `mean_energy`, `free_energy` and `heat_capacity` of the Boltzmann distribution at τ, before any
        truncation. Where the logits list only some of the classes, numbers are pairs [low, high], or null
        where nothing is known, `kept` is null where it is undecided,
        `unlisted` has the number of other `classes` and their `probability`, and a
        stage says whether it is `decided` which classes it leaves. Where classes are grouped, `groups` is a
        list of `name`, `members` (labels), `logit` (that of a class as likely, at this τ) and `probability`.
        Of a file of recorded steps `recording` has what it was `recognised` as, `step` and `steps`, the label
        of the `chosen` class, `source_temperature`, and whether the file or the user says it
        (`source_temperature_is_known`). Where another file is compared with it, `comparison` has the name of
        that `file`, how many `steps` were compared, and their means: `kl_this_other`, `kl_other_this` in
        nats, `same_top`, the share with the same likeliest class, and `log_probability_gain`, ln p of the
        chosen class in the other file minus that in this one, of `steps_with_gain` steps.
    """
    picture = Picture.of(document)
    numbers = {
        "entropy_nats": picture.quantity("entropy"),
        "entropy_bits": mapped(picture.quantity("entropy"), nats_to_bits),
        **{name: picture.quantity(name) for name in QUANTITIES},
    }
    return {
        "temperature": json_number(picture.temperature),
        "chain": chain_entry(document.chain),
        "classes": _classes(picture),
        "stages": _stages(picture),
        "pins": _pin_entries(picture),
        **{name: json_entry(number) for name, number in numbers.items()},
        **_unlisted(picture),
        **_groups(picture),
        **_recording(document),
        **_comparison(picture),
    }


def chain_entry(chain: Chain) -> list[dict[str, Any]]:
    """Return every knob of a chain with its settings, in order, fit for JSON."""
    return [_knob_entry(knob) for knob in chain.knobs]


def _knob_entry(knob: Knob) -> dict[str, Any]:
    settings = {
        name: json_number(value) if isinstance(value, float) else value
        for name, value in knob.settings.items()
    }
    return {"knob": knob.name, **settings, **({} if knob.on else {"on": False})}


def _stages(picture: Picture) -> list[dict[str, Any]]:
    """Return an entry for each knob that is on; where not all classes are listed its numbers are pairs."""
    if picture.partial is None:
        return [_stage(stage) for stage in picture.stages]
    return [
        {
            "knob": step.knob.name,
            "kept": [int(one) if math.isfinite(one) else "inf" for one in step.survivors],
            "removed_probability": json_entry(removed),
            "entropy_nats": json_entry(step.entropy),
            "decided": not step.undecided,
        }
        for step, removed in steps_with_removed(picture)
        if step.knob is not None and isinstance(step.survivors, Bounds)
    ]


def steps_with_removed(picture: Picture) -> list[tuple[Step, Bounds]]:
    """Return the step of each knob that is on, with bounds of the probability that it removed."""
    partial, knobs = picture.partial, picture.document.present_chain.active
    assert partial is not None  # noqa: S101  # so the callers ask
    known = [partial.bounds(Chain(knobs[:count])) for count in range(len(knobs) + 1)]
    return [
        (step, removed_bounds(*both)) for step, both in zip(picture.steps[1:], pairwise(known), strict=True)
    ]


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "knob": stage.knob.name,
        "kept": len(stage.after),
        "removed_probability": stage.removed_mass,
        "entropy_nats": stage.after.entropy,
    }


def _pin_entries(picture: Picture) -> list[dict[str, Any]]:
    """Return an entry for each pin; for one whose logits are not at hand, the reason instead of numbers."""
    known = [_pin(one, nats) for one, nats in zip(picture.pins, picture.divergences, strict=True)]
    late = [
        {
            "name": one.name,
            "chain": chain_entry(one.pin.chain),
            "kl_nats": None,
            "kl_bits": None,
            "unknown": one.note,
        }
        for one in picture.late_pins
    ]
    return known + late


def _unlisted(picture: Picture) -> dict[str, Any]:
    bounds = picture.bounds
    if bounds is None:
        return {}
    return {"unlisted": {"classes": bounds.unlisted, "probability": json_entry(bounds.others)}}


def _groups(picture: Picture) -> dict[str, Any]:
    grouped = picture.prepared.grouped
    if grouped is None:
        return {}
    labels = picture.logits.labels
    entries = [
        {
            "name": group.name,
            "members": [labels[row] for row in grouped.members.rows_of(place).tolist()],
            "logit": json_number(grouped.logit(place, picture.temperature)),
            "probability": json_entry(picture.group_probability(place)),
        }
        for place, group in enumerate(grouped.members.present)
    ]
    return {"groups": entries}


def _pin(one: PinView, nats: Number) -> dict[str, Any]:
    bits = mapped(nats, nats_to_bits)
    return {
        "name": one.name,
        "chain": chain_entry(one.pin.chain),
        "kl_nats": json_entry(nats),
        "kl_bits": json_entry(bits),
    }


def _classes(picture: Picture) -> list[dict[str, Any]]:
    """Return an entry for each class, in the order of the table."""
    logits = picture.logits
    kept: Sequence[bool | None] = picture.kept.tolist()
    if picture.bounds is not None:
        sure = picture.bounds.certain.tolist()
        kept = [
            True if surely else None if perhaps else False for surely, perhaps in zip(sure, kept, strict=True)
        ]
    columns = (logits.values, logits.energies, picture.log_probabilities)
    rows = zip(logits.labels, *(column.tolist() for column in columns), kept, strict=True)
    return [
        {
            "label": label,
            "logit": json_number(logit),
            "energy": json_number(energy),
            **_probability(picture, row, log_p),
            "kept": kept,
        }
        for row, (label, logit, energy, log_p, kept) in enumerate(rows)
    ]


def _probability(picture: Picture, row: int, log_p: float) -> dict[str, Any]:
    if picture.bounds is None:
        return {"probability": math.exp(log_p), "log_probability": json_number(log_p)}
    both = picture.bounds.of(row)
    return {"probability": json_entry(both), "log_probability": json_entry(picture.bounds.log_of(row))}


def json_entry(number: Number) -> Any:
    """Return a number, a pair [low, high] or None as values for JSON."""
    if number is None:
        return None
    return list(map(json_number, number)) if isinstance(number, Bounds) else json_number(number)


def json_number(value: float) -> float | str:
    """Return a number as a value for JSON, which has no infinities."""
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value + 0.0  # −0 becomes 0


def _recording(document: Document) -> dict[str, Any]:
    """Return what is known of the file of a trace, fit for JSON; empty without a trace."""
    if not document.source.abilities.recorded:
        return {}
    trace, key = trace_of(document), document.source.recorded(document.state)
    entry = {
        "recognised": trace.recording.recognised,
        "step": document.source.position(document.state) + 1,
        "steps": trace.steps,
        "chosen": None if key is None else _label(document, key),
        "source_temperature": trace.applied,
        "source_temperature_is_known": trace.knows_applied,
    }
    return {"recording": entry}


def _label(document: Document, key: int) -> str:
    """Return the name of a class, which the present step may not list."""
    row = document.logits.row_of(key)
    return trace_of(document).recording.label(key) if row is None else document.logits.labels[row]


def _comparison(picture: Picture) -> dict[str, Any]:
    """Return how far another file is apart, fit for JSON; empty if none is compared."""
    found = comparison_numbers(picture)
    entry = {name: one if isinstance(one, str) else json_entry(one) for name, one in found.items()}
    return {"comparison": entry} if entry else {}
