"""Settings under which the tokens of a text were chosen, in a session file: one entry for each change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tauscope.core.chain import Chain
from tauscope.core.chain.chain import ChainReader
from tauscope.core.draws.chosen import Added, ChoiceSettings
from tauscope.core.draws.sampling import SEED
from tauscope.core.errors import InputError
from tauscope.sources.language.bias import bias_from_json, bias_to_json, checked_bias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tauscope.core.draws.chosen import Chosen

Stretch = tuple[int, ChoiceSettings | None]
"""Index of the first token with these settings, and the settings; None if they are not known."""
_WRONG = "The settings of the text are not a list of objects with from, chain, seed, by_hand and bias."


def stretches(written: Sequence[Chosen]) -> Iterator[Stretch]:
    """Yield each stretch of tokens that were chosen under equal settings.

    Examples
    --------
    >>> from tauscope.core.draws.chosen import Chosen, choice_settings
    >>> cold = choice_settings(Chain.parse("temperature=0.2"), seed=1)
    >>> list(stretches([Chosen(3, 0.5, 1.0), Chosen(4, 0.5, 1.0, cold), Chosen(5, 0.5, 1.0, cold)]))[1][0]
    1
    """
    last: ChoiceSettings | None = None
    for place, token in enumerate(written):
        if not place or (token.settings is not last and token.settings != last):
            last = token.settings
            yield place, last


def settings_to_json(written: Sequence[Chosen]) -> list[dict[str, Any]]:
    """Return a JSON object for each stretch: the index of its first token, and the settings that changed.

    The list is empty if no settings are known, as in a text of an older session.
    """
    entries, before = list[dict[str, Any]](), dict[str, Any]()
    for place, settings in stretches(written):
        if settings is None and not place:
            continue
        values = _values(settings)
        # Only what changed is spelled out: a bias may hold thousands of tokens while each has its own seed.
        changed = {name: value for name, value in values.items() if _differs(value, before.get(name))}
        entries.append({"from": place, **{name: _written(value) for name, value in changed.items()}})
        before |= values
    return entries


def _values(settings: ChoiceSettings | None) -> dict[str, Any]:
    if settings is None:
        return {"chain": None}
    return {
        "chain": settings.chain,
        "seed": settings.seed,
        "by_hand": settings.by_hand,
        "bias": settings.added,
    }


def _differs(value: object, before: object) -> bool:
    return value is not before and value != before


def _written(value: object) -> object:
    if isinstance(value, Chain):
        return str(value)
    return bias_to_json(dict(value)) if isinstance(value, tuple) else value


def settings_from_json(entries: Any, count: int, classes: int) -> list[ChoiceSettings | None]:
    """Return the settings of each of `count` tokens.

    Raises
    ------
    InputError
        If a value in the file is wrong.
    """
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InputError(_WRONG)
    found: list[ChoiceSettings | None] = []
    reader = _Reader(classes)
    before, start = reader.present, -1
    for entry in entries:
        start = _start(entry, start, count)
        found += [before] * (start - len(found))
        before = reader.read(entry)
    return found + [before] * (count - len(found))


def _start(entry: dict[str, Any], last: int, count: int) -> int:
    start = entry.get("from")
    if isinstance(start, bool) or not isinstance(start, int) or not last < start < count:
        raise InputError(_WRONG)
    return start


class _Reader:
    """Reads the entries of a file in order; a setting that an entry does not name stays as before."""

    def __init__(self, classes: int) -> None:
        self._classes = classes
        self._chain: Chain | None = None
        self._chains = ChainReader()
        self._added: Added = ()
        self._seed: int | None = None
        self._by_hand = False

    @property
    def present(self) -> ChoiceSettings | None:
        if self._chain is None:
            return None
        # Not by `choice_settings`, which hashes the bias: a file may have one of thousands of tokens.
        return ChoiceSettings(self._chain, self._added, self._seed, self._by_hand)

    def read(self, entry: dict[str, Any]) -> ChoiceSettings | None:
        """Return the settings from this entry on."""
        chain, seed = entry.get("chain", ""), entry.get("seed")
        by_hand = entry.get("by_hand", self._by_hand)
        if not (chain is None or isinstance(chain, str)) or not isinstance(by_hand, bool):
            raise InputError(_WRONG)
        self._by_hand = by_hand
        if "chain" in entry:
            self._chain = None if chain is None else self._chains.read(chain)
        if "seed" in entry:
            self._seed = None if seed is None else SEED.check(seed)
        if "bias" in entry:
            bias = checked_bias(bias_from_json(entry["bias"]), self._classes)
            self._added = tuple(bias.items())
        return self.present
