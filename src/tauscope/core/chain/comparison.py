"""What differs between the engines for one request, and why."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from tauscope.core.chain.candidates import Candidates
from tauscope.core.chain.chain import Chain
from tauscope.core.chain.contract import applied
from tauscope.core.chain.engines import ENGINES, Engine, SamplingRequest
from tauscope.core.chain.knobs import Temperature
from tauscope.core.chain.reordering import never_matters, same
from tauscope.core.domain import Choice
from tauscope.core.errors import InputError
from tauscope.core.numbers import screen_temperature

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tauscope.core.chain.knob import Knob
    from tauscope.core.logits import Logits


class PrefixCache:
    """What chains leave of the same logits; those that begin with the same knobs share what these leave."""

    def __init__(self, logits: Logits) -> None:
        self._left: dict[tuple[Knob, ...], Candidates] = {(): Candidates.of(logits)}

    def after(self, knobs: tuple[Knob, ...]) -> Candidates:
        """Apply these knobs in order."""
        for place, knob in enumerate(knobs):
            if knobs[: place + 1] not in self._left:
                self._left[knobs[: place + 1]] = applied(knob, self._left[knobs[:place]])
        return self._left[knobs]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What an engine makes of a request.

    Attributes
    ----------
    engine : Engine
    ways : PrefixCache
        Of the logits that it was handed.
    chain : Chain or None
        None where it refuses.
    candidates : Candidates or None
        The survivors and their probabilities.
    uncut : Candidates or None
        What there would be at its temperature, were nothing cut.
    ignored : tuple of str
        Settings that it does not know.
    refusal : str
        Why it refuses, in a sentence.
    """

    engine: Engine
    ways: PrefixCache
    chain: Chain | None = None
    candidates: Candidates | None = None
    uncut: Candidates | None = None
    ignored: tuple[str, ...] = ()
    refusal: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        """Its chain in short words, in the order in which it is applied."""
        return tuple(_short(knob) for knob in self.chain.active) if self.chain else ()


def compare_engines(logits: Logits, request: SamplingRequest) -> tuple[Outcome, ...]:
    """Hand the same logits and the same request to every engine."""
    ways = PrefixCache(logits)
    return tuple(_outcome(engine, request, ways) for engine in ENGINES.values())


def _outcome(engine: Engine, request: SamplingRequest, ways: PrefixCache) -> Outcome:
    try:
        chain = engine.chain_of(request)
    except InputError as error:
        return Outcome(engine, ways, refusal=str(error))
    left, uncut = ways.after(chain.active), ways.after((Temperature(chain.temperature),))
    return Outcome(engine, ways, chain, left, uncut, engine.ignored(request))


def explain(outcomes: Sequence[Outcome]) -> str:
    """Say in a sentence why the first two engines that differ do, or that none does."""
    first, *others = outcomes
    for other in others:
        if sentence := difference(first, other):
            return sentence
    return f"All {len(outcomes)} engines keep the same classes with the same probabilities here."


def difference(one: Outcome, other: Outcome) -> str:
    """Say why two engines differ; empty where they do not.

    One thing at a time is done in the first as the other does it. What makes them alike is the cause; where
    nothing does by itself, the first that changes anything is named as one of several.
    """
    for outcome in (one, other):
        if outcome.refusal and not (one.refusal and other.refusal):
            return outcome.refusal
    if one.candidates is None or other.candidates is None or same(one.candidates, other.candidates):
        return ""
    several = ""
    for chain, sentence in _changes(one, other):
        changed = one.ways.after(chain.active)
        if same(changed, other.candidates):
            return sentence
        if not several and not same(changed, one.candidates):
            several = f"{sentence} That is not all that differs."
    return several or f"{one.engine.title} and {other.engine.title} differ in several ways."


def _changes(one: Outcome, other: Outcome) -> Iterator[tuple[Chain, str]]:
    """The first one's chain with one thing as in the other's, and a sentence on that."""
    if one.chain is None or other.chain is None:
        return
    mine = {knob.name: knob for knob in one.chain.active}
    theirs = {knob.name: knob for knob in other.chain.active}
    for name in dict.fromkeys([*mine, *theirs]):
        for knob, sentence in _knob_changes(one.engine, other.engine, mine.get(name), theirs.get(name)):
            yield _with(one.chain, name, knob), sentence
    for first, second in _inverted(one.chain, other.chain):
        if not never_matters(mine[first], mine[second]):
            order = f"{one.engine.title} applies {first} before {second}, {other.engine.title} after it"
            sentence = f"{order}: the second sees what the first has left."
            yield _behind(one.chain, first, second), sentence


def _knob_changes(
    one: Engine, other: Engine, mine: Knob | None, theirs: Knob | None
) -> Iterator[tuple[Knob | None, str]]:
    if mine is None and theirs is not None:
        yield theirs, f"{other.title} also applies {phrase(theirs)}, which {one.title} does not."
    elif mine is not None and theirs is None:
        yield None, f"{one.title} also applies {phrase(mine)}, which {other.title} does not."
    elif mine is not None and theirs is not None:
        for name, domain in mine.parameters.items():
            a, b = mine.settings[name], theirs.settings[name]
            if a != b:
                sentence = f"{one.title} applies {phrase(mine)}, {other.title} {phrase(theirs)}."
                if isinstance(domain, Choice):
                    ours, its = domain.meanings[str(a)], domain.meanings[str(b)]
                    sentence = f"{mine.title}: {one.title} {ours}, {other.title} {its}."
                yield mine.with_setting(name, b), sentence


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


def phrase(knob: Knob) -> str:
    """Name a knob with its first setting.

    Examples
    --------
    >>> phrase(Temperature(0.5))
    'temperature 0.50'
    """
    return f"{knob.name} {_setting(knob)}"


def _short(knob: Knob) -> str:
    return f"τ {_setting(knob)}" if isinstance(knob, Temperature) else phrase(knob)


def _setting(knob: Knob) -> str:
    if isinstance(knob, Temperature):
        return screen_temperature(knob.value)
    return knob.parameters[knob.main()].write(knob.value)
