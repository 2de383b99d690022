"""Comparison of the engines' distributions for one request, with the reason of a difference."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from tauscope.core.bounds import undecidable
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
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.core.logits import Logits


class PrefixCache:
    """Results of chains on the same logits; chains that begin with equal knobs share the results of these.

    Attributes
    ----------
    listed : ChainResults or None
        Bounds of the results where not all classes are listed; None where all are.
    """

    def __init__(self, candidates: Candidates, partial: PartialKnowledge | None = None) -> None:
        self.listed = None if partial is None else partial.results()
        self._left: dict[tuple[Knob, ...], Candidates] = {(): candidates}

    def after(self, knobs: tuple[Knob, ...]) -> Candidates:
        """Return what `knobs`, applied in order, leave of the logits."""
        for place, knob in enumerate(knobs):
            if knobs[: place + 1] not in self._left:
                self._left[knobs[: place + 1]] = applied(knob, self._left[knobs[:place]])
        return self._left[knobs]

    def same(self, one: Chain, other: Chain) -> bool | None:
        """Return whether two chains leave the same; None if the listed classes do not decide it."""
        if self.listed is not None:
            return self.listed.same(one, other)
        return same(self.after(one.active), self.after(other.active))


@dataclass(frozen=True, eq=False)
class Outcome:
    """What an engine makes of a request for some logits.

    Attributes
    ----------
    engine : Engine
    ways : PrefixCache
        Results of chains on the logits, shared by all engines.
    chain : Chain or None
        The engine's chain; None if the engine refuses the request.
    candidates : Candidates or None
        Classes that the chain left, with their probabilities.
    uncut : Candidates or None
        All classes at the chain's temperature, as if nothing were cut.
    ignored : tuple of str
        Settings of the request that the engine does not know.
    refusal : str
        Why the engine refuses, as a sentence; empty if it does not.
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
        """Each knob of the chain that is on, as short text, in the order in which they act."""
        return tuple(_short(knob) for knob in self.chain.active) if self.chain else ()


def compare_engines(
    logits: Logits,
    request: SamplingRequest,
    partial: PartialKnowledge | None = None,
    candidates: Candidates | None = None,
) -> tuple[Outcome, ...]:
    """Return the outcome of the same logits and the same request for every engine.

    `partial` says what is known of the distribution where some classes are not listed; `candidates` are all
    classes of the logits at τ = 1, if they are at hand.
    """
    ways = PrefixCache(Candidates.of(logits) if candidates is None else candidates, partial)
    return tuple(_outcome(engine, request, ways) for engine in ENGINES.values())


def _outcome(engine: Engine, request: SamplingRequest, ways: PrefixCache) -> Outcome:
    """Return the outcome of a request for one engine."""
    try:
        chain = engine.chain_of(request)
    except InputError as error:
        return Outcome(engine, ways, refusal=str(error))
    left, uncut = ways.after(chain.active), ways.after((Temperature(chain.temperature),))
    return Outcome(engine, ways, chain, left, uncut, engine.ignored(request))


def explain(outcomes: Sequence[Outcome]) -> str:
    """Say in a sentence why the first engine differs from the next one that does, or that none differs.

    Where not all classes are listed, say of an engine that may differ that this is not decided, unless
    another one differs for certain.
    """
    first, *others = outcomes
    for other in others:
        if sentence := difference(first, other):
            return sentence
    for other in others:
        if compared(first, other) is None:
            return (
                f"Whether {other.engine.title} keeps the same as {first.engine.title} is"
                f" {undecidable(len(first.ways.after(()).logits))}."
            )
    return f"All {len(outcomes)} engines keep the same classes with the same probabilities here."


def compared(one: Outcome, other: Outcome) -> bool | None:
    """Return whether two engines give the same result; None if the listed classes do not decide it."""
    if one.chain is None or other.chain is None:
        return one.chain is other.chain
    return one.ways.same(one.chain, other.chain)


def difference(one: Outcome, other: Outcome) -> str:
    """Say why two engines' results differ; empty if they do not, or if that is not decided.

    The chain of `one` is changed in one respect at a time to what `other` does. A change that makes the
    results equal is the cause. If none does by itself, the first change with any effect is named as one of
    several causes.
    """
    for outcome in (one, other):
        if outcome.refusal and not (one.refusal and other.refusal):
            return outcome.refusal
    if one.chain is None or other.chain is None or compared(one, other) is not False:
        return ""
    several = ""
    # Results are compared, not settings: engines may differ in a setting that cuts nothing for these logits.
    for chain, sentence in _changes(one, other):
        if one.ways.same(chain, other.chain):
            return sentence
        if not several and one.ways.same(chain, one.chain) is False:
            several = f"{sentence} That is not all that differs."
    return several or f"{one.engine.title} and {other.engine.title} differ in several ways."


def _changes(one: Outcome, other: Outcome) -> Iterator[tuple[Chain, str]]:
    """Yield the chain of `one` with one respect as in `other`, and a sentence on that respect.

    A respect is a knob that only one engine applies, a setting of a knob, or the order of two knobs.
    """
    if one.chain is None or other.chain is None:
        return
    mine = {knob.name: knob for knob in one.chain.active}
    theirs = {knob.name: knob for knob in other.chain.active}
    for name in dict.fromkeys([*mine, *theirs]):
        for knob, sentence in _knob_changes(one.engine, other.engine, mine.get(name), theirs.get(name)):
            yield _with_knob(one.chain, name, knob), sentence
    # Orders come after settings, and only those that can matter: two temperatures swapped are no reason.
    for first, second in _inverted(one.chain, other.chain):
        if not never_matters(mine[first], mine[second]):
            order = f"{one.engine.title} applies {first} before {second}, {other.engine.title} after it"
            sentence = f"{order}: the second sees what the first has left."
            yield _with_moved(one.chain, first, second), sentence


def _knob_changes(
    one: Engine, other: Engine, mine: Knob | None, theirs: Knob | None
) -> Iterator[tuple[Knob | None, str]]:
    """Yield the first engine's knob changed to what the second does, None to leave it out, and a sentence."""
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
    """Yield the names of each two knobs that chain `one` has in this order and `other` in reverse order."""
    theirs = [knob.name for knob in other.active]
    shared = [knob.name for knob in one.active if knob.name in theirs]
    return ((a, b) for a, b in combinations(shared, 2) if theirs.index(a) > theirs.index(b))


def _with_moved(chain: Chain, first: str, second: str) -> Chain:
    """Return the chain with the knob named `first` moved to right after the one named `second`."""
    names = [knob.name for knob in chain.active]
    return Chain(chain.active).moved(names.index(first), names.index(second))


def _with_knob(chain: Chain, name: str, knob: Knob | None) -> Chain:
    """Return the chain with `knob` for the one named `name`: added last if missing, left out if None."""
    places = [place for place, own in enumerate(chain.knobs) if own.name == name]
    if not places:
        return chain if knob is None else Chain((*chain.knobs, knob))
    return chain.without(places[0]) if knob is None else chain.with_knob(places[0], knob)


def phrase(knob: Knob) -> str:
    """Return the name of a knob with its main setting.

    Examples
    --------
    >>> phrase(Temperature(0.5))
    'temperature 0.50'
    """
    return f"{knob.name} {_setting(knob)}"


def _short(knob: Knob) -> str:
    """Return `phrase`, with τ for temperature."""
    return f"τ {_setting(knob)}" if isinstance(knob, Temperature) else phrase(knob)


def _setting(knob: Knob) -> str:
    """Main setting of a knob as text."""
    if isinstance(knob, Temperature):
        return screen_temperature(knob.value)
    return knob.parameters[knob.main()].write(knob.value)
