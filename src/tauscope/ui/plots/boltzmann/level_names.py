"""Names beside the levels of Boltzmann's picture: which share a line, and how many have room on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import written
from tauscope.core.numbers import screen_percentage
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont

    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.plotted_class import PlottedClass
    from tauscope.ui.plots.boltzmann.energy_levels import Level


def level_name(one: PlottedClass, longest: int) -> str:
    """Name of a class, with the bounds of its probability: particles stand for the lower ones."""
    known = "" if one.bounds is None else f" {written(one.bounds, screen_percentage)}"
    return one.label[:longest] + known


def levels_in_lines(levels: Sequence[Level], picture: Picture, near: float) -> list[list[Level]]:
    """Return levels by the line of their names; a line has those whose heights differ by less than `near`.

    In each line, and among the lines, the likeliest class comes first.
    """
    ranks = np.append(picture.prepared.shown_ranks, len(picture.logits))
    lines: list[list[Level]] = []
    for level in sorted(levels, key=lambda level: int(ranks[level.place])):
        found = [line for line in lines if abs(line[0].height - level.height) < near]
        found[0].append(level) if found else lines.append([level])
    return lines


def names_within(labels: Sequence[str], font: QFont, room: float) -> str:
    """Names on one line: all, or as many whole ones as have room and how many more there are.

    Of a first name that has no room the beginning is kept.
    """
    for count in range(len(labels), 0, -1):
        more = f" + {len(labels) - count}" if count < len(labels) else ""
        if marks.text_width(text := ", ".join(labels[:count]) + more, font) <= room:
            return text
    more = f" + {len(labels) - 1}" if len(labels) > 1 else ""
    name = marks.short(labels[0], font, room - marks.text_width(more, font))
    return f"{name}{more}" if name.rstrip("…") else f"+ {len(labels)}"
