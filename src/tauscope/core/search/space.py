"""The space of a search: sequences of choices, with the logits at each step."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from tauscope.core.chain.candidates import Candidates
from tauscope.core.draws.chosen import ChoiceSettings, Chosen

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.core.logits import Logits

State = TypeVar("State")


def never(state: object) -> bool:  # noqa: ARG001
    """Return False, for a space in which no sequence ends."""
    return False


@dataclass(frozen=True)
class SearchSpace(Generic[State]):
    """The functions of a source that a search calls. States are values.

    Attributes
    ----------
    start : State
        State in which all sequences begin.
    logits : callable
        State → `Logits` of the next choice.
    advance : callable
        State, `Chosen` → the state after the choice.
    ended : callable
        State → True if a sequence is complete in it.
    position : int
        Number of choices that led to `start`, which selects the random numbers of draws and of a chain's
        coins.
    """

    start: State
    logits: Callable[[State], Logits]
    advance: Callable[[State, Chosen], State]
    ended: Callable[[State], bool] = never
    position: int = 0


class Token(NamedTuple):
    """One choice of a sequence.

    Attributes
    ----------
    label : str
    choice : Chosen
        Key of the class, its probability after the whole chain, and the entropy of what the chain left.
    log_probability : float
        Ln p of the model itself, in nats: at τ = 1 and without knobs.
    chain_log_probability : float
        Ln p after the whole chain, in nats; −∞ for a class that the chain cuts.
    """

    label: str
    choice: Chosen
    log_probability: float
    chain_log_probability: float


@dataclass(frozen=True, eq=False)
class Node(Generic[State]):
    """A sequence so far; sequences with the same beginning share its nodes.

    Attributes
    ----------
    state : State
        State after the choices of the sequence.
    parent : Node or None
        The sequence without the last token; None at the start.
    token : Token or None
        The last token; None at the start.
    length : int
        Number of tokens.
    log_probability, chain_log_probability : float
        Sums of the tokens' log-probabilities, in nats.
    weight : float
        Sum of ln p / τ over the tokens, with the model's own p and the chain's temperature.
    """

    state: State
    parent: Node[State] | None = None
    token: Token | None = None
    length: int = 0
    log_probability: float = 0.0
    chain_log_probability: float = 0.0
    weight: float = 0.0

    def score(self, length_penalty: float) -> float:
        """Return Σ ln p / length^A for the length penalty A."""
        return self.log_probability / math.pow(self.length, length_penalty)


@dataclass(frozen=True, eq=False)
class TokenSequence(Generic[State]):
    """A sequence that a search found.

    Attributes
    ----------
    node : Node
    score : float
        Σ ln p / length^A, with the model's own p, by which sequences are ordered.
    ended : bool
        True if the sequence is complete; False if it was cut at the greatest number of tokens.
    rank : int or None
        Rank among all sequences by the model's own probability, from 1 on; equally likely sequences share a
        rank. None if not all sequences are known.
    """

    node: Node[State]
    score: float
    ended: bool
    rank: int | None = None

    @property
    def state(self) -> State:
        """State after the choices."""
        return self.node.state

    @property
    def log_probability(self) -> float:
        """Ln p of the whole sequence by the model itself, in nats: at τ = 1 and without knobs."""
        return self.node.log_probability

    @property
    def chain_log_probability(self) -> float:
        """Ln p of the whole sequence, in nats, if each token is drawn from what the chain leaves."""
        return self.node.chain_log_probability

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The choices in order."""
        found, node = list[Token](), self.node
        while node.parent is not None and node.token is not None:
            found.append(node.token)
            node = node.parent
        return tuple(found[::-1])

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of the tokens."""
        return tuple(token.label for token in self.tokens)

    @property
    def keys(self) -> tuple[int, ...]:
        """Keys of the tokens' classes."""
        return tuple(token.choice.key for token in self.tokens)


class Options(Generic[State]):
    """The classes that may follow a node, by falling logit, and the range of these that the chain leaves."""

    def __init__(
        self,
        space: SearchSpace[State],
        node: Node[State],
        chain: Chain,
        settings: ChoiceSettings | None = None,
    ) -> None:
        self._space, self._node, self._settings = space, node, settings
        self._logits = space.logits(node.state)
        self.final = chain.at(space.position + node.length).candidates(self._logits)
        self.log_probabilities = Candidates.of(self._logits).log_probabilities
        """Log-probabilities of the model itself in nats, by falling logit."""

    @property
    def kept(self) -> range:
        """Ranks, from 0 on, of the classes that the chain leaves."""
        return range(self.final.start, self.final.stop)

    def child(self, rank: int) -> Node[State]:
        """Return the node after the class of this rank is chosen."""
        node, final, row = self._node, self.final, int(self._logits.order[rank])
        own = self.log_probabilities.item(rank)
        place = rank - final.start
        is_kept = rank in self.kept
        probability = final.probability(place) if is_kept else 0.0
        chained = final.log_probabilities.item(place) if is_kept else -math.inf
        choice = Chosen(self._logits.keys.item(row), probability, final.entropy, self._settings)
        return Node(
            self._space.advance(node.state, choice),
            node,
            Token(self._logits.labels[row], choice, own, chained),
            node.length + 1,
            node.log_probability + own,
            node.chain_log_probability + chained,
            node.weight + own / final.temperature,
        )
