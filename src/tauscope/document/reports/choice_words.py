"""Text on how a token was chosen, for tooltips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.numbers import screen_percentage, screen_temperature
from tauscope.document.chain_words import settings_text
from tauscope.document.picture.chain_curves import is_plain_softmax

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.core.draws.chosen import Chosen


def came_with(token: Chosen) -> str:
    """Say which probability a token had when it was chosen, and under which settings.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> from tauscope.core.draws.chosen import Chosen, choice_settings
    >>> came_with(Chosen(3, 0.017, 2.0, choice_settings(Chain(), seed=1)))
    'came with 1.7% at τ = 1'
    >>> cold = choice_settings(Chain.parse("temperature=0.2,top-k=40"), ((3, 2.0),), by_hand=True)
    >>> came_with(Chosen(3, 0.017, 2.0, cold))
    'was chosen by hand; it had 1.7% after τ 0.20 · top-k 40, 1 logit changed'
    """
    share, settings = screen_percentage(token.probability), token.settings
    if settings is None:
        return f"came with {share}"
    verb = "was chosen by hand; it had" if settings.by_hand else "came with"
    changed = len(settings.added)
    note = f", {changed:,} logit{'s' if changed > 1 else ''} changed" if changed else ""
    return f"{verb} {share} {_after(settings.chain)}{note}"


def _after(chain: Chain) -> str:
    """Return "at τ = …" for a chain of temperatures alone, else "after" and its knobs."""
    if is_plain_softmax(chain):
        text = screen_temperature(chain.temperature)
        return f"at τ = {text.rstrip('0').rstrip('.') if '.' in text else text}"
    return f"after {settings_text(chain)}"
