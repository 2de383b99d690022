"""How surprising a token was: a number, and the colour that stands for it."""

from __future__ import annotations

import math

from PySide6.QtGui import QColor

from tauscope.ui.theme import Theme

MOST_BITS = 10.0
"""Surprisal at which the colour is the hottest."""

LEVELS = 9
STRONGEST = 0.6
"""Share of the hot colour in the hottest background: text stays readable on it."""


def surprisal(probability: float) -> float:
    """−log₂ p, in bits; ∞ for what could not be drawn."""
    return -math.log2(probability) if probability > 0 else math.inf


def surprise_level(bits: float) -> int:
    """Index of the colour for a surprisal among `LEVELS`; 0 for none."""
    return min(LEVELS - 1, int(min(bits, MOST_BITS) / MOST_BITS * LEVELS))


def surprise_colour(theme: Theme, share: float) -> QColor:
    """Colour of a level: between the card's colour and the hot end of the dial."""
    cold, hot, mix = theme.colours.card, theme.colours.track_hot, share * STRONGEST
    return QColor.fromRgbF(
        cold.redF() + mix * (hot.redF() - cold.redF()),
        cold.greenF() + mix * (hot.greenF() - cold.greenF()),
        cold.blueF() + mix * (hot.blueF() - cold.blueF()),
    )
