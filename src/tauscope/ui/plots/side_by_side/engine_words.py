"""What is written of engines side by side: names, chains, survivors, refusals, and the sentence over all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt

from tauscope.core.bounds import counted
from tauscope.ui.painting import marks
from tauscope.ui.plots.side_by_side.engine_layout import (
    BETWEEN,
    LINE,
    OVER_BARS,
    SMALL_LINE,
    TWO_LINES,
    others_alike,
    row_sizes,
    row_titles,
)
from tauscope.ui.plots.side_by_side.engine_lines import SMALL, chain_lines, edition_lines, sentence_lines
from tauscope.ui.plots.side_by_side.entropy_words import entropy_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor, QFont, QPainter

    from tauscope.document.picture.chains.engine_comparison import Answer, EngineComparison
    from tauscope.ui.plots.side_by_side.engine_layout import Cell, Plan
    from tauscope.ui.theme import Colours, Theme


SMALLEST = 0.72
"""Size of a refusal where there is little room."""


class Words(NamedTuple):
    """A line in several lengths, with its colour and weight; empty for no line."""

    texts: Sequence[str]
    colour: QColor
    strong: bool = False


def words(answer: Answer, side: EngineComparison, colours: Colours) -> list[Words]:
    """Lines on an engine's answer, the most important first."""
    if answer.refusal:
        return [Words([], colours.refused), Words(["refuses"], colours.refused, strong=True)]
    count = f"{counted(answer.survivors)} kept"
    title = side.first.engine.title if side.first else ""
    if answer.verdict:
        lines = [
            Words([f"≠ {title}", "≠"], colours.accent, strong=True),
            Words([answer.verdict, count], colours.accent, strong=True),
        ]
    else:
        equal = [f"= {title}", "="] if answer.compared else [f"= or ≠ {title}", "= or ≠"]
        if not answer.decided:
            equal = [side.undecidable, "not decidable", "undecided"]
        lines = [
            Words([] if answer is side.first and answer.decided else equal, colours.muted),
            Words([f"{side.kept(answer)} kept", count], colours.text),
        ]
    lines.append(Words(entropy_texts(answer.entropy), colours.muted))
    return lines


def _in_short(answer: Answer, lines: Sequence[Words]) -> Words:
    """All in one line: how many classes are kept, and whether that differs."""
    kept = lines[1]
    return kept._replace(texts=[f"≠ {text}" for text in kept.texts]) if answer.verdict else kept


def paint_sentence(painter: QPainter, theme: Theme, side: EngineComparison, width: float, plan: Plan) -> None:
    """Write why the first two that differ do, over all."""
    colour = theme.colours.muted if side.alike else theme.colours.text
    lines, size = sentence_lines(side.sentence, width, theme, plan.size), plan.size * theme.base
    for place, line in enumerate(lines[: plan.sentence]):
        at = QPointF(0.4 * theme.base, 0.15 * theme.base + (0.95 + LINE * place) * size)
        marks.write(painter, at, line, theme.font(plan.size), colour, Qt.AlignmentFlag.AlignLeft)


def paint_words(painter: QPainter, theme: Theme, side: EngineComparison, cell: Cell, plan: Plan) -> None:
    """Write what there is to say of one engine around its bars, and a refusal in their place."""
    answer = side.answers[cell.places[0]]
    lines = words(answer, side, theme.colours)
    if not plan.across:
        _paint_beside(painter, theme, side, _in_short(answer, lines), cell)
        return
    _paint_title(painter, theme, answer, cell.title, plan)
    shown = lines[: plan.below] if plan.below > 1 else [_in_short(answer, lines)]
    _paint_below(painter, theme, shown, cell.bars, plan)
    if answer.refusal:
        # Where there would be a chain and names there is nothing else.
        above = SMALL_LINE * plan.chain + OVER_BARS  # under the name and the version
        area = cell.bars.adjusted(0, -above * theme.base, 0, plan.names * theme.base)
        _paint_refusal(painter, theme, answer.reason, area)


def _paint_title(painter: QPainter, theme: Theme, answer: Answer, area: QRectF, plan: Plan) -> None:
    """Write the engine's name, and under it its version and its chain."""
    middle, room = area.center().x(), area.width()
    at, font = QPointF(middle, area.top() + 1.1 * theme.base), theme.font(plan.heading, strong=True)
    marks.write_fitting(painter, at, [answer.engine.title], font, theme.colours.text, room)
    chain = chain_lines(answer.outcome, room, theme, plan.chain)
    under = [*edition_lines(answer.engine, plan.edition), *([line] for line in chain)]
    for place, texts in enumerate(under):
        at = QPointF(middle, area.top() + (2.4 + SMALL_LINE * place) * theme.base)
        marks.write_fitting(painter, at, texts, theme.font(SMALL), theme.colours.muted, room)


def _paint_below(painter: QPainter, theme: Theme, lines: Sequence[Words], bars: QRectF, plan: Plan) -> None:
    top, room = bars.bottom() + (1.6 + plan.names) * theme.base, bars.width() + (0.8 - BETWEEN) * theme.base
    for place, line in enumerate(lines):
        if line.texts:
            at = QPointF(bars.center().x(), top + LINE * place * theme.base)
            font = theme.font(0.93, strong=line.strong)
            marks.write_fitting(painter, at, line.texts, font, line.colour, room)


def _paint_beside(painter: QPainter, theme: Theme, side: EngineComparison, kept: Words, cell: Cell) -> None:
    """Write name and survivors on a line; below it who answers alike, or else the chain or a refusal."""
    area, answer, colours = cell.title, side.answers[cell.places[0]], theme.colours
    name, count = row_sizes(area.height() / theme.base, theme.smallest)
    strong, small = theme.font(name, strong=True), theme.font(count, strong=kept.strong)
    left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    two = area.height() >= TWO_LINES * theme.base
    line = area.center().y() + (-0.2 if two else 0.35 * name) * theme.base
    titles = row_titles(side, cell.places, alone=two)
    free = area.width() - marks.text_width(titles[-1], strong) - 0.4 * theme.base
    texts = [kept.texts[-1], kept.texts[-1].removesuffix(" kept"), "≠" if answer.verdict else ""]
    text = marks.fitting(texts, small, free)
    marks.write(painter, QPointF(area.right(), line), text, small, kept.colour, right)
    room = area.width() - marks.text_width(text, small) - 0.4 * theme.base
    marks.write_fitting(painter, QPointF(area.left(), line), titles, strong, colours.text, room, left)
    if two:
        font, at = theme.font(SMALL), QPointF(area.left(), line + SMALL_LINE * theme.base)
        across = (cell.bars if answer.refusal else area).right() - area.left()
        colour = colours.refused if answer.refusal else colours.muted
        text = marks.fitting(_below_name(theme, side, cell), font, across)
        marks.write(painter, at, text, font, colour, left)


def _below_name(theme: Theme, side: EngineComparison, cell: Cell) -> list[str]:
    """What the second line of a row may say, at more and at less length."""
    answer = side.answers[cell.places[0]]
    if answer.refusal:
        return [answer.reason]
    if len(cell.places) > 1:
        return others_alike(side, cell.places)
    return chain_lines(answer.outcome, cell.title.width() + 0.4 * theme.base, theme, 1)


def paint_left_out(painter: QPainter, theme: Theme, count: int, frame: QRectF, row: float) -> None:
    """Write under the lowest row how many engines there was no row for."""
    at = QPointF(frame.left(), frame.bottom() - row / 2 + 0.35 * theme.smallest * theme.base)
    text, left = f"{count} more: in a larger plot", Qt.AlignmentFlag.AlignLeft
    texts = [text, f"{count} more"]
    marks.write_fitting(painter, at, texts, theme.font(SMALL), theme.colours.muted, frame.width(), left)


def _paint_refusal(painter: QPainter, theme: Theme, sentence: str, area: QRectF) -> None:
    """Write the refusal in place of the bars; if cut, the tooltip has all of it."""
    most = max(1, int(area.height() / (SMALL_LINE * theme.base)))
    fonts = [theme.font(size) for size in theme.sizes((0.93, SMALL, SMALLEST))]
    broken = [(font, marks.wrapped(sentence, font, area.width())) for font in fonts]

    def fits(font: QFont, lines: list[str]) -> bool:
        # A word that is wider than the column would be cut: a smaller font may have room for it.
        return len(lines) <= most and all(marks.text_width(line, font) <= area.width() for line in lines)

    font, lines = next((one for one in broken if fits(*one)), (fonts[-1], list[str]()))
    top = area.center().y() - (len(lines) / 2 - 0.85) * SMALL_LINE * theme.base
    for place, line in enumerate(lines):
        at = QPointF(area.center().x(), top + SMALL_LINE * place * theme.base)
        marks.write(painter, at, line, font, theme.colours.refused)
