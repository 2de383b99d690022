"""What differs: between the engines for one request, and between two orders of a chain."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.domain import Choice
from tauscope.core.engines import ENGINES, Engine, Request
from tauscope.core.errors import InputError
from tauscope.core.knobs import Temperature
from tauscope.core.numbers import screen_temperature
from tauscope.core.pipeline import Chain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tauscope.core.candidates import Candidates
    from tauscope.core.knob import Knob
    from tauscope.core.logits import Logits

NEAR = 1e-9
"""Probabilities closer than this differ by rounding alone."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What an engine makes of a request.

    Attributes
    ----------
    engine : Engine
    chain : Chain or None
        None where it refuses.
    candidates : Candidates or None
        The survivors and their probabilities.
    ignored : tuple of str
        Settings that it does not know.
    refusal : str
        Why it refuses, in a sentence.
    """

    engine: Engine
    chain: Chain | None = None
    candidates: Candidates | None = None
    ignored: tuple[str, ...] = ()
    refusal: str = ""


def compare_engines(logits: Logits, request: Request) -> tuple[Outcome, ...]:
    """Hand the same logits and the same request to every engine."""
    return tuple(_outcome(engine, logits, request) for engine in ENGINES.values())


def _outcome(engine: Engine, logits: Logits, request: Request) -> Outcome:
    try:
        chain = engine.chain_of(request)
    except InputError as error:
        return Outcome(engine, refusal=str(error))
    return Outcome(engine, chain, chain.candidates(logits), engine.ignored(request))


def same(one: Candidates, other: Candidates) -> bool:
    """Whether two distributions over the same logits have the same survivors and probabilities."""
    if (one.start, one.stop) != (other.start, other.stop):
        return False
    return one.temperature == other.temperature or bool(
        np.allclose(one.probabilities, other.probabilities, rtol=NEAR, atol=NEAR)
    )


def explain(outcomes: Sequence[Outcome]) -> str:
    """Say in a sentence why the first two engines that differ do, or that none does."""
    first, *others = outcomes
    for other in others:
        if sentence := difference(first, other):
            return sentence
    return f"All {len(outcomes)} engines keep the same classes with the same probabilities here."


def difference(one: Outcome, other: Outcome) -> str:
    """Say why two engines differ; empty where they do not.

    The causes are tried in turn: what remains alike once a cause is removed was not due to it.
    """
    for outcome in (one, other):
        if outcome.refusal and not (one.refusal and other.refusal):
            return outcome.refusal
    if one.candidates is None or other.candidates is None or same(one.candidates, other.candidates):
        return ""
    return next(_causes(one, other), f"{one.engine.title} and {other.engine.title} differ in several ways.")


def _causes(one: Outcome, other: Outcome) -> Iterator[str]:
    if one.chain is None or other.chain is None or one.candidates is None:
        return
    logits, base = one.candidates.logits, one.candidates
    mine = {knob.name: knob for knob in one.chain.active}
    theirs = {knob.name: knob for knob in other.chain.active}
    for name in dict.fromkeys([*mine, *theirs]):
        changed = _with(one.chain, name, theirs.get(name))
        if mine.get(name) != theirs.get(name) and not same(changed.candidates(logits), base):
            yield _cause(one.engine, other.engine, mine.get(name), theirs.get(name))
    for first, second in _inverted(one.chain, other.chain):
        if not never_matters(mine[first], mine[second]) and not same(
            _behind(one.chain, first, second).candidates(logits), base
        ):
            yield (
                f"{one.engine.title} applies {first} before {second}, {other.engine.title} after it:"
                " the second sees what the first has left."
            )


def _inverted(one: Chain, other: Chain) -> Iterator[tuple[str, str]]:
    """Names of the knobs that the one chain has in this order, and the other in the opposite one."""
    theirs = [knob.name for knob in other.active]
    shared = [knob.name for knob in one.active if knob.name in theirs]
    return ((a, b) for a, b in combinations(shared, 2) if theirs.index(a) > theirs.index(b))


def _behind(chain: Chain, first: str, second: str) -> Chain:
    """The chain with the first of two knobs moved to right after the second."""
    names = [knob.name for knob in chain.active]
    return Chain(chain.active).moved(names.index(first), names.index(second))


def _with(chain: Chain, name: str, knob: Knob | None) -> Chain:
    """The chain with the knob of that name set as another has it; added last, or left out, as it must."""
    places = [place for place, own in enumerate(chain.knobs) if own.name == name]
    if not places:
        return chain if knob is None else Chain((*chain.knobs, knob))
    return chain.without(places[0]) if knob is None else chain.with_knob(places[0], knob)


def _cause(one: Engine, other: Engine, mine: Knob | None, theirs: Knob | None) -> str:
    if mine is None or theirs is None:
        knob, applies, omits = (theirs, other, one) if mine is None else (mine, one, other)
        return f"{applies.title} also applies {_phrase(knob)}, which {omits.title} does not."
    for name, domain in mine.parameters.items():
        a, b = mine.settings[name], theirs.settings[name]
        if a != b and isinstance(domain, Choice):
            ours, its = domain.meanings[str(a)], domain.meanings[str(b)]
            return f"{mine.title}: {one.title} {ours}, {other.title} {its}."
    return f"{one.title} applies {_phrase(mine)}, {other.title} {_phrase(theirs)}."


def _phrase(knob: Knob | None) -> str:
    if knob is None:
        return "nothing"
    value = screen_temperature(knob.value) if isinstance(knob, Temperature) else f"{knob.value:g}"
    return f"{knob.name} {value}"


@dataclass(frozen=True, eq=False)
class Swap:
    """Two neighbours of a chain exchanged.

    Attributes
    ----------
    before, after : Candidates
        What is left at the end of the chain, in either order.
    matters : bool
        Whether these differ.
    sentence : str
        What changes, or why nothing does.
    """

    before: Candidates
    after: Candidates
    matters: bool
    sentence: str


def swap(chain: Chain, place: int, logits: Logits) -> Swap:
    """Exchange the knob at `place` with the one after it, and tell what that changes for these logits."""
    before, after = chain.candidates(logits), chain.swapped(place).candidates(logits)
    one, other = chain.knobs[place], chain.knobs[place + 1]
    matters = not same(before, after)
    sentence = _what_changes(before, after) if matters else _why_nothing(one, other)
    return Swap(before, after, matters, sentence)


def _what_changes(before: Candidates, after: Candidates) -> str:
    if (before.start, before.stop) == (after.start, after.stop):
        return "Swapped, the same classes are kept, with other probabilities."
    if len(before) == len(after):
        return f"Swapped, {_classes(len(after))} kept as before, but not the same ones."
    return f"Swapped, {_classes(len(after))} kept instead of {len(before):,}."


def _classes(count: int) -> str:
    return "1 class is" if count == 1 else f"{count:,} classes are"


def _why_nothing(one: Knob, other: Knob) -> str:
    for knob in (one, other):
        if not knob.on:
            return f"{knob.title} is off: its place changes nothing."
    reason = never_matters(one, other)
    return reason or "Nothing changes for these logits; for others it may."


def never_matters(one: Knob, other: Knob) -> str:
    """Say why the order of two knobs matters for no logits at all; empty where it may.

    Examples
    --------
    >>> from tauscope.core.knobs import TopK
    >>> never_matters(TopK(2), Temperature(0.5))[:32] + " …"
    'Never matters: temperature keeps …'
    """
    if isinstance(one, Temperature) and isinstance(other, Temperature):
        return "Never matters: two temperatures multiply."
    if one.by_rank and other.by_rank:
        return "Never matters: both cut by rank or by ratio to the top, and the tighter one decides."
    for knob, heat in ((one, other), (other, one)):
        if isinstance(heat, Temperature) and knob.by_shape:
            return (
                "Never matters: temperature keeps the order of the logits and the ratios of their gaps,"
                f" and {knob.name} looks at nothing else."
            )
    return ""
