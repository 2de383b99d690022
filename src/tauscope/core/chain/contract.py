"""The rule for every knob: a knob may heat, or cut a range of the ranking, and nothing else.

Pictures take probabilities from the order and the gaps of the logits. A knob that moved single logits against
one another would show one probability in the bars and another in the table, so it is refused.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.core.chain.candidates import Candidates
from tauscope.core.chain.listed import ListedCandidates
from tauscope.core.logits import Logits
from tauscope.core.registry import imported

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tauscope.core.chain.knob import Knob

_WORDS = ("name", "title", "explanation", "formula", "source")
_NOT_IN_NAMES = set("=:,; ")


class ContractError(TypeError):
    """A mistake in the code of a knob; no input of a user raises this error."""


def applied(knob: Knob, before: Candidates) -> Candidates:
    """Apply a knob, and check that it kept to the rule of this module.

    Parameters
    ----------
    knob : Knob
    before : Candidates

    Returns
    -------
    Candidates
        What the knob leaves of `before`.

    Raises
    ------
    ContractError
        If the knob did anything but heat, or cut a range of the ranking.
    """
    after = knob.apply(before)
    if (
        after.ranking is not before.ranking
        or not before.start <= after.start < after.stop <= before.stop
        or not after.temperature > 0
    ):
        raise ContractError(
            f"{knob.title} must heat, or cut a range of the ranking that leaves one class at least: it may "
            "not change logits or their order."
        )
    return after


def applied_to_list(knob: Knob, before: ListedCandidates) -> ListedCandidates:
    """Apply a knob where not all classes are listed; where those that are left are known, as to any."""
    if before.complete:
        return ListedCandidates.of(applied(knob, before.possible), None)
    return knob.apply_to_list(before)


def registered(paths: Mapping[str, str]) -> dict[str, type[Knob]]:
    """Import the classes of knobs, and check each.

    Parameters
    ----------
    paths : mapping of str to str
        Dotted path of each class, by the name of its knob.

    Returns
    -------
    dict of str to type
        The classes, by the same names.

    Raises
    ------
    ContractError
        If a class has another name than in `paths`, lacks a parameter or a text that the window shows, cannot
        be read back from its own text, or breaks the rule of this module on two probes. `applied` checks the
        rule again whenever a knob is used.
    """
    found: dict[str, type[Knob]] = {name: imported(path) for name, path in paths.items()}
    for name, kind in found.items():
        _check_words(kind)
        if kind.name != name:
            raise ContractError(f"{kind.__name__} calls itself {kind.name}, and is registered as {name}.")
    # Few, for every start of the program takes this time; and so far apart that no coin is tossed over them,
    # for numpy's random numbers would be imported.
    some = Candidates.of(Logits.unnamed([9.0, -math.inf, 1.0, 1.0, 0.1])).first(3)
    probes = some.heated(0.5), some.heated(2.0)
    for kind in found.values():
        _check_rule(kind, probes)
    return found


def _check_words(kind: type[Knob]) -> None:
    """Raise `ContractError` if a knob lacks a text, a parameter, or a name that can be parsed."""
    missing = [word for word in _WORDS if not getattr(kind, word, "")]
    if missing:
        raise ContractError(f"{kind.__name__} has no {', no '.join(missing)}.")
    if kind.name != kind.name.lower() or set(kind.name) & _NOT_IN_NAMES:
        raise ContractError(f"{kind.__name__} needs a name in small letters, without blanks and = : , ;")
    if not kind.parameters:
        raise ContractError(f"{kind.__name__} has no parameter, so there is nothing to write after its name.")


def _check_rule(kind: type[Knob], probes: tuple[Candidates, Candidates]) -> None:
    """Raise `ContractError` if a new knob is not read back from its text, or breaks the rule on probes."""
    usual = kind()
    if kind.parse(str(usual).partition("=")[2]) != usual:
        raise ContractError(f"{kind.__name__} is not read back from its own text, {usual}.")
    cold, hot = (applied(usual, before) for before in probes)
    if kind.by_shape and (cold.start, cold.stop) != (hot.start, hot.stop):
        raise ContractError(f"{kind.__name__} is not `by_shape`: the temperature changes what it cuts.")
