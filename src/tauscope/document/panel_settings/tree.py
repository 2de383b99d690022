"""Settings of the panel of the decoding tree: the search that is shown, and how far a model's tree grows."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, Self

from tauscope.core.domain import Choice, Whole
from tauscope.core.errors import InputError
from tauscope.core.search import LENGTH_PENALTY
from tauscope.core.search.growth import DEPTH, MASS, NODES, Growth, Keys
from tauscope.document.panel_settings.panel_settings import PanelSettings

METHOD = Choice(
    "the method",
    {
        "greedy": "takes the likeliest token each time",
        "beam": "keeps the likeliest beginnings",
        "sample": "draws each token",
        "all": "shows greedy, beams and draws together",
    },
)
COLOUR = Choice(
    "the colour of blocks", {"class": "that of the first token", "surprise": "the surprise of the token"}
)
HEAT = Choice(
    "the temperature of the curves", {"token": "acts on each token", "sequence": "acts on whole sequences"}
)
BEAMS = Whole("the number of beams", 1, 50)
DRAWS = Whole("the number of sequences that are drawn", 1, 10_000)

MOST_BY_HAND = 1_000
"""Most nodes that are opened, or closed, by hand."""


@dataclass(frozen=True)
class TreeSettings(PanelSettings):
    """Settings of the panel of the decoding tree.

    Attributes
    ----------
    method : str
        Search whose sequences are shown: one of `METHOD`.
    beams : int
        Number of beams.
    drawn_beams : bool
        True if the beams are drawn from the chain at the dial's τ; `Document.seed` is the seed.
    length_penalty : float or None
        A in the score Σ ln p / length^A; None for 0 in a hand-written tree and 1 in a model's.
    draws : int
        Number of sequences that are drawn; `Document.seed` is the seed of the first.
    growth : Growth
        How far the tree of a model grows.
    start : tuple of int
        Keys of the tokens after which the tree of a model begins.
    colour : str
        What the colour of a block says: one of `COLOUR`.
    heat : str
        What the τ of the curves over τ acts on: one of `HEAT`.
    zoom : tuple of int
        Keys of the tokens that lead to the block that fills the plot; empty for the whole tree.

    Raises
    ------
    InputError
        If a value is outside its domain.
    """

    method: str = "beam"
    beams: int = 2
    drawn_beams: bool = False
    length_penalty: float | None = None
    draws: int = 1_000
    growth: Growth = field(default_factory=Growth)
    start: Keys = ()
    colour: str = "class"
    heat: str = "token"
    zoom: Keys = ()

    name: ClassVar[str] = "tree"

    def __post_init__(self) -> None:
        METHOD.check(self.method)
        BEAMS.check(self.beams)
        DRAWS.check(self.draws)
        COLOUR.check(self.colour)
        HEAT.check(self.heat)
        if self.length_penalty is not None:
            LENGTH_PENALTY.check(self.length_penalty)
        if max(len(self.growth.opened), len(self.growth.closed)) > MOST_BY_HAND:
            raise InputError(f"At most {MOST_BY_HAND:,} nodes are opened or closed by hand.")

    def to_json(self) -> dict[str, Any]:
        """Return all settings."""
        entry = {one.name: getattr(self, one.name) for one in fields(self)}
        entry["growth"] = _growth_to_json(self.growth)
        return entry | {name: list(entry[name]) for name in ("start", "zoom")}

    def at_start(self) -> Self:
        """Return the settings with the whole tree in the plot."""
        return replace(self, zoom=())

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Read settings from a session."""
        usual = cls()
        penalty = entry.get("length_penalty")
        return cls(
            METHOD.check(entry.get("method", usual.method)),
            BEAMS.check(entry.get("beams", usual.beams)),
            _is_true(entry.get("drawn_beams", usual.drawn_beams)),
            None if penalty is None else LENGTH_PENALTY.check(penalty),
            DRAWS.check(entry.get("draws", usual.draws)),
            _growth_from_json(entry.get("growth", {})),
            _keys_from_json(entry.get("start", [])),
            COLOUR.check(entry.get("colour", usual.colour)),
            HEAT.check(entry.get("heat", usual.heat)),
            _keys_from_json(entry.get("zoom", [])),
        )


def _is_true(entry: object) -> bool:
    if not isinstance(entry, bool):
        raise InputError("Whether the beams of a tree are drawn is true or false.")
    return entry


def _growth_to_json(growth: Growth) -> dict[str, Any]:
    numbers = {name: getattr(growth, name) for name in ("mass", "depth", "nodes")}
    by_hand = {"opened": growth.opened, "closed": growth.closed}
    return {**numbers, **{name: sorted(map(list, nodes)) for name, nodes in by_hand.items()}}


def _growth_from_json(entry: object) -> Growth:
    if not isinstance(entry, dict):
        raise InputError("The session's growth of a tree is not an object.")
    usual = Growth()
    opened, closed = (_nodes_from_json(entry.get(name, [])) for name in ("opened", "closed"))
    return Growth(
        MASS.check(entry.get("mass", usual.mass)),
        DEPTH.check(entry.get("depth", usual.depth)),
        NODES.check(entry.get("nodes", usual.nodes)),
        opened,
        closed,
    )


def _nodes_from_json(entry: object) -> frozenset[Keys]:
    if not isinstance(entry, list):
        raise InputError("The session's nodes of a tree are not a list of lists of keys.")
    return frozenset(map(_keys_from_json, entry))


def _keys_from_json(entry: object) -> Keys:
    if not isinstance(entry, list) or not all(type(key) is int and 0 <= key < 2**31 for key in entry):
        raise InputError("The session's node of a tree is not a list of keys.")
    return tuple(entry)
