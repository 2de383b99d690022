"""Short text of a chain, for names and headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tauscope.core.chain.knobs import Temperature
from tauscope.core.numbers import screen_temperature

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.core.chain.knob import Knob


def settings_text(chain: Chain) -> str:
    """Return the knobs of a chain that are on, with their settings, in the notation of the screen.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> settings_text(Chain.parse("temperature=0.7,top-k=40:exact,top-p=0.9:off"))
    'τ 0.70 · top-k 40 exact'
    """
    return " · ".join(map(_knob_text, chain.active)) or f"τ {screen_temperature(1.0)}"


def _knob_text(knob: Knob) -> str:
    """Return one knob with its settings."""
    if isinstance(knob, Temperature):
        return f"τ {screen_temperature(knob.value)}"
    words = re.split("[=:]", str(knob))
    return " ".join("∞" if word == "inf" else word for word in words)
