"""The readouts' texts: of each number its name, how it is written, and its formula."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from tauscope.core.bounds import UNKNOWN, Bounds, Number, mapped, written
from tauscope.core.measures import nats_to_bits
from tauscope.core.numbers import screen_number, screen_percentage, screen_ratio
from tauscope.document.formulas import formula, with_formulas
from tauscope.document.picture.class_ratio import class_ratio
from tauscope.document.picture.partial_words import brief_percentage
from tauscope.document.picture.picture import Picture
from tauscope.document.temperature_words import SOFTMAX, softmax_note

BEFORE = (
    f"For {SOFTMAX} alone: other knobs show in entropy, effective choices and the most likely class.\n"
    "With several temperatures in the chain τ is the dial's, τ₁."
)


OF_CLASSES = "\nOf single classes; where classes are grouped, the note has the number of the groups."


class Readout(NamedTuple):
    """One number: what it is called, what is written, what it means, and how much room it needs."""

    name: str
    title: str
    value: Callable[[Picture], str]
    note: Callable[[Picture], str]
    meaning: str
    share: int = 84
    short_note: Callable[[Picture], str] | None = None
    """Returns a shorter note for cells in which the note does not fit; several are joined by `OR`."""

    unit: str = ""
    """Unit at the end of the value, written smaller where room is short."""

    short_title: str = ""
    """Title for cells in which the whole one does not fit."""


MANY = 1000.0
"""Upper bound of the effective choices from which on they have no decimals."""

UNDECIDED = "not decidable"
"""Note under a number of which a list says nothing."""


def _three(number: Number) -> str:
    """Number with three decimals, or its bounds."""
    return written(number, partial(screen_number, decimals=3))


def _vocabulary(picture: Picture) -> str:
    """Number of all classes, also of those that are not listed."""
    unlisted = picture.prepared.unlisted
    return "an unknown number" if unlisted is None else f"{len(picture.logits) + unlisted:,}"


def _most_likely(picture: Picture) -> str:
    return f"{picture.logits.labels[picture.top][:40]} {brief_percentage(picture.probability(picture.top))}"


def _lead(picture: Picture) -> str:
    grouped = picture.prepared.grouped
    if grouped is not None:
        from tauscope.document.picture.group_numbers import likeliest_entry  # noqa: PLC0415  # the window opens without it

        row = picture.once(likeliest_entry)
        if grouped.group_of(row) is not None:
            return f"{grouped.name_of(row)[:40]} {written(picture.entry_probability(row), screen_percentage)}"
    if picture.second is None:
        return "the only class"
    lead, second = (
        class_ratio(picture, picture.top, picture.second),
        picture.logits.labels[picture.second][:40],
    )
    if lead == 1 and picture.prepared.unlisted == 0:
        p = picture.probabilities
        return level_with(second, int(np.count_nonzero(p == p[picture.top])) - 1)
    return f"× {written(lead, screen_ratio)} over {second}"


def _nats(picture: Picture) -> str:
    nats = picture.quantity("entropy")
    return UNKNOWN if nats is None else f"{_three(nats)} nats"


def _choices(picture: Picture) -> str:
    """Effective number of choices; bounds that are far apart in whole numbers, rounded outward."""
    number = picture.quantity("perplexity")
    if isinstance(number, Bounds) and MANY <= number.high < math.inf:
        number = Bounds(math.floor(number.low), math.ceil(number.high))
        return written(number, "{:,.0f}".format)
    return written(number, screen_number)


def _bits(picture: Picture) -> str:
    """Entropy in bits; of a list that leaves all open, that it does."""
    bits = mapped(picture.quantity("entropy"), nats_to_bits)
    return UNDECIDED if bits is None else f"{_three(bits)} bits"


def _grouped_entropy(picture: Picture) -> float | None:
    """Entropy of groups in nats; None without groups, and for a list."""
    if picture.prepared.grouped is None:
        return None
    from tauscope.document.picture.group_numbers import grouped_entropy  # noqa: PLC0415  # the window opens without it

    return picture.once(grouped_entropy)


def _entropy_note(picture: Picture) -> str:
    """Entropy in bits, and that of groups where classes are grouped."""
    grouped = _grouped_entropy(picture)
    return _bits(picture) if grouped is None else f"{_bits(picture)}, grouped {_three(grouped)} nats"


def _short_entropy_note(picture: Picture) -> str:
    grouped = _grouped_entropy(picture)
    return _bits(picture) if grouped is None else f"grouped {_three(grouped)}"


def _choices_note(picture: Picture) -> str:
    """Number of all classes, and the effective choices among groups where classes are grouped."""
    grouped, every = _grouped_entropy(picture), f"of {_vocabulary(picture)}"
    return every if grouped is None else f"{every}, grouped {screen_number(math.exp(grouped))}"


def _short_choices_note(picture: Picture) -> str:
    grouped = _grouped_entropy(picture)
    return f"of {_vocabulary(picture)}" if grouped is None else f"grouped {screen_number(math.exp(grouped))}"


def level_with(second: str, others: int) -> str:
    """Return the note on a class that ties with `others` other classes, one of which is named `second`.

    Examples
    --------
    >>> level_with("dog", 1), level_with("dog", 3)
    ('level with dog', 'level with 3 others')
    """
    return f"level with {second}" if others <= 1 else f"level with {others:,} others"


def _of_softmax(its_formula: str) -> Callable[[Picture], str]:
    """Name the formula; where knobs changed the distribution, what it is about: U − τS is not theirs."""
    return lambda picture: formula(its_formula) if picture.plain else softmax_note(picture.document.chain)


def _short_of_softmax(picture: Picture) -> str:
    return "" if picture.plain else softmax_note(picture.document.chain, short=True)


READOUTS = (
    Readout(
        "entropy",
        "Entropy",
        _nats,
        _entropy_note,
        with_formulas(
            "How undecided the distribution is: $S = −Σ p ln p$. 0 when one class has all the"
            " probability, at most $ln n$."
        )
        + OF_CLASSES,
        short_note=_short_entropy_note,
        unit=" nats",
    ),
    Readout(
        "perplexity",
        "Effective choices",
        _choices,
        _choices_note,
        with_formulas("The perplexity $e^S$: how many equally likely classes would have this entropy.")
        + OF_CLASSES,
        89,
        _short_choices_note,
    ),
    Readout(
        "top",
        "Most likely",
        _most_likely,
        _lead,
        with_formulas(
            "The class with the largest logit, and how many times likelier it is than the next:"
            " $e^((z₁ − z₂)/τ)$."
        ),
        98,
    ),
    Readout(
        "free_energy",
        f"Free energy {formula('F')}",
        lambda picture: _three(picture.quantity("free_energy")),
        _of_softmax("= U − τS"),
        with_formulas(
            "$F = −τ ln Z$ with $Z = Σ e^(z/τ)$. What a system at temperature τ minimises: $U − τS$.\n"
        )
        + BEFORE,
        76,
        _short_of_softmax,
    ),
    Readout(
        "mean_energy",
        f"Mean energy {formula('U')}",
        lambda picture: _three(picture.quantity("mean_energy")),
        _of_softmax("⟨E⟩"),
        with_formulas("$U = Σ p E$ with $E = −z$: the mean energy, which is minus the mean logit.\n")
        + BEFORE,
        84,
        _short_of_softmax,
    ),
    Readout(
        "heat_capacity",
        f"Heat capacity {formula('C')}",
        lambda picture: _three(picture.quantity("heat_capacity")),
        _of_softmax("Var(E)/τ²"),
        with_formulas("$C = Var(E)/τ² = dU/dτ$: how strongly the mean energy responds to τ.\n") + BEFORE,
        86,
        _short_of_softmax,
    ),
)
