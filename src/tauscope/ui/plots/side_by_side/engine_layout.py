"""Where engines stand side by side: beside one another, or below where there is no room for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF

from tauscope.core.bounds import counted
from tauscope.ui.painting import marks
from tauscope.ui.plots.side_by_side.engine_lines import (
    SMALL,
    chain_line,
    chain_lines,
    edition_lines,
    sentence_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QSize

    from tauscope.document.picture.chains.engine_comparison import EngineComparison
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme

NARROW = 6.4
"""Where an engine has fewer text heights than these across, the engines stand below one another."""

LINE, SMALL_LINE = 1.4, 1.2
"""From one line of text to the next, in text heights."""

LARGE = 1.05
SIZES = (LARGE, 0.93, SMALL)
"""Sizes of text: of a chain, and of the sentence over all."""

LEAST = 5.0
"""Least height of the bars, in text heights: texts are dropped first."""

MOST_CHAIN = 4
"""Lines of a chain at most."""

NAME, ONE_NAME, LONGEST_NAME = 0.87, 1.2, 5.0
"""Size of names of classes, and how many text heights they take: across, and upward at most."""

OVER_BARS = 1.0
"""Text heights between a chain and the highest bar, where its number stands."""

TWO_LINES, LEAST_ROW = 2.7, 1.4
"""Text heights that an engine needs for its chain below its name, and for one line, below the one before."""

ROW_PITCH, LEAST_NAME = 1.08, 0.7
"""Height of a row in heights of its text, which gets smaller where rows are low; and its least size."""

HEADINGS, BETWEEN = (1.0, 0.93, 0.85, 0.78, 0.72), 0.4
"""Sizes of engines' names side by side, and what is free between two of them, in text heights."""

MOST_SENTENCE = 0.6
"""The share of the height that the sentence over all may take; a longer one is said at the mouse."""

MOST_BESIDE = 0.72
"""The share of the width that words may take."""

AXIS = 5.0
"""Text heights that the scale takes at most."""

USUAL = "Hugging Face applies temperature before top-p, llama.cpp after it: the second sees what is left."
"""Sentence of typical length: another one of its kind must not change the layout."""


class Plan(NamedTuple):
    """Layout of the engines: what fits.

    Attributes
    ----------
    across : bool
        Whether the engines stand beside one another.
    sentence, chain, below : int
        Lines of the sentence over all, of each chain, and of words under each engine's bars.
    edition : int
        Lines for the version of each engine and the date on which it was read.
    names : float
        Text heights of the names under bars; of more than one line's they read upward.
    size : float
        Of the sentence's text.
    heading : float
        Size of the engines' names where they stand beside one another.
    beside : float
        Pixels of what is written beside the bars, where engines stand below one another.
    rows : tuple of tuple of int
        Places of the engines of each cell: more than one where engines that answer alike share a row.
    left_out : int
        Engines for which there is no row.
    """

    across: bool
    sentence: int
    chain: int
    below: int
    names: float
    size: float = LARGE
    beside: float = 0.0
    edition: int = 0
    heading: float = 1.0
    rows: tuple[tuple[int, ...], ...] = ()
    left_out: int = 0

    @property
    def upright(self) -> bool:
        """Whether names read upward."""
        return self.names > ONE_NAME

    @property
    def top(self) -> float:
        """Text heights over the bars."""
        title = self.title + OVER_BARS if self.across else 0.0
        return LINE * self.size * self.sentence + 0.5 + title

    @property
    def title(self) -> float:
        """Text heights of an engine's name, version and chain over its bars."""
        return 1.6 + SMALL_LINE * (self.edition + self.chain)

    @property
    def bottom(self) -> float:
        """Text heights under the bars."""
        return 0.7 + self.names + LINE * self.below if self.across else 0.3 + self.names


class Cell(NamedTuple):
    """Where an engine, or several that answer alike, stands: its title with its chain, and its bars."""

    title: QRectF
    bars: QRectF
    places: tuple[int, ...]


def plan(picture: Picture, size: QSize, theme: Theme) -> Plan:
    """Choose the layout for this size.

    Parameters
    ----------
    picture : Picture
    size : QSize
        Of the plot.
    theme : Theme
    """
    base, width, height, side = theme.base, size.width(), size.height(), picture.engines
    sentence, large = _sentence(side.sentence, width, height / base, theme)
    part = max(1.0, width - AXIS * base) / len(side.answers)
    heading = _heading([answer.engine.title for answer in side.answers], part, theme)
    if part < NARROW * base or not heading:
        return _plan_down(picture, Plan(False, sentence, 1, 0, 0.0, large), width, height / base, theme)
    whole = (chain_lines(answer.outcome, part, theme, usual=True) for answer in side.answers)
    chain = max(map(len, whole))
    longest = max((edition_lines(answer.engine, 1)[0][0] for answer in side.answers), key=len)
    edition = 1 if marks.text_width(longest, theme.font(SMALL)) <= part - 0.4 * base else 2
    names = _height_of_names(picture, (part - 0.8 * base) / len(picture.drawn), theme)
    made = Plan(True, sentence, min(chain, MOST_CHAIN), 3, names, large, edition=edition, heading=heading)
    made = made._replace(rows=_one_each(side))
    plans = list(_shorter_plans(made))
    return next((made for made in plans if height / base - made.top - made.bottom >= LEAST), plans[-1])


def _heading(titles: list[str], part: float, theme: Theme) -> float:
    """Size in which every engine's name has room, or 0: of two versions of one engine the ends differ."""

    def fits(size: float) -> bool:
        font = theme.font(size, strong=True)
        return all(marks.text_width(title, font) <= part - BETWEEN * theme.base for title in titles)

    return next((size for size in theme.sizes(HEADINGS) if fits(size)), 0.0)


def _plan_down(picture: Picture, made: Plan, width: float, height: float, theme: Theme) -> Plan:
    """Engines below one another: names stand once, under the last one's bars."""
    side, room = picture.engines, height - made.top - made.bottom
    made = _with_rows(made, side, int(room / (ROW_PITCH * theme.sizes([LEAST_NAME])[0])))
    count = len(made.rows) + bool(made.left_out)
    row = room / count
    beside = min(_beside(side, made.rows, row, theme), MOST_BESIDE * width)
    slot = (width - beside - 2.5 * theme.base) / len(picture.drawn)
    named = made._replace(beside=beside, names=_height_of_names(picture, slot, theme))
    return named if row - named.names / count >= LEAST_ROW else named._replace(names=0.0)


def _one_each(side: EngineComparison) -> tuple[tuple[int, ...], ...]:
    return tuple((place,) for place in range(len(side.answers)))


def _with_rows(made: Plan, side: EngineComparison, most: int) -> Plan:
    """Plan with a row for each engine; without room, one for those that answer alike, and a count."""
    each = _one_each(side)
    rows = each if len(each) <= most else side.groups
    shown = rows if len(rows) <= most else rows[: max(1, most - 1)]
    return made._replace(rows=shown, left_out=len(each) - sum(map(len, shown)))


def _sentence(sentence: str, width: float, height: float, theme: Theme) -> tuple[int, float]:
    """Lines of the sentence over all and the size of its text: smaller, where it would take too much."""
    sizes = theme.sizes(SIZES)
    for size in sizes:
        count = max(len(sentence_lines(text, width, theme, size)) for text in (sentence, USUAL))
        if LINE * size * count <= 0.4 * height:
            return count, size
    count = len(sentence_lines(sentence, width, theme, sizes[-1]))
    return (count if LINE * sizes[-1] * count <= MOST_SENTENCE * height else 0), sizes[-1]


def _beside(side: EngineComparison, rows: tuple[tuple[int, ...], ...], row: float, theme: Theme) -> float:
    """Pixels that words beside bars take: chains are among them where there are two lines for each engine."""
    two = row >= TWO_LINES
    name, count = row_sizes(row, theme.smallest)
    strong, small = theme.font(name, strong=True), theme.font(count, strong=True)
    firsts = [side.answers[places[0]] for places in rows]
    titles = max(marks.text_width(row_titles(side, places, alone=two)[-1], strong) for places in rows)
    counts = max(marks.text_width(f"≠ {counted(answer.survivors)} kept", small) for answer in firsts)
    chains = (chain_line(answer.outcome, usual=True) for answer in firsts if two)
    widths = (marks.text_width(text, theme.font(SMALL)) + 0.4 * theme.base for text in chains)
    return max(titles + counts + 0.8 * theme.base, *widths, 0.0)


def row_titles(side: EngineComparison, places: tuple[int, ...], *, alone: bool) -> list[str]:
    """Names of a row's engines, at more and at less length; the first alone, if others stand below it."""
    names = [side.answers[place].engine.title for place in places]
    if alone or len(names) == 1:
        return names[:1]
    return [", ".join(names), f"{names[0]} + {len(names) - 1}"]


def others_alike(side: EngineComparison, places: tuple[int, ...]) -> list[str]:
    """What is written below the first name of a row: which other engines answer alike, or how many."""
    names = [side.answers[place].engine.title for place in places[1:]]
    some = (f"= {', '.join(names[:count])} + {len(names) - count}" for count in range(len(names) - 1, 0, -1))
    return [f"= {', '.join(names)}", *some, f"+ {len(names)} alike"]


def row_sizes(row: float, least: float = LEAST_NAME) -> tuple[float, float]:
    """Sizes of an engine's name and of what is said beside it in a row so many text heights high.

    Examples
    --------
    >>> row_sizes(2.0)
    (1.0, 0.85)
    >>> row_sizes(0.81)
    (0.75, 0.75)
    """
    size = min(1.0, max(least, row / ROW_PITCH))
    return size, max(least, min(SMALL, size))


def _height_of_names(picture: Picture, slot: float, theme: Theme) -> float:
    """Height of the names of classes: upright where names are wider than their bars."""
    font = theme.font(NAME)
    longest = max(marks.text_width(one.label[:40], font) for one in picture.drawn)
    if longest <= 0.98 * slot:
        return ONE_NAME
    return min(LONGEST_NAME, longest / theme.base + 0.6) if slot >= theme.base else 0.0


def _shorter_plans(made: Plan) -> Iterator[Plan]:
    """Yield ever shorter plans: first without words under the bars, then versions, last chains."""
    for below in range(made.below, 0, -1):
        yield made._replace(below=below)
    for edition in range(made.edition, 0, -1):
        yield made._replace(below=1, edition=edition)
    for chain in range(made.chain, 0, -1):
        yield made._replace(below=1, names=0.0, chain=chain, edition=0)


def cells(made: Plan, rect: QRectF, base: float) -> list[Cell]:
    """Where the engines stand within the frame."""
    return [(_across if made.across else _down)(made, rect, place, base) for place in range(len(made.rows))]


def _across(made: Plan, rect: QRectF, place: int, base: float) -> Cell:
    count = len(made.rows)
    part, height = rect.width() / count, made.title * base
    left = rect.left() + place * part
    bars = QRectF(left + 0.4 * base, rect.top(), max(1.0, part - 0.8 * base), rect.height())
    title = QRectF(left, rect.top() - height - OVER_BARS * base, part, height)
    return Cell(title, bars, made.rows[place])


def _down(made: Plan, rect: QRectF, place: int, base: float) -> Cell:
    row = rect.height() / (len(made.rows) + bool(made.left_out))
    words = min(made.beside, rect.width())
    top = rect.top() + place * row
    across = max(1.0, rect.width() - words - base)
    return Cell(
        QRectF(rect.left(), top, words, row),
        QRectF(rect.left() + words + base, top + 0.08 * row, across, 0.76 * row),
        made.rows[place],
    )
