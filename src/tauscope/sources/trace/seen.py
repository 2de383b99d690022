"""What was read of a recording: logits of its latest steps, and facts on all of them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from tauscope.sources.memory import Memory

if TYPE_CHECKING:
    from tauscope.core.partial.knowledge import ListKnowledge
    from tauscope.core.partial.unlisted import Unlisted

REMEMBERED, FEWEST = 24 * 2**20, 4
"""Bytes, and least number, of rows that are kept: a file has thousands, each of which is read in no time."""

MOST_KNOWLEDGE = 64
"""Number of steps whose bounds are kept with what was computed for them."""


class StepFacts(NamedTuple):
    """What a step of a file says besides its logits.

    Attributes
    ----------
    unlisted : Unlisted or None
        What is known of classes that are not listed; None if all are.
    chosen : int or None
        Key of the chosen token; None if the file does not say.
    """

    unlisted: Unlisted | None
    chosen: int | None


@dataclass
class SeenSteps:
    """Steps of a recording that were read, shared by all traces of it.

    Attributes
    ----------
    memory : Memory
        Logits by step and temperature of the source.
    facts : dict of int to StepFacts
        What each step says besides its logits, of all steps that were read so far.
    knowledge : mapping of tuple to ListKnowledge
        Bounds of the latest steps, by step, temperature of the source and size of the vocabulary.
    """

    memory: Memory = field(default_factory=lambda: Memory(REMEMBERED, FEWEST))
    facts: dict[int, StepFacts] = field(default_factory=dict)
    knowledge: OrderedDict[tuple[Any, ...], ListKnowledge] = field(default_factory=OrderedDict)
