"""The numbers of a distribution, for a script and for a reader."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np

from tauscope.core.boltzmann import thermodynamics
from tauscope.core.measures import entropy, nats_to_bits
from tauscope.core.numbers import screen_logit, screen_number, screen_probability, screen_temperature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.document.document import Document

MOST_ROWS = 60
"""More classes than these are not printed for a reader, only the likeliest of them."""
_LONGEST_LABEL = 30
_HEADERS = ("class", "logit", "energy", "probability", "ln p")


def report(document: Document) -> dict[str, Any]:
    """Every number, fit for JSON: infinities are the strings "inf" and "-inf".

    Returns
    -------
    dict
        `temperature`; `chain`, a list of `knob` and `value`; `classes`, a list of `label`, `logit`, `energy`,
        `probability`, `log_probability` and `kept` (false where the probability is 0 because a knob cut or a
        logit of −∞ masked the class); `entropy_nats`, `entropy_bits` and `perplexity` of the final
        distribution; `log_partition`, `mean_energy`, `free_energy` and `heat_capacity` of the Boltzmann
        distribution at τ, before any truncation.
    """
    values, temperature = document.logits.values, document.temperature
    log_p = document.chain.apply(values)
    state = thermodynamics(values, temperature)
    nats = entropy(np.exp(log_p))
    numbers = {
        "entropy_nats": nats,
        "entropy_bits": nats_to_bits(nats),
        "perplexity": math.exp(nats),
        "log_partition": state.log_partition,
        "mean_energy": state.mean_energy,
        "free_energy": state.free_energy,
        "heat_capacity": state.heat_capacity,
    }
    return {
        "temperature": _json_number(temperature),
        "chain": [{"knob": knob.name, "value": _json_number(knob.value)} for knob in document.chain.knobs],
        "classes": _classes(document, log_p.tolist()),
        **{name: _json_number(number) for name, number in numbers.items()},
    }


def _classes(document: Document, log_probabilities: Sequence[float]) -> list[dict[str, Any]]:
    rows = zip(document.logits.labels, document.logits.values.tolist(), log_probabilities, strict=True)
    return [
        {
            "label": label,
            "logit": _json_number(logit),
            "energy": _json_number(-logit),
            "probability": math.exp(log_p),
            "log_probability": _json_number(log_p),
            "kept": log_p > -math.inf,
        }
        for label, logit, log_p in rows
    ]


def _json_number(value: float) -> float | str:
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value + 0.0  # −0 becomes 0


def report_text(document: Document) -> str:
    """Every number, as a table and a list to read."""
    log_p = document.chain.apply(document.logits.values)
    blocks = [_heading(document), _table(document, log_p.tolist()), _quantities(document, np.exp(log_p))]
    return "\n\n".join(blocks)


def _heading(document: Document) -> str:
    knobs = ", ".join(f"{knob.name} {screen_temperature(knob.value)}" for knob in document.chain.knobs)
    return f"τ = {screen_temperature(document.temperature)}   chain: {knobs or 'empty'}"


def _table(document: Document, log_probabilities: Sequence[float]) -> str:
    logits = document.logits
    shown = range(len(logits)) if len(logits) <= MOST_ROWS else logits.order[:MOST_ROWS].tolist()
    rows = [_HEADERS] + [
        _row(logits.labels[row], float(logits.values[row]), log_probabilities[row]) for row in shown
    ]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = [_aligned(row, widths) for row in rows]
    if len(shown) < len(logits):
        lines.append(f"… and {len(logits) - len(shown):,} less likely classes (--json prints them all)")
    return "\n".join(lines)


def _row(label: str, logit: float, log_p: float) -> tuple[str, ...]:
    short = label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"
    return (
        short,
        screen_logit(logit),
        screen_logit(-logit + 0.0),
        screen_probability(math.exp(log_p)),
        screen_number(log_p, 4),
    )


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *numbers = row
    cells = [first + " " * (widths[0] - _width(first))]
    return "  ".join(cells + [text.rjust(width) for text, width in zip(numbers, widths[1:], strict=True)])


def _width(text: str) -> int:
    """Columns of a terminal: two for what is wide in East Asian type, none for what combines."""
    return sum(
        0 if unicodedata.combining(mark) else 2 if unicodedata.east_asian_width(mark) in "WF" else 1
        for mark in text
    )


def _quantities(document: Document, p: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    state = thermodynamics(document.logits.values, document.temperature)
    nats = entropy(p)
    rows = [
        ("entropy", f"{screen_number(nats, 4)} nats, {screen_number(nats_to_bits(nats), 4)} bits"),
        ("perplexity", f"{screen_number(math.exp(nats), 4)} of {len(p):,} classes"),
        ("ln Z", screen_number(state.log_partition, 4)),
        ("mean energy U", screen_number(state.mean_energy, 4)),
        ("free energy F", screen_number(state.free_energy, 4)),
        ("heat capacity C", screen_number(state.heat_capacity, 4)),
    ]
    return "\n".join(f"{name:<17}{text}" for name, text in rows)
