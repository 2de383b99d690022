"""The numbers of a distribution, for a script and for a reader."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tauscope.core.chain.knobs import Knob, Temperature
from tauscope.core.measures import nats_to_bits
from tauscope.core.numbers import screen_logit, screen_number, screen_probability, screen_temperature
from tauscope.document.formulas import plain
from tauscope.document.picture.picture import Picture
from tauscope.document.reports.text_table import columns_of, short_label, table_lines
from tauscope.document.temperature_words import dial_symbol, product_words, softmax_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.chain import Chain
    from tauscope.core.chain.chain import Stage
    from tauscope.core.logits import Logits
    from tauscope.document.document import Document
    from tauscope.document.picture.pins import PinView

MOST_ROWS = 60
"""More classes than these are not printed for a reader, only the likeliest of them."""
_HEADERS = ("class", "logit", "energy", "probability", "ln p")


def report(document: Document) -> dict[str, Any]:
    """Every number, fit for JSON: infinities are the strings "inf" and "-inf".

    Returns
    -------
    dict
        `temperature`; `chain`, a list of `knob`, `value` and its other settings (`on`: false where it is
        off); `classes`, a list of `label`, `logit`, `energy`, `probability`, `log_probability` and `kept`
        (false where a knob cut or a logit of −∞ masked the class); `stages`, a list of `knob`, `kept` (how
        many classes it left), `removed_probability` and `entropy_nats` for each knob that is on;
        `pins`, a list of `name`, `chain`, `kl_nats` and `kl_bits`: KL(final distribution ‖ pin);
        `entropy_nats`, `entropy_bits` and `perplexity` of the final distribution; `log_partition`,
        `mean_energy`, `free_energy` and `heat_capacity` of the Boltzmann distribution at τ, before any
        truncation.
    """
    picture = Picture.of(document)
    state = picture.thermodynamics
    numbers = {
        "entropy_nats": picture.entropy,
        "entropy_bits": nats_to_bits(picture.entropy),
        "perplexity": picture.perplexity,
        "log_partition": state.log_partition,
        "mean_energy": state.mean_energy,
        "free_energy": state.free_energy,
        "heat_capacity": state.heat_capacity,
    }
    return {
        "temperature": json_number(picture.temperature),
        "chain": chain_entry(document.chain),
        "classes": _classes(picture),
        "stages": [_stage(stage) for stage in picture.stages],
        "pins": [_pin(one, nats) for one, nats in zip(picture.pins, picture.divergences, strict=True)],
        **{name: json_number(number) for name, number in numbers.items()},
    }


def chain_entry(chain: Chain) -> list[dict[str, Any]]:
    """Every knob in order, with its settings."""
    return [_knob_entry(knob) for knob in chain.knobs]


def _knob_entry(knob: Knob) -> dict[str, Any]:
    settings = {
        name: json_number(value) if isinstance(value, float) else value
        for name, value in knob.settings.items()
    }
    return {"knob": knob.name, **settings, **({} if knob.on else {"on": False})}


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "knob": stage.knob.name,
        "kept": len(stage.after),
        "removed_probability": stage.removed_mass,
        "entropy_nats": stage.after.entropy,
    }


def _pin(one: PinView, nats: float) -> dict[str, Any]:
    bits = nats_to_bits(nats)
    return {
        "name": one.name,
        "chain": chain_entry(one.pin.chain),
        "kl_nats": json_number(nats),
        "kl_bits": json_number(bits),
    }


def _classes(picture: Picture) -> list[dict[str, Any]]:
    logits = picture.logits
    columns = (logits.values, logits.energies, picture.log_probabilities, picture.kept)
    rows = zip(logits.labels, *(column.tolist() for column in columns), strict=True)
    return [
        {
            "label": label,
            "logit": json_number(logit),
            "energy": json_number(energy),
            "probability": math.exp(log_p),
            "log_probability": json_number(log_p),
            "kept": kept,
        }
        for label, logit, energy, log_p, kept in rows
    ]


def json_number(value: float) -> float | str:
    """A number as JSON can hold it."""
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value + 0.0  # −0 becomes 0


def report_text(document: Document) -> str:
    """Every number, as a table and a list to read."""
    picture = Picture.of(document)
    blocks = [_heading(document), _table(picture), _steps(picture), _quantities(picture), _pins(picture)]
    return "\n\n".join(block for block in blocks if block)


def _steps(picture: Picture) -> str:
    """What each knob left; a lone one is told by the table."""
    steps = [
        f"{_knob_text(stage.knob):<28}keeps {len(stage.after):,} of {len(stage.before):,} classes,"
        f" {screen_probability(1 - stage.removed_mass)} of the probability"
        for stage in picture.stages
    ]
    return "\n".join(steps) if len(steps) > 1 else ""


def _heading(document: Document) -> str:
    knobs = ", ".join(_knob_text(knob) for knob in document.chain.knobs)
    several = f"   {product_words(document.chain)}" if product_words(document.chain) else ""
    symbol = dial_symbol(document.chain)
    return f"{symbol} = {screen_temperature(document.temperature)}{several}   chain: {knobs or 'empty'}"


def _knob_text(knob: Knob) -> str:
    if isinstance(knob, Temperature) and knob.on:
        return f"{knob.name} {screen_temperature(knob.value)}"
    return str(knob).replace("=", " ", 1)


def listed(logits: Logits) -> Sequence[int]:
    """Rows that are printed: each of a few classes, else the likeliest."""
    return range(len(logits)) if len(logits) <= MOST_ROWS else logits.order[:MOST_ROWS].tolist()


def _table(picture: Picture) -> str:
    logits, shown = picture.logits, listed(picture.logits)
    lines = table_lines([_HEADERS, *(_row(picture, row) for row in shown)])
    if len(shown) < len(logits):
        lines.append(f"… and {len(logits) - len(shown):,} less likely classes (--json prints them all)")
    return "\n".join(lines)


def _row(picture: Picture, row: int) -> tuple[str, ...]:
    logits, log_p = picture.logits, float(picture.log_probabilities[row])
    return (
        short_label(logits.labels[row]),
        screen_logit(float(logits.values[row])),
        screen_logit(float(logits.energies[row])),
        "cut" if picture.is_cut(row) else screen_probability(math.exp(log_p)),
        screen_number(log_p, 4),
    )


def _quantities(picture: Picture) -> str:
    state, chain = picture.thermodynamics, picture.document.chain
    at = f"  {plain(softmax_words(chain))}" if product_words(chain) else ""
    rows = [
        ("entropy", _in_nats_and_bits(picture.entropy)),
        ("perplexity", f"{screen_number(picture.perplexity, 4)} of {len(picture.logits):,} classes"),
        ("ln Z", screen_number(state.log_partition, 4) + at),
        ("mean energy U", screen_number(state.mean_energy, 4) + at),
        ("free energy F", screen_number(state.free_energy, 4) + at),
        ("heat capacity C", screen_number(state.heat_capacity, 4) + at),
    ]
    return "\n".join(f"{name:<17}{text}" for name, text in rows)


def _pins(picture: Picture) -> str:
    """How far the distribution is from each pin."""
    names = [f"KL from {one.name}" for one in picture.pins]
    width = max((*map(columns_of, names), 15))
    return "\n".join(
        f"{name}{' ' * (width - columns_of(name))}  {_in_nats_and_bits(nats)}"
        for name, nats in zip(names, picture.divergences, strict=True)
    )


def _in_nats_and_bits(nats: float) -> str:
    return f"{screen_number(nats, 4)} nats, {screen_number(nats_to_bits(nats), 4)} bits"
