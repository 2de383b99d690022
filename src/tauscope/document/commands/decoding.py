"""Methods of decoding sequences, with their settings as command-line arguments, and reports of results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tauscope.core import search
from tauscope.core.domain import Choice
from tauscope.core.draws.sampling import SEED
from tauscope.core.errors import InputError
from tauscope.document.reports.report import chain_entry, json_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.chain import Chain
    from tauscope.core.search.space import SearchSpace, State, TokenSequence

METHOD = Choice(
    "the method",
    {
        "sample": "draws each token",
        "greedy": "takes the likeliest each time",
        "beam": "keeps the likeliest beginnings",
        "beam-sample": "draws the beginnings that are kept",
        "exhaustive": "looks at every sequence",
    },
)
SEARCHES = ("beam", "beam-sample", "exhaustive")
"""Methods that find several sequences and order them by score."""

_WITH_BEAMS = ("beam", "beam-sample")
BEAMS = 4


@dataclass(frozen=True)
class Decoding:
    """A method with its settings.

    Attributes
    ----------
    method : str
        One of `METHOD`.
    chain : Chain
    tokens : int
        Most tokens of a sequence.
    seed : int
    beams : int
        Of beam and beam-sample.
    length_penalty : float
        A in the score Σ ln p / length^A.
    """

    method: str
    chain: Chain
    tokens: int
    seed: int
    beams: int = BEAMS
    length_penalty: float = 1.0

    @classmethod
    def parse(  # a command line's words
        cls,
        method: str,
        chain: Chain,
        tokens: int,
        seed: str,
        beams: str | None,
        length_penalty: str | None,
        usual_penalty: float,
    ) -> Decoding:
        """Read settings that were typed; one that is None has its default.

        Raises
        ------
        InputError
            If one cannot be read, or the method does not have it.
        """
        name, dice = METHOD.parse(method), SEED.parse(seed)
        if beams is not None and name not in _WITH_BEAMS:
            raise InputError(f"--beams is for --method {' and '.join(_WITH_BEAMS)}.")
        if length_penalty is not None and name not in SEARCHES:
            raise InputError(f"--length-penalty is for --method {', '.join(SEARCHES)}.")
        width = BEAMS if beams is None else search.WIDTH.parse(beams)
        penalty = usual_penalty if length_penalty is None else search.LENGTH_PENALTY.parse(length_penalty)
        return cls(name, chain, tokens, dice, width, penalty)

    @property
    def is_search(self) -> bool:
        """True if several sequences are found and ordered by score."""
        return self.method in SEARCHES

    def found(self, space: SearchSpace[State]) -> tuple[TokenSequence[State], ...]:
        """Return the sequences that the method finds, the best score first."""
        tokens, chain, penalty = self.tokens, self.chain, self.length_penalty
        match self.method:
            case "beam":
                return search.beam(space, self.beams, tokens, chain, penalty)
            case "beam-sample":
                return search.beam_sample(space, self.beams, tokens, chain, penalty, self.seed)
            case "exhaustive":
                return search.exhaustive(space, tokens, chain, penalty)
            case "greedy":
                return (search.greedy(space, tokens, chain),)
            case _:
                return search.sample(space, 1, tokens, chain, self.seed)

    def entry(self) -> dict[str, Any]:
        """Return the settings, fit for JSON; null for a setting that the method does not have."""
        return {
            "method": self.method,
            "seed": self.seed,
            "chain": chain_entry(self.chain),
            **({"beams": self.beams if self.method in _WITH_BEAMS else None} if self.is_search else {}),
            **({"length_penalty": self.length_penalty} if self.is_search else {}),
        }


def sequence_entry(one: TokenSequence[Any], text: str) -> dict[str, Any]:
    """Return the numbers of a sequence, fit for JSON."""
    return {
        "labels": list(one.labels),
        "text": text,
        "log_probability": json_number(one.log_probability),
        "chain_log_probability": json_number(one.chain_log_probability),
        "score": json_number(one.score),
        "ended": one.ended,
        **({} if one.rank is None else {"rank": one.rank}),
    }


def found_entry(found: Sequence[TokenSequence[Any]], texts: Sequence[str]) -> dict[str, Any]:
    """Return the probability of the best sequence and the numbers of all, fit for JSON."""
    return {
        "log_probability": json_number(found[0].log_probability),
        "chain_log_probability": json_number(found[0].chain_log_probability),
        "sequences": [sequence_entry(one, text) for one, text in zip(found, texts, strict=True)],
    }
