"""Lines of text on an engine: its chain, its version, and the sentence over all engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.document.formulas import NO_BREAK
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.core.chain.comparison import Outcome
    from tauscope.core.chain.engines import Engine
    from tauscope.ui.theme import Theme

SMALL = 0.85
"""Size of the text of a chain, in text heights."""

USUAL_HEAT = "τ 8.888"
"""Text of typical width: a turn of the dial must not change the layout."""


def sentence_lines(sentence: str, width: float, theme: Theme, size: float) -> list[str]:
    """Lines of the sentence over all engines."""
    return marks.wrapped(sentence, theme.font(size), width - 1.2 * theme.base)


def chain_lines(
    outcome: Outcome, room: float, theme: Theme, most: int | None = None, *, usual: bool = False
) -> list[str]:
    """Knobs in order, broken after an arrow, and what the engine does not know; with a τ as long as most.

    Of more lines than `most` the first knobs are kept, and the others counted.
    """
    steps, lines = _steps(outcome, usual), list[str]()
    for count in range(len(steps), -1, -1):
        more = (
            [] if count == len(steps) else [f"{len(steps) - count} more" if count else f"{len(steps)} knobs"]
        )
        unknown = "" if more else _unknown(outcome)
        parts = [step.replace(" ", NO_BREAK) for step in (*steps[:count], *more)]
        lines = marks.wrapped(
            f"{NO_BREAK}→ ".join(parts) + unknown, theme.font(SMALL), room - 0.4 * theme.base
        )
        if most is None or len(lines) <= most:
            break
    return [line.replace(NO_BREAK, " ") for line in lines]


def edition_lines(engine: Engine, count: int) -> list[list[str]]:
    """Version that was read and date, on `count` lines: the texts of each line, longest first."""
    on_one = [[f"{engine.version} · {engine.read}", engine.version]]
    return [[engine.version], [engine.read]] if count > 1 else on_one[:count]


def chain_line(outcome: Outcome, *, usual: bool = False) -> str:
    """Chain of an engine on one line."""
    return " → ".join(_steps(outcome, usual)) + _unknown(outcome).replace(NO_BREAK, " ")


def _steps(outcome: Outcome, usual: bool) -> list[str]:
    heat = USUAL_HEAT if usual else ""
    return [max(step, heat, key=len) if step.startswith("τ") else step for step in outcome.steps]


def _unknown(outcome: Outcome) -> str:
    return f" (no{NO_BREAK}{', '.join(outcome.ignored)})" if outcome.ignored else ""
