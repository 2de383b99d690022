"""Formats pages of Markdown: headings, formulas, tables and spacing, in a theme's sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextTable,
)

from tauscope.document.formulas import MARKED
from tauscope.ui.formulas.rich_text import runs

if TYPE_CHECKING:
    from tauscope.ui.theme import Theme

LINES = 125.0
"""From line to line, in per cent of what the font asks for."""

HEADINGS, FORMULA, CELL = {1: 1.4, 2: 1.1}, 1.1, 0.87
"""Sizes of headings by their level, of formulas and of cells, in text heights."""


_SHIFTS = {
    1: QTextCharFormat.VerticalAlignment.AlignSuperScript,
    -1: QTextCharFormat.VerticalAlignment.AlignSubScript,
}


def format_page(page: QTextDocument, theme: Theme) -> None:
    """Format a page that was just set: Markdown has no font sizes."""
    page.setDocumentMargin(0.4 * theme.base)
    page.setIndentWidth(1.2 * theme.base)
    block = page.begin()
    while block.isValid():
        _format_block(block, theme)
        block = block.next()
    for frame in page.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _format_table(frame, theme)


def _format_block(block: QTextBlock, theme: Theme) -> None:
    cursor, look = QTextCursor(block), QTextBlockFormat()
    table, level = cursor.currentTable(), block.blockFormat().headingLevel()
    quoted = block.blockFormat().hasProperty(QTextFormat.Property.BlockQuoteLevel)
    look.setLineHeight(LINES, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if table is None:
        after_list = block.previous().textList() is not None and block.textList() is None
        look.setTopMargin((0.8 if level > 1 else 0.45 if after_list else 0.0) * theme.base)
        look.setBottomMargin((0.15 if block.textList() else 0.6) * theme.base)
    if quoted:
        look.setLeftMargin(theme.base)
    cursor.mergeBlockFormat(look)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    if level:
        _write_in(cursor, theme.font(HEADINGS.get(level, 1.0), strong=True))
    elif quoted:
        _write_in(cursor, theme.font(FORMULA, strong=True))
    elif table is not None:
        _write_in(cursor, theme.font(CELL, strong=table.cellAt(cursor).row() == 0))
    _set_formulas(block)


def _write_in(cursor: QTextCursor, font: QFont) -> None:
    look = QTextCharFormat()
    look.setFont(font)
    cursor.setCharFormat(look)


def _set_formulas(block: QTextBlock) -> None:
    """Write the formulas of a block again with what is raised and lowered in its place."""
    for match in reversed(list(MARKED.finditer(block.text()))):
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + match.start())
        cursor.setPosition(block.position() + match.end(), QTextCursor.MoveMode.KeepAnchor)
        look = cursor.charFormat()
        cursor.removeSelectedText()
        for run in runs(match[0]):
            its = QTextCharFormat(look)
            its.setFontItalic(run.italic)
            if run.scripts:
                its.setVerticalAlignment(_SHIFTS[run.scripts[0]])
            cursor.insertText(run.text, its)


def _format_table(table: QTextTable, theme: Theme) -> None:
    """Format a table without a frame, with padding around its cells."""
    look = table.format().toTableFormat()
    look.setBorder(0)
    look.setCellPadding(0.2 * theme.base)
    look.setCellSpacing(0.0)
    look.setBottomMargin(0.6 * theme.base)
    table.setFormat(look)
