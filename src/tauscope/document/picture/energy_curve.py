"""Bounds of the mean energy over τ where not all classes are listed: they take a tenth of a second."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tauscope.document.picture.answers import Ready
from tauscope.document.picture.study import Progress, Study

if TYPE_CHECKING:
    from tauscope.core.bounds import CurveBounds
    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture

Pair = tuple["Floats", "Floats"]


@dataclass(frozen=True)
class EnergyCurve(Study[Pair]):
    """Lower and upper bounds of U at each temperature of the dial.

    Attributes
    ----------
    curves : CurveBounds
        Of one list; equal only to itself.
    """

    curves: CurveBounds

    @property
    def slot(self) -> Hashable:
        """One slot for all lists: the bounds of a new list take the place of those of the last."""
        return "energy curve of a list"

    @property
    def rest(self) -> float:
        """Seconds without another list before the work begins: none begins while a text is walked through."""
        return 0.1

    @property
    def at_once(self) -> bool:
        """True if the bounds are at hand."""
        return self.curves.energies is None

    def result(self, progress: Progress) -> Pair:
        """Compute the bounds."""
        if self.curves.energies is None:
            return self.curves.quantities["mean_energy"]
        return self.curves.energies(lambda: progress(0.0))


def quantity_bounds(picture: Picture, quantity: str) -> Pair | None:
    """Return the bounds of a quantity over τ for a list; None if nothing is known of it, or not yet."""
    bounds = picture.curve_bounds
    if bounds is None or quantity not in bounds.quantities:
        return None
    if quantity != "mean_energy":
        return bounds.quantities[quantity]
    answer = picture.answer(EnergyCurve(bounds))
    return answer.value if isinstance(answer, Ready) else None
