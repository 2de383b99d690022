"""Names beside the levels of Boltzmann's picture: which share a line, and how many have room on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.document.picture.partial_words import written_shares
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont

    from tauscope.document.picture.picture import Picture
    from tauscope.ui.plots.boltzmann.energy_levels import Level


class LevelName(NamedTuple):
    """Name of a class, with the bounds of its probability: particles stand for the lower ones."""

    label: str
    known: str

    def at_most(self, longest: int) -> str:
        """Return the name with so many letters of the label."""
        return self.label[:longest] + self.known


def level_names(picture: Picture) -> list[LevelName]:
    """Return the name of each level; one for `once`, since it is measured before it is written."""
    return [
        LevelName(one.label, "" if one.bounds is None else f" {share}")
        for one, share in zip(picture.drawn, picture.once(written_shares), strict=True)
    ]


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
