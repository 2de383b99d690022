"""What each engine makes of the request, as it is drawn: side by side, with what differs from the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tauscope.core.comparison import Outcome, compare_engines, explain
from tauscope.core.knobs import Temperature
from tauscope.core.numbers import plain_number, screen_temperature
from tauscope.core.pipeline import Stage
from tauscope.core.reordering import same
from tauscope.document.stages import inside, removed_shares, shares

if TYPE_CHECKING:
    from tauscope.core.candidates import Candidates
    from tauscope.core.engines import Engine, Request
    from tauscope.document.landscape import Landscape


@dataclass(frozen=True, eq=False)
class Answer:
    """One engine's distribution, or its refusal.

    Attributes
    ----------
    outcome : Outcome
    p, cut : tuple of float
        Probabilities, and of what was cut those that there would be at the same temperature: of each row
        that is drawn and, last, of everything else where there is more. Empty where it refuses.
    entropy : float
        In nats.
    survivors : int
    differs : tuple of bool
        Of each that is drawn, whether the first engine that does not refuse cut it and this one did not, or
        the reverse.
    verdict : str
        How this answer differs from that of the first engine, in a few words; empty where it does not.
    """

    outcome: Outcome
    p: tuple[float, ...] = ()
    cut: tuple[float, ...] = ()
    entropy: float = 0.0
    survivors: int = 0
    differs: tuple[bool, ...] = ()
    verdict: str = ""

    @property
    def engine(self) -> Engine:
        """Whose answer it is."""
        return self.outcome.engine

    @property
    def refusal(self) -> str:
        """Why it refuses, in a sentence."""
        return self.outcome.refusal

    @property
    def reason(self) -> str:
        """The same where its name stands already."""
        return self.refusal.removeprefix(f"{self.engine.title}: ")


@dataclass(frozen=True, eq=False)
class SideBySide:
    """All engines' answers to one request.

    Attributes
    ----------
    request : Request
    answers : tuple of Answer
    sentence : str
        Why the first two that differ do, or that none does.
    """

    request: Request
    answers: tuple[Answer, ...]
    sentence: str

    @classmethod
    def of(cls, landscape: Landscape, request: Request) -> SideBySide:
        """Ask every engine."""
        outcomes = compare_engines(landscape.logits, request)
        first = next((outcome for outcome in outcomes if outcome.candidates is not None), None)
        answers = tuple(_answer(landscape, outcome, first) for outcome in outcomes)
        return cls(request, answers, explain(outcomes))

    def versus(self, answer: Answer) -> str:
        """How an answer compares with the first, in a few words."""
        if self.first is None or answer is self.first or answer.refusal:
            return ""
        title = self.first.engine.title
        return f"≠ {title}: {answer.verdict}" if answer.verdict else f"= {title}"

    @property
    def alike(self) -> bool:
        """Whether no engine refuses, and none differs from the first."""
        return not any(answer.verdict or answer.refusal for answer in self.answers)

    @property
    def first(self) -> Answer | None:
        """The first that does not refuse: what the others are compared with."""
        return next((answer for answer in self.answers if not answer.refusal), None)


def _answer(landscape: Landscape, outcome: Outcome, first: Outcome | None) -> Answer:
    left, uncut = outcome.candidates, outcome.uncut
    if left is None or uncut is None or first is None or first.candidates is None:
        return Answer(outcome)
    before = shares(landscape, uncut)
    cut = removed_shares(landscape, Stage(0, Temperature(), uncut, left), before)
    return Answer(
        outcome,
        tuple(shares(landscape, left).tolist()),
        tuple(cut.tolist()),
        left.entropy,
        len(left),
        _differing(landscape, left, first.candidates),
        _verdict(left, first.candidates),
    )


def _differing(landscape: Landscape, left: Candidates, first: Candidates) -> tuple[bool, ...]:
    """Of each that is drawn, whether it is in one of both and not in the other."""
    here, there = inside(landscape, left), inside(landscape, first)
    differing: list[bool] = (here != there).tolist()
    if landscape.rest:
        differing.append(len(left) - int(here.sum()) != len(first) - int(there.sum()))
    return tuple(differing)


def _verdict(left: Candidates, first: Candidates) -> str:
    if same(left, first):
        return ""
    if len(left) != len(first):
        return f"{len(left):,} kept, not {len(first):,}"
    return "same kept, other p"


def asked(request: Request) -> str:
    """A request in a line; empty where it sets nothing.

    Examples
    --------
    >>> from tauscope.core.engines import Request
    >>> asked(Request(temperature=0.5, top_k=40))
    'asked: τ = 0.50, top_k 40'
    """
    given = dict(request.given)
    words = [f"τ = {screen_temperature(given.pop('temperature'))}"] if "temperature" in given else []
    words += [f"{name} {plain_number(value)}" for name, value in given.items()]
    return f"asked: {', '.join(words)}" if words else ""
