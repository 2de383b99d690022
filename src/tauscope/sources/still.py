"""Base class of still sources, which have one table of logits and one state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.sources.protocol import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.draws.chosen import Chosen


class StillSource(Source):
    """A source with one state, None. A subclass has `kind`, `logits`, `to_json` and `from_json`.

    The subclass makes its `Logits` once, for instance in `__post_init__`, so that `logits` returns the same
    object each time.
    """

    def initial(self) -> None:
        """Return the only state."""

    def advance(self, state: None, *choices: Chosen) -> None:
        """Return the only state."""

    def path(self, state: None) -> Sequence[Chosen]:  # noqa: ARG002  # the protocol's signature
        """Return no choices."""
        return ()

    def position(self, state: None) -> int:  # noqa: ARG002
        """Return 0."""
        return 0

    def at(self, state: None, position: int) -> None:  # noqa: ARG002
        """Return the only state; `InputError` for any position but 0."""
        if position:
            raise InputError(f"There is no step {position}: these logits have one state.")

    def state_to_json(self, state: None) -> None:
        """Return None, the entry of an initial state."""

    def state_from_json(self, entry: Any) -> None:
        """Return the only state; `InputError` if the file names another."""
        if entry is not None:
            raise InputError("These logits have one state only; the session gives them another.")
