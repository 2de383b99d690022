"""What a benchmark measures: a figure beside its floor or peer."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    case : str
        What was measured.
    figure : float
        Its value, in `unit`.
    peer : str
        What it is measured against, in the same run.
    peer_figure : float
        The peer's value, in `unit`.
    ratio : float
        What `target` speaks of.
    target : str
        What is asked of the ratio, such as "≥ 500"; empty if nothing is.
    """

    case: str
    figure: float
    unit: str
    peer: str
    peer_figure: float
    ratio: float
    target: str

    @classmethod
    def below(
        cls, case: str, figure: float, unit: str, peer: str, peer_figure: float, target: str = ""
    ) -> Row:
        """Compare with a peer that should be beaten: the ratio is how many times smaller the figure is."""
        ratio = peer_figure / figure if figure else float("inf")
        return cls(case, figure, unit, peer, peer_figure, ratio, target)

    @classmethod
    def above(
        cls, case: str, figure: float, unit: str, floor: str, floor_figure: float, target: str = ""
    ) -> Row:
        """Compare with a floor that cannot be beaten: the ratio is how many times larger the figure is."""
        return cls(case, figure, unit, floor, floor_figure, figure / floor_figure, target)


def best_ms(action: Callable[[], object], repeats: int = 15) -> float:
    """Shortest of a few runs in milliseconds: what the rest of the machine does can only add."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return 1e3 * min(times)
