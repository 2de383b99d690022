"""The left column: the table's card above the dial's, their heights shared out by what each has to show."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tauscope.ui.bench.dial.dial import TemperatureDial
from tauscope.ui.chain.knob_list import KnobList
from tauscope.ui.table.logit_table import LogitTable

GAP = 12
"""Pixels between the two cards."""

SHARE = 10 / 19
"""Part of the height that the table has where it does not need more."""

FEW, MANY = 4, 8
"""Rows that are shown before the dial has more than its least height, and more than a comfortable one."""


class SideColumn(QWidget):
    """Table above the dial: few classes and all knobs are shown in full before the dial grows."""

    def __init__(self, table: LogitTable, knobs: KnobList, dial: TemperatureDial) -> None:
        super().__init__()
        self._table, self._knobs, self._dial = table, knobs, dial
        self._cards: tuple[QWidget, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)

    def hold(self, above: QWidget, below: QWidget) -> None:
        """Place the cards of the table and of the dial."""
        self._cards = above, below
        for card in self._cards:
            self._column.addWidget(card)
        self.share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the new height."""
        super().resizeEvent(event)
        self.share()

    def event(self, event: QEvent) -> bool:
        """Divide the height again when the needs of a card change."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.share()
        return super().event(event)

    def share(self) -> None:
        """Set the height of each card."""
        room = self.height() - GAP
        if not self._cards or room <= 0:
            return
        above, below = self._cards
        self._settle()
        least = below.minimumSizeHint().height()
        roomy = least + self._dial.roomy_height - self._dial.minimumHeight()
        height = max(
            round(SHARE * room),
            min(self._wanted(above, FEW), room - least),
            min(self._wanted(above, MANY), room - roomy),
        )
        # The table's first rows come before the knobs beyond the first few: these scroll.
        view, beyond = self._knobs.view, height - above.minimumSizeHint().height()
        spare = max(0, beyond - self._table.missing_height(FEW))
        # Room for a part of a row is the table's, which may show one class more.
        view.setMaximumHeight(view.stack.height_of_whole_rows(view.minimumSizeHint().height() + spare))
        self._column.setStretch(0, height)
        self._column.setStretch(1, max(1, room - height))
        self._column.activate()

    def _settle(self) -> None:
        """Activate the layouts around the knobs now, from the inside out, and not at the next event."""
        part: QWidget | None = self._knobs
        while part is not None and part is not self:
            if (layout := part.layout()) is not None:
                layout.activate()
            part = part.parentWidget()

    def _wanted(self, card: QWidget, most: int) -> int:
        """Height in which the card of the table shows all knobs and all classes, but at most `most` rows."""
        view = self._knobs.view
        knobs = view.sizeHint().height() - view.minimumSizeHint().height()
        return card.minimumSizeHint().height() + knobs + self._table.missing_height(most)
