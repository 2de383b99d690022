"""One plot of a figure with its heading; the plot is never shown on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from tauscope.document.description import spoken
from tauscope.ui.export.words import Heading, HeadingRoom, Words, heading_of, note, title
from tauscope.ui.focus import FigureFocus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import EditRequest
    from tauscope.ui.plots.base.plot import Plot
    from tauscope.ui.theme import Theme


BETWEEN = "   "
"""What stands between the parts of a legend: lines may break there."""


def _refuse(request: EditRequest) -> str | None:
    """Refuse every edit: a figure is not interactive."""
    del request
    return None


class Panel:
    """A plot with its heading, in a box.

    Parameters
    ----------
    kind : type of Plot
    picture : Picture
    theme : Theme
    selection : tuple of int
        Keys of the classes that are compared; a figure does not mark them.
    more : sequence of Words
        What the heading says after the title.
    """

    def __init__(
        self,
        kind: type[Plot],
        picture: Picture,
        theme: Theme,
        selection: tuple[int, ...] = (),
        more: Sequence[Words] = (),
    ) -> None:
        self._theme, self._box = theme, QRectF()
        self._focus = FigureFocus()
        self._focus.select(selection)
        self.plot = kind(_refuse, self._focus, theme)
        self._instead = self.plot.unsuited(picture.document)
        self._held, self._words = HeadingRoom(), list[Words]()
        self.show(picture, more)

    def show(self, picture: Picture, more: Sequence[Words] = ()) -> None:
        """Show a picture; what the plot shows of it stays within the room that is held."""
        if not self._instead:
            self.plot.show_picture(picture)
        self._words = self._heading_words(picture, more)

    def description(self, picture: Picture) -> str:
        """Describe the plot in words; or say why it has nothing to show."""
        return spoken(self._instead) if self._instead else self.plot.description(picture).of_figure

    def hold(self, picture: Picture, more: Sequence[Words] = ()) -> None:
        """Reserve room for what another picture needs, once `place` lays it out."""
        self._held.hold(self._heading_words(picture, more), self._box.width(), self._theme)
        if not self._instead:
            self.plot.hold_axis(picture.for_plot(self.plot.name))

    def _heading_words(self, picture: Picture, more: Sequence[Words]) -> list[Words]:
        """Title, τ where one is to be named, and legend."""
        parts = [] if self._instead else self.plot.legend_of(picture).split(BETWEEN)
        return [title(self.plot.title, self._theme), *more, *(note(part, self._theme) for part in parts)]

    @property
    def _heading(self) -> Heading:
        return heading_of(self._words, self._held, self._box.width(), self._theme)

    def place(self, box: QRectF) -> None:
        """Lay heading and plot out in a box."""
        self._box = box
        height = box.height() - self._heading.height
        self.plot.settle(max(1, round(box.width())), max(1, round(height)))

    def draw(self, painter: QPainter) -> None:
        """Paint heading and plot."""
        self._heading.draw(painter, self._box.left(), self._box.top())
        if self._instead:
            self._write_instead(painter)
            return
        painter.save()
        painter.translate(self._box.left(), self._box.top() + self._heading.height)
        self.plot.draw(painter)
        painter.restore()

    def _write_instead(self, painter: QPainter) -> None:
        """Write why the plot has nothing to show of the document."""
        theme, room = self._theme, self._box.adjusted(0, self._heading.height, 0, 0)
        painter.setFont(theme.font(1.0))
        painter.setPen(theme.pen(theme.colours.muted, 1.0))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, int(flags), self._instead)

    def close(self) -> None:
        """Delete the plot."""
        self.plot.close()
        shiboken6.delete(self.plot)
