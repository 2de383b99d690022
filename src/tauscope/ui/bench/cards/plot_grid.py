"""The plots on the bench: one to six cards, under the panel of a source where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from tauscope.document.plot_sizes import PlotSizes
from tauscope.ui.bench.cards.arrangement import Arrangement, Room, arranged, heights_of_rows, shared
from tauscope.ui.bench.cards.borders import LOWEST, NARROWEST, Borders, Placed, least_height, least_width
from tauscope.ui.bench.cards.plot_card import PlotCard
from tauscope.ui.bench.cards.plot_commands import PlotCommands
from tauscope.ui.plots import plot_class

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.panels.panel import Panel
    from tauscope.ui.plots.base.plot import Plot
    from tauscope.ui.theme import Theme


class DropMark(QWidget):
    """Outline around the card with which a dragged heading would swap places."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setObjectName("dropMark")
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the outline."""
        del event
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self.theme.pen(self.theme.colours.accent, 3))
            painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 8, 8)


class PlotGrid(QWidget):
    """Lays the cards out, and shows pictures in those that are seen.

    Which plot is enlarged, and which of several without room is in front, are states of the view: neither is
    saved nor undone.
    """

    revealed = Signal()
    """Emitted when hidden plots became visible without a change of the document."""

    asked_to_describe = Signal(str)
    """Emitted with the name of a plot whose description is to be shown."""

    def __init__(self, perform: Perform, make: Callable[[str], Plot], theme: Theme) -> None:
        super().__init__()
        self.commands = PlotCommands(perform)
        self._make, self._theme, self._gap = make, theme, 0
        self.cards: list[PlotCard] = []
        self.panel: Panel | None = None
        self._panel: Panel | None = None
        self._panel_hidden = False
        self.enlarged: int | None = None
        self._front = ""
        self._document: Document | None = None
        self._picture: Picture | None = None
        self._borders = Borders(self, theme, self.commands.resize)
        self._mark = DropMark(self, theme)

    # What is shown

    @property
    def document(self) -> Document:
        """Document on the bench."""
        assert self._document is not None  # noqa: S101  # there is no card before
        return self._document

    @property
    def shown(self) -> list[Plot]:
        """Visible plots, the large one first."""
        return [card.plot for card in self.cards if card.plot is not None]

    def show_document(self, document: Document) -> None:
        """Show the plots of a document in its sizes."""
        before, self._document = self._document, document
        other_plots = before is None or before.plots != document.plots
        if other_plots:
            self.enlarged = None
        for place in range(len(self.cards), len(document.plots)):
            self._add_card(place)
        if other_plots or (before and before.plot_sizes != document.plot_sizes):
            # The picture at hand is that of the document before: new cards wait for the next one.
            self._arrange(show=False)
        for card in self.cards:
            card.show_document(document)

    def show_picture(self, picture: Picture) -> None:
        """Pass `picture` to every visible card."""
        self._picture = picture
        for card in self.cards:
            card.show_picture(picture)

    def clear(self) -> None:
        """Remove all plots and the picture."""
        self._document = self._picture = None
        for card in self.cards:
            card.clear()

    def put_panel(self, panel: Panel | None) -> None:
        """Place a source's panel above the plots, or remove it; its owner deletes it."""
        self._panel = panel
        self._place_panel()

    def hide_panel(self, hidden: bool) -> None:
        """Hide the panel, or show it again."""
        if hidden != self._panel_hidden:
            self._panel_hidden = hidden
            self._place_panel()

    def _place_panel(self) -> None:
        if self._panel is not None and self._panel_hidden:
            self._panel.hide()
        self.panel = panel = None if self._panel_hidden else self._panel
        if panel is not None:
            # Qt hides a widget that gets another parent; `_arrange` shows it again.
            panel.setParent(self)
        self._arrange()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to borders and outline, and arrange the cards for its text."""
        self._theme = self._mark.theme = theme
        self._borders.apply_theme(theme)
        self._arrange()

    def set_gap(self, gap: int) -> None:
        """Set the pixels between two cards."""
        if gap != self._gap:
            self._gap = gap
            self._arrange()

    def _add_card(self, place: int) -> None:
        card = PlotCard(self, place)
        card.setParent(self)
        card.dragged.connect(lambda at: self._mark_target(place, at))
        card.dropped.connect(lambda at: self._drop(place, at))
        card.cancelled.connect(self._mark.hide)
        self.cards.append(card)

    # What can be done

    def enlarge(self, place: int | None) -> None:
        """Show one plot in the place of all cards and of the panel; None shows all again."""
        if place != self.enlarged:
            self.enlarged = place
            self._arrange()

    @property
    def meant(self) -> PlotCard | None:
        """Card whose heading has the focus or the mouse, else the first; None if no card is visible."""
        seen = [card for card in self.cards if card.isVisible()]
        found = [card for card in seen if card.heading.hasFocus()] or [
            card for card in seen if card.underMouse()
        ]
        return next(iter(found or seen), None)

    def toggle_enlarged(self) -> None:
        """Enlarge the plot whose heading has the focus or the mouse, else the first; or show all."""
        card = self.meant
        if self.enlarged is not None:
            self.enlarge(None)
        elif card is not None:
            self.enlarge(card.place)

    def describe(self, place: int | None = None) -> None:
        """Ask for the description of the plot in a place, or else of the one that is meant."""
        card = self.meant if place is None else self.cards[place]
        if card is not None and card.plot is not None:
            self.asked_to_describe.emit(card.plot.name)

    def bring_to_front(self, name: str) -> None:
        """Show a plot that has no room in the last card."""
        self._front = name
        self._arrange()

    def choose(self, place: int, name: str) -> None:
        """Show a plot in a place; an enlarged place stays enlarged."""
        enlarged = self.enlarged
        self.commands.show(name, place)
        self.enlarge(enlarged)

    def add(self, name: str) -> None:
        """Add a plot to the bench; if there is no room show it in the last card."""
        self._front = name
        self.commands.add(name)

    def swap(self, place: int, other: int) -> None:
        """Swap two plots; the focused heading keeps the focus."""
        if not 0 <= other < len(self.document.plots) or place == other:
            return
        had_keyboard, enlarged = self.cards[place].heading.hasFocus(), self.enlarged
        self.commands.swap(place, other)
        if enlarged is not None:
            self.enlarge(other)
        if had_keyboard and self.cards[other].isVisible():
            self.cards[other].heading.setFocus()

    def remove(self, place: int) -> None:
        """Remove a plot from the bench; the last one stays."""
        self.commands.remove(self.document.plots[place])

    def reset_sizes(self) -> None:
        """Give all cards their automatic sizes."""
        self.commands.resize(PlotSizes())

    # Where everything stands

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the cards for the new room."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Arrange the cards again where one asks for more room."""
        done = super().event(event)
        # Cards post it when their least size changes; without a QLayout nobody else acts on it.
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return done

    def minimumSizeHint(self) -> QSize:
        """Least size of a panel, and room for a card."""
        least = QSize(round(2 * NARROWEST * self._theme.base), round(2 * LOWEST * self._theme.base))
        if self.panel is None:
            return least
        panel = self.panel.minimumSizeHint()
        return least.expandedTo(QSize(panel.width(), panel.height() + self._strip))

    def _arrange(self, *, show: bool = True) -> None:
        """Put every card and border where it belongs; a card that comes into view is shown the picture."""
        if self._document is None or not self.width():
            return
        found = self._found()
        if self.panel is not None:
            self.panel.setVisible(found.panel or bool(self._strip))
        for card in self.cards:
            if card.place not in found.shown:
                card.hide()
                card.clear()
        self._offer(found)
        new = self._place_all(found)
        if show and new:
            for card in new:
                card.show_document(self._document)
                if self._picture is not None:
                    card.show_picture(self._picture)
            self.revealed.emit()

    def _found(self) -> Arrangement:
        plots, base = self.document.plots, self._theme.base
        if self.enlarged is not None:
            return Arrangement(((self.enlarged,),))
        room = Room(self.width() / base, (self.height() - self._strip) / base, self._gap / base)
        needed = [plot_class(name).card_height for name in plots]
        panel = None if self.panel is None or self.panel.low else self.panel
        found = arranged(needed, room, panel=panel is not None, apart=panel is not None and panel.apart)
        return found.with_in_front(plots.index(self._front)) if self._front in plots else found

    @property
    def _strip(self) -> int:
        """Height in pixels that a low panel takes above all rows, with the gap below it."""
        panel = self.panel
        if panel is None or not panel.low or self.enlarged is not None:
            return 0
        return panel.height_at(self.width()) + self._gap

    def _place_all(self, found: Arrangement) -> list[PlotCard]:
        """Give cards, panel and borders their places; answer with the cards that hold another plot now."""
        plots, sizes, new = self.document.plots, self.document.plot_sizes, list[PlotCard]()
        for place in found.shown:
            card, plot = self.cards[place], self._make(plots[place])
            if card.plot is not plot:
                card.put(plot)
                new.append(card)
        rows: list[list[QWidget]] = [[self.cards[place] for place in row] for row in found.rows]
        if found.panel and self.panel is not None:
            rows.insert(0, [self.panel])
        strip = self._strip
        if self.panel is not None and strip:
            self._place_row([self.panel], 0, strip - self._gap)
        free, y = self.height() - strip - self._gap * (len(rows) - 1), strip
        least = [least_height(row, self._theme) for row in rows]
        for row, height in zip(rows, shared(free, heights_of_rows(found, sizes), least), strict=True):
            self._place_row(row, y, height)
            y += height + self._gap
        self._borders.place(Placed(rows, found, sizes))
        return new

    def _place_row(self, row: Sequence[QWidget], y: int, height: int) -> None:
        sizes = self.document.plot_sizes
        shares = [sizes.width(part.place) if isinstance(part, PlotCard) else 1.0 for part in row]
        least = [least_width(part, self._theme) for part in row]
        x = 0
        for part, width in zip(
            row, shared(self.width() - self._gap * (len(row) - 1), shares, least), strict=True
        ):
            part.setGeometry(x, y, width, height)
            part.show()
            x += width + self._gap

    def _offer(self, found: Arrangement) -> None:
        waiting = [self.document.plots[place] for place in found.hidden]
        for card in self.cards:
            here = self.enlarged is None and card.place == found.shown[-1]
            card.offer(waiting if here else (), back=self.enlarged is not None)

    # Headings in the hand

    def _target(self, place: int, at: QPoint) -> PlotCard | None:
        """The other card under a point of the screen."""
        point = self.mapFromGlobal(at)
        for card in self.cards:
            if card.place != place and card.isVisible() and card.geometry().contains(point):
                return card
        return None

    def _mark_target(self, place: int, at: QPoint) -> None:
        card = self._target(place, at)
        self._mark.setVisible(card is not None)
        if card is not None:
            self._mark.setGeometry(card.geometry())
            self._mark.raise_()

    def _drop(self, place: int, at: QPoint) -> None:
        self._mark.hide()
        card = self._target(place, at)
        if card is not None:
            self.swap(place, card.place)
