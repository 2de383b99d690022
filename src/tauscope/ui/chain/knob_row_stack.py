"""The rows of the knobs, one under the other, with a button between each two; one of them may be lifted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QToolButton, QWidget

if TYPE_CHECKING:
    from tauscope.ui.chain.knob_row import KnobRow

GAP = 2
"""Gap between two rows, in pixels."""

FEWEST = 2
"""Least number of visible rows."""


class SwapButton(QToolButton):
    """Button between two rows; computes its tooltip only when the tooltip is shown."""

    def __init__(self, tip: Callable[[], str]) -> None:
        super().__init__()
        self._tip = tip
        self.setObjectName("swapKnobs")
        self.setText("⇅")

    def event(self, event: QEvent) -> bool:
        """Compute the tooltip on demand."""
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(self._tip())
        return super().event(event)


class KnobRowStack(QWidget):
    """Places rows and buttons; while a row is lifted the others make room for it.

    Parameters
    ----------
    swap : callable
        What a button does, with the place of the row above it.
    swap_tip : callable
        What it says beforehand.
    """

    grown = Signal()
    """Emitted when the height changes."""

    def __init__(self, swap: Callable[[int], object], swap_tip: Callable[[int], str]) -> None:
        super().__init__()
        self._swap, self._swap_tip = swap, swap_tip
        self.rows: list[KnobRow] = []
        self.buttons: list[SwapButton] = []
        self.lifted: KnobRow | None = None
        self._scrolls = False

    def show_rows(self, rows: Sequence[KnobRow]) -> None:
        """Show these rows in this order."""
        self.rows = list(rows)
        for place, row in enumerate(rows):
            row.place = place
            row.setParent(self)
            row.show()
        while len(self.buttons) < len(rows) - 1:
            self._add_button(len(self.buttons))
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(rows) - 1)
        for one, other in pairwise(rows):
            self.buttons[one.place].setAccessibleName(f"Swap {one.title} and {other.title}")
        self.lay_out()

    def clear(self) -> list[QWidget]:
        """Remove every row; return all child widgets except the swap buttons."""
        self.rows, self.lifted = [], None
        kept = set(map(id, self.buttons))
        return [part for part in self.children() if isinstance(part, QWidget) and id(part) not in kept]

    def _add_button(self, place: int) -> None:
        button = SwapButton(partial(self._swap_tip, place))
        button.clicked.connect(partial(self._swap, place))
        button.setParent(self)
        self.buttons.append(button)

    @property
    def pitch(self) -> int:
        """Pixels from one row to the next."""
        return max((row.sizeHint().height() for row in self.rows), default=0) + GAP

    def height_of(self, count: int) -> int:
        """Height in pixels of `count` rows."""
        return max(0, count * self.pitch - GAP)

    def whole_rows(self, room: int) -> int:
        """Number of whole rows that `room` pixels have."""
        return (room + GAP) // (self.pitch or 1)

    def height_of_whole_rows(self, room: int) -> int:
        """Height in pixels of the whole rows in `room` pixels, where there are more."""
        rows = self.whole_rows(room)
        return self.height_of(rows) if rows < len(self.rows) else room

    def sizeHint(self) -> QSize:
        """Height of all rows."""
        return QSize(super().sizeHint().width(), self.height_of(len(self.rows)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out rows and buttons."""
        super().resizeEvent(event)
        self.lay_out()

    def event(self, event: QEvent) -> bool:
        """Lay out rows and buttons when the height of a row changed."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.lay_out()
        return super().event(event)

    def lay_out(self) -> None:
        """Place rows and buttons; a lifted row stays under the mouse."""
        pitch, size = self.pitch, max((button.sizeHint().height() for button in self.buttons), default=0)
        if (height := self.height_of(len(self.rows))) != self.minimumHeight():
            self.setMinimumHeight(height)
            self.grown.emit()
        width = self.width() - (round(0.75 * pitch) if len(self.rows) > 1 else 0)
        for place, row in enumerate(self.rows):
            # The lifted row follows the mouse, not the layout.
            top = row.y() if row is self.lifted else place * pitch
            row.setGeometry(0, top, width, pitch - GAP)
        for place, button in enumerate(self.buttons):
            edge = (place + 1) * pitch - GAP // 2
            top = edge - GAP // 2 - size if self._scrolls else edge - size // 2
            button.setGeometry(width, top, self.width() - width, size)

    def set_scrolling(self, scrolls: bool) -> None:
        """Say whether some rows are scrolled out of sight: then no button stands over the edge of a row."""
        if scrolls != self._scrolls:
            self._scrolls = scrolls
            self.lay_out()

    # A row in the hand

    def lift(self, row: KnobRow) -> None:
        """Lift a row for a drag."""
        self.lifted = row
        # Over its neighbours, which move under it.
        row.raise_()
        _mark(row, lifted=True)

    def carry(self, top: int) -> int:
        """Move the lifted row to `top` pixels; return the place that it covers."""
        assert self.lifted is not None  # noqa: S101  # it has been lifted
        lowest = (len(self.rows) - 1) * self.pitch
        self.lifted.move(0, min(max(top, 0), lowest))
        return round(self.lifted.y() / self.pitch)

    def settle(self) -> None:
        """Lower the lifted row into its place."""
        if self.lifted is not None:
            _mark(self.lifted, lifted=False)
        self.lifted = None
        self.lay_out()


class ScrolledKnobRows(QScrollArea):
    """Scroll area around the stack; room that is too low for a whole row stays empty."""

    def __init__(self, stack: KnobRowStack) -> None:
        super().__init__()
        self.stack = stack
        stack.grown.connect(self.updateGeometry)
        stack.grown.connect(self._fit)
        self.setWidget(stack)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in (stack, self.viewport()):
            part.setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to whole rows."""
        super().resizeEvent(event)
        self._fit()

    def show_row(self, row: QWidget) -> None:
        """Scroll to a row, after the layout is up to date."""
        self._fit()
        self.ensureWidgetVisible(row, 0, 0)

    def _fit(self) -> None:
        stack, room = self.stack, self.height()
        rows = stack.whole_rows(room)
        crowded = 0 < rows < len(stack.rows)
        rest = room - stack.height_of(rows) if crowded else 0
        stack.set_scrolling(room < stack.height_of(len(stack.rows)))
        # Margins resize the viewport, which comes back here.
        if self.viewportMargins().bottom() != rest:
            self.setViewportMargins(0, 0, 0, rest)
        self.verticalScrollBar().setSingleStep(max(1, stack.pitch))

    def sizeHint(self) -> QSize:
        """Height of all rows."""
        return QSize(super().sizeHint().width(), self.stack.height_of(len(self.stack.rows)))

    def minimumSizeHint(self) -> QSize:
        """Height of the fewest rows."""
        return QSize(0, self.stack.height_of(min(FEWEST, len(self.stack.rows))))


def _mark(row: KnobRow, *, lifted: bool) -> None:
    """Mark a row as lifted, for the style sheet."""
    row.setProperty("lifted", lifted)
    # A style sheet looks at a property only when the widget is polished.
    row.style().polish(row)
