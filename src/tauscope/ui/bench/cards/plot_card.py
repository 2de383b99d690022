"""A card that holds one plot, and in its heading a menu of what can be done with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from tauscope.document.plots import PLOTS
from tauscope.ui.bench.cards.plot_heading import HeadingMouse, PlotHeading
from tauscope.ui.bench.cards.plot_menu import CardOwner, fill_card_menu
from tauscope.ui.widgets.buttons import PAGE, menu_button, word_button
from tauscope.ui.widgets.card import GAP, Card
from tauscope.ui.widgets.plain_text import menu_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.plots.base.plot import Plot


class PlotCard(Card):
    """The plot in one place of `Document.plots`."""

    dragged = Signal(QPoint)
    """Emitted during a drag of the heading, with the global position of the mouse."""

    dropped = Signal(QPoint)
    cancelled = Signal()

    def __init__(self, owner: CardOwner, place: int) -> None:
        self._owner, self.place = owner, place
        self.plot: Plot | None = None
        self._offered: tuple[str | bool, ...] = (False,)
        menu, self._waiting = QMenu(), QMenu()
        super().__init__(self._make_heading(menu))
        for one in (menu, self._waiting):
            one.setParent(self, one.windowFlags())
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self._mouse.setParent(self)
        self._mouse.moved.connect(self.dragged)
        self._mouse.dropped.connect(self.dropped)
        self._mouse.cancelled.connect(self.cancelled)
        self._mouse.enlarged.connect(self._toggle)
        self.heading.asked_to_move.connect(lambda by: owner.swap(place, place + by))
        self.heading.asked_to_go.connect(lambda: owner.remove(place))
        self._sentence = QLabel()
        self._sentence.setObjectName("plotSentence")
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.hide()
        self._layout.addWidget(self._sentence, 1)

    def _make_heading(self, menu: QMenu) -> QWidget:
        """Make the button of the heading and the buttons that lead to other plots."""
        box = QWidget()
        self._mouse = HeadingMouse(box)
        self.heading = PlotHeading(menu, self._mouse)
        self._more = menu_button("", "", self._waiting)
        self._more.setObjectName("morePlots")
        self._back = word_button(
            "◂ All plots", "Show all plots again (Esc)", partial(self._owner.enlarge, None)
        )
        self._back.setObjectName("allPlots")
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.heading)
        for button in (self._more, self._back):
            row.addWidget(button)
            button.resize(button.sizeHint())
            button.hide()
        return box

    def _fill(self, menu: QMenu) -> None:
        fill_card_menu(menu, self._owner, self.place)
        plot = self.plot
        if plot is not None and plot.page:
            menu.addSeparator()
            about = menu.addAction("A&bout This Plot")
            about.setToolTip("What it shows, and what is often misunderstood (Shift + F1)")
            about.triggered.connect(lambda _=False: plot.asked.emit(plot.page))

    def clear(self) -> None:
        """Remove the plot from the card."""
        super().clear()
        self.plot = None

    def put(self, plot: Plot) -> None:
        """Place a plot in the card; the caller places the one that was here before."""
        if plot is not self.plot:
            self.heading.setText(f"{in_capitals(plot.title)} ▾")
            self.set_content(plot, plot.tools)
            self.plot = plot
            self.setProperty(PAGE, plot.page)
            self._sentence.hide()

    def show_document(self, document: Document) -> None:
        """Show the reason if the plot has nothing to show of a document."""
        if self.plot is not None:
            self._say_instead(self.plot.unsuited(document))

    def show_picture(self, picture: Picture) -> None:
        """Pass `picture` to the plot."""
        if self.plot is not None and self._sentence.isHidden():
            self.plot.show_picture(picture)
            self.plot.show_in_tools(picture.for_plot(self.plot.name))
            self.set_note(self.plot.caption_of(picture))

    def _say_instead(self, sentence: str) -> None:
        """Show a sentence in place of the plot; an empty one shows the plot."""
        if sentence:
            self._sentence.setText(sentence)
            self.set_note("")
        if self._sentence.isHidden() == bool(sentence):
            for part in self._parts:
                part.setVisible(not sentence)
            self._sentence.setVisible(bool(sentence))

    def offer(self, waiting: Sequence[str], *, back: bool) -> None:
        """Show buttons that lead to other plots.

        Parameters
        ----------
        waiting : sequence of str
            Plots that have no room: one of them can be shown here.
        back : bool
            Whether a button shows all plots again.
        """
        if self._offered == (*waiting, back):
            return
        self._offered = (*waiting, back)
        self._waiting.clear()
        for name in waiting:
            action = self._waiting.addAction(menu_text(PLOTS[name].title))
            action.triggered.connect(partial(self._owner.bring_to_front, name))
        titles = ", ".join(PLOTS[name].title for name in waiting)
        self._more.setText(f"{len(waiting)} more ▾")
        self._more.setToolTip(f"No room in this window for: {titles}\nChoose one to show it here")
        self._more.setVisible(bool(waiting))
        self._back.setVisible(back)
        # The card is given its place now, and must know what it needs.
        if (layout := self._heading.layout()) is not None:
            layout.activate()

    def _toggle(self) -> None:
        self._owner.enlarge(self.place if self._owner.enlarged is None else None)

    # The heading beside its word

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a click or drag of the heading."""
        if event.button() == Qt.MouseButton.LeftButton and self._in_heading(event):
            self._mouse.press(event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the heading."""
        self._mouse.move(event.globalPosition().toPoint(), self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag of the heading."""
        self._mouse.release(event.globalPosition().toPoint(), self)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Enlarge the plot, or show all."""
        if event.button() == Qt.MouseButton.LeftButton and self._in_heading(event):
            self._toggle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel a drag at Esc."""
        if event.key() == Qt.Key.Key_Escape and self._mouse.dragging:
            self._mouse.cancel(self)
        else:
            super().keyPressEvent(event)

    def _in_heading(self, event: QMouseEvent) -> bool:
        return event.position().y() < self._row.geometry().bottom() + self._layout.spacing()


def in_capitals(title: str) -> str:
    """Title in capitals, except τ."""
    return title.upper().replace("Τ", "τ")
