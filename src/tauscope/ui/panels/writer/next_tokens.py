"""Candidates for the next token: the most likely classes with probabilities, each of which can be chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from tauscope.core.bounds import written
from tauscope.core.numbers import screen_percentage
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.plotted_class import PlottedClass
from tauscope.ui.focus import Focus
from tauscope.ui.painting import marks
from tauscope.ui.theme import Theme
from tauscope.ui.widgets.focus_frame import paint_focus_frame

MOST, FEWEST = 12, 2
"""Greatest and least number of rows."""

ROW = 1.75
"""Height of a row, in heights of the text."""

DRAWN = Qt.ItemDataRole.UserRole
WRITTEN = Qt.ItemDataRole.UserRole + 1


class NextTokens(QListWidget):
    """List of the most likely next tokens; the token that was written is marked."""

    chosen = Signal(int)
    """Key of the class that was picked."""

    def __init__(self, focus: Focus, theme: Theme) -> None:
        super().__init__()
        self._focus, self._theme = focus, theme
        self._picture: Picture | None = None
        self._written: int | None = None
        self.setObjectName("nextTokens")
        self.setAccessibleName("Possible next tokens")
        self.setToolTip("Click a token, or press Enter, to write it here and continue")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Row(self, theme))
        for _ in range(MOST):
            self.addItem(QListWidgetItem())
        self.itemActivated.connect(self._choose)
        self.itemEntered.connect(self._point)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme = theme
        self.setItemDelegate(_Row(self, theme))
        self._fill_again()

    def show_picture(self, picture: Picture, written: int | None) -> None:
        """Show the next tokens of this state; `written` is the key of the class that was chosen here."""
        # A choice is one of single classes, whatever is grouped.
        picture = picture.of_single_classes
        self._picture, self._written = picture, written
        row = self._written_row
        shown = _likeliest(picture, row, self._room())
        for place in range(MOST):
            self._fill(self.item(place), shown[place] if place < len(shown) else None, row)

    @property
    def _written_row(self) -> int | None:
        picture, key = self._picture, self._written
        return None if picture is None or key is None else picture.logits.row_of(key)

    def _room(self) -> int:
        """Number of rows that are wholly visible."""
        return max(FEWEST, min(MOST, self.viewport().height() // round(ROW * self._theme.base)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, and a frame at the focus."""
        super().paintEvent(event)
        paint_focus_frame(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as there is room for."""
        super().resizeEvent(event)
        self._fill_again()

    def _fill_again(self) -> None:
        if self._picture is not None:
            self.show_picture(self._picture, self._written)

    def _fill(self, item: QListWidgetItem, one: PlottedClass | None, written: int | None) -> None:
        item.setHidden(one is None)
        if one is not None:
            came = one.row == written
            item.setText(f"{one.label[:60]}  {_number(one)}{', written' if came else ''}")
            item.setData(DRAWN, one)
            item.setData(WRITTEN, came)

    def row_of(self, item: QListWidgetItem) -> int | None:
        """Row of the class that an item shows."""
        one = item.data(DRAWN)
        return one.row if isinstance(one, PlottedClass) else None

    def _choose(self, item: QListWidgetItem) -> None:
        row = self.row_of(item)
        if self._picture is not None and row is not None:
            self.chosen.emit(int(self._picture.logits.keys[row]))

    def _point(self, item: QListWidgetItem) -> None:
        row = self.row_of(item)
        if self._picture is not None and row is not None:
            self._focus.hover(int(self._picture.logits.keys[row]))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose at a single click, whatever the style's setting."""
        super().mouseReleaseEvent(event)
        item = self.itemAt(event.position().toPoint())
        if item is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(item)

    def leaveEvent(self, event: QEvent) -> None:
        """Clear the hovered class: the mouse left."""
        super().leaveEvent(event)
        self._focus.hover(None)


class _Row(QStyledItemDelegate):
    """Paints a class with its share as a bar behind its name."""

    def __init__(self, view: NextTokens, theme: Theme) -> None:
        super().__init__(view)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Height of one row."""
        del option, index
        return QSize(round(8 * self._theme.base), round(ROW * self._theme.base))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint bar, name and percentage."""
        one = index.data(DRAWN)
        if isinstance(one, PlottedClass):
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter, QRectF(option.rect).adjusted(2, 1, -2, -1), one, written=index.data(WRITTEN))
            painter.restore()

    def _paint(self, painter: QPainter, rect: QRectF, one: PlottedClass, *, written: bool) -> None:
        theme, colours = self._theme, self._theme.colours
        if written:
            painter.fillRect(rect, colours.selection)
        bar = QRectF(rect.left(), rect.bottom() - 0.3 * theme.base, rect.width() * one.p, 0.25 * theme.base)
        marks.fill_bar(painter, bar, theme, one.colour)
        font, base = theme.font(strong=written), rect.bottom() - 0.65 * theme.base
        number = _number(one)
        room = rect.width() - marks.text_width(number, theme.font(strong=True)) - theme.base
        name = marks.short(one.label, font, room)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        marks.write(painter, QPointF(rect.left(), base), name, font, colours.text, left)
        marks.write(
            painter, QPointF(rect.right(), base), number, theme.font(strong=True), colours.text, right
        )


def _number(one: PlottedClass) -> str:
    """The probability of a class, or that the chain cut it."""
    return marks.CUT if one.is_cut else written(one.number, screen_percentage)


def _likeliest(picture: Picture, written: int | None, room: int) -> list[PlottedClass]:
    """Most likely classes, as many as fit, and among them the one that was written."""
    drawn = [one for one in picture.drawn if one.row is not None]
    ranked = sorted(drawn, key=lambda one: -one.p)[:room]
    if written is None or any(one.row == written for one in ranked):
        return ranked
    came = PlottedClass(
        written, picture.logits.labels[written], picture.final.probability_of(written), 0.0, None
    )
    return [*ranked[: room - 1], came]
