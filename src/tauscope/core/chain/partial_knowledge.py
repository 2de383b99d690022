"""Knowledge of a source about logits that list only some of the classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tauscope.core.bounds import Bounds, CurveBounds, DistributionBounds, TailRanks
    from tauscope.core.chain.chain import Chain
    from tauscope.core.logits import Logits
    from tauscope.core.values import Floats, Integers


class ChainResults(Protocol):
    """Results of several chains on one list of classes."""

    def decided(self, chain: Chain) -> bool:
        """Return whether it is known which classes a chain leaves, and at which temperature."""
        ...

    def bounds(self, chain: Chain) -> DistributionBounds:
        """Return the bounds of the distribution after a chain."""
        ...

    def same(self, one: Chain, other: Chain) -> bool | None:
        """Return whether two chains leave the same distribution; None if the list does not decide it."""
        ...


class PartialKnowledge(Protocol):
    """Knowledge of a source about logits that list only some of the classes."""

    @property
    def others(self) -> int | None:
        """Number of classes that are not listed, at most; None if unknown."""
        ...

    @property
    def outranked(self) -> bool:
        """True if a class that is not listed may be likelier than all that are."""
        ...

    def bounds(self, chain: Chain) -> DistributionBounds:
        """Return the bounds of the distribution after a chain."""
        ...

    def undecided(self, chain: Chain) -> tuple[bool, ...]:
        """Return for each knob that is on whether the list does not decide what it leaves."""
        ...

    def results(self) -> ChainResults:
        """Return a place for the results of several chains, which are compared there."""
        ...

    def tail_ranks(self, temperature: float) -> TailRanks | None:
        """Return bounds for the ranks beyond the known ones, in softmax(z/`temperature`).

        None if there are no such classes, or one of them may be likelier than all that are listed.
        """
        ...

    @property
    def known_ranks(self) -> int:
        """Number of the first listed classes whose ranks are known.

        That of a chosen class which was added to the likeliest ones is not.
        """
        ...

    def last_rank(self, row: int) -> int | None:
        """Return the highest rank, from 1, that a listed class can have; None if there is no limit."""
        ...

    def ranks_above(self, ratio: float, temperature: float) -> Bounds:
        """Bounds of the number of classes with at least `ratio` times the highest p, in softmax(z/τ)."""
        ...

    def ratio_at(self, rank: int, temperature: float) -> float:
        """Return the highest p that a class of unknown rank can have over that of the likeliest."""
        ...

    def completion(self) -> Logits:
        """Return logits of a distribution that the list may be a part of, the listed classes first."""
        ...

    def curves(self, rows: Integers, temperatures: Floats) -> CurveBounds:
        """Return the bounds of softmax(z/τ) at each temperature, for these rows."""
        ...
