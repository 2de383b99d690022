"""Base class of all plots.

Axes and scene are pyqtgraph's. Marks are painted in pixels, in layers over it: rounded corners, dashes,
hatches and text keep their shape, a figure in SVG or PDF has no stretched strokes to correct, and what no
turn of the dial changes is cached.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QCursor, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from tauscope.core.numbers import screen_temperature
from tauscope.document.description import Description
from tauscope.document.plots import SINGLY
from tauscope.document.suitability import unsuited
from tauscope.ui.painting.frame import Area, Frame, Layer
from tauscope.ui.plots import PLOTS
from tauscope.ui.plots.base.axes import Axes
from tauscope.ui.plots.base.value_tag import ValueTag
from tauscope.ui.widgets.bubble import show_bubble
from tauscope.ui.widgets.buttons import PAGE
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme


HIDDEN = "The numbers are hidden until you reveal them."
"""What a description says during a prediction: a screen reader tells no more than the plot shows."""

SINGLE_CLASSES = "single classes"
UNGROUPED = "ungrouped"
"""What the heading of a plot says that does not draw a group as one class, at more and at less length."""


class Plot(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """View of a Picture that asks for edits through `perform`.

    A subclass gives `name` and the words of its description, adds layers, and overrides `lay_out`, `describe`
    and what it needs of `class_at` (for hover and selection), `press` and `drag`.
    """

    name: ClassVar[str]

    explanation: ClassVar[str]
    """What the plot shows, in sentences."""

    usage: ClassVar[str]
    """What the user can do with it, in sentences."""

    hint: ClassVar[str]
    """Something worth trying, in a sentence or two."""

    picture: Picture | None = None

    page: ClassVar[str] = ""
    """Name of the help page on what the plot shows; empty if there is none."""

    card_height: ClassVar[float] = 13.0
    """Height of its card, in text heights, below which its marks or its text have no room."""

    least_end: float = 0.0
    """What the axis reaches at least: the ends that `hold_axis` was given."""

    around: Theme
    """Theme of the card and of the plot's tools; `theme`, inside the plot, has no text below its least."""

    said = Signal(str)
    """A sentence about what was done."""

    again = Signal()
    """Emitted to retry logits that failed."""

    asked = Signal(str)
    """Emitted with the name of a help page that is to be opened."""

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        super().__init__()
        self.perform, self.focus, self.around, self.theme = perform, focus, theme, theme.of_plot()
        self.frame = Frame.of(QRectF(), (0, 1), (0, 1))
        self._layers: list[Layer] = []
        self._pressed: QPointF | None = None
        self._dragging = False
        self._tag: ValueTag | None = None
        self._in_focus: tuple[tuple[Any, ...], frozenset[int]] | None = None
        self.setProperty(PAGE, self.page)
        self.setObjectName(f"{self.name}Plot")
        self.setAccessibleName(self.title)
        self.setMouseTracking(True)
        # The background covers all of it, so that nothing under it is painted first.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.axes = Axes(self.theme)
        self.setCentralItem(self.axes)
        focus.changed.connect(self.refresh)
        self.apply_theme(theme)

    @property
    def title(self) -> str:
        """Title in the heading."""
        return PLOTS[self.name].title

    @classmethod
    def unsuited(cls, document: Document) -> str:
        """Sentence that says why this plot cannot show `document`; empty if it can."""
        return unsuited(cls.name, document)

    @property
    def tools(self) -> Sequence[QWidget]:
        """Widgets at the right of the heading on the bench; a figure has none."""
        return ()

    @property
    def stage_tools(self) -> Sequence[QWidget]:
        """Those of the tools that the stage shows beside the title: what is done in front of a room."""
        return ()

    def show_in_tools(self, picture: Picture) -> None:
        """Show the choices of `picture` in the tools; this edits nothing."""

    # What is shown

    def add_layer(
        self, paint: Callable[[QPainter, Picture], None], area: Area | None = None, *, cached: bool = False
    ) -> Layer:
        """Add a layer above the others, over the whole plot or an area of it."""

        def with_picture(painter: QPainter) -> None:
            if self.picture is not None:
                paint(painter, self.picture)

        layer = Layer(with_picture, area, cached=cached)
        layer.setParentItem(self.axes)
        # Over the items of the axes, each layer over the one before.
        layer.setZValue(10 + len(self._layers))
        self._layers.append(layer)
        return layer

    def show_picture(self, picture: Picture) -> None:
        """Show the numbers of `picture`."""
        picture = picture.for_plot(self.name)
        before, self.picture = self.picture, picture
        self.say(picture)
        if self._is_to_be_resized:
            return
        if before is None or before.prepared is not picture.prepared:
            self.arrange()
        else:
            self.on_temperature()
        if before is not None and _step_of(before) != _step_of(picture):
            self.hide_value()
        elif self._tag is not None and self._tag.isVisible():
            # The mouse rests where it was, over another value.
            self._tag.show_at(self.value_at(self._tag.pointer.toPointF()), self._tag.pointer)

    def release(self) -> None:
        """Drop the picture of a plot that left the bench: it holds arrays of all classes."""
        self.picture = None

    @property
    def _is_to_be_resized(self) -> bool:
        """Whether everything will be laid out when the plot is shown: Qt then sends the awaited event."""
        return bool(self.testAttribute(Qt.WidgetAttribute.WA_PendingResizeEvent))

    def on_temperature(self) -> None:
        """Repaint for another τ; a plot with cached layers repaints only some of them."""
        self.refresh()

    def refresh(self) -> None:
        """Repaint all layers."""
        for layer in self._layers:
            layer.update()

    def arrange(self) -> None:
        """Lay everything out again after a change of size, theme or logits."""
        if self.picture is None:
            return
        x, y = self.lay_out(self.picture)
        # A resize came before: what was laid out then may have needed more.
        self.axes.resize(QSizeF(self.size()))
        self.frame = Frame.of(self.axes.arranged(x, y), x, y)
        whole = QRectF(QPointF(), self.axes.size())
        for layer in self._layers:
            layer.cover(self.frame, whole)
        self.refresh()

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Set the ticks, and return the ranges of x and y."""
        raise NotImplementedError

    def caption(self, picture: Picture) -> str:
        """A few words beside the title; versions for less room are joined by `OR`."""
        del picture
        return ""

    def legend(self, picture: Picture) -> str:
        """A few words beside the title of a figure, where nothing else says what is drawn."""
        return self.caption(picture).split(OR)[0]

    def caption_of(self, picture: Picture) -> str:
        """Return `caption`, with a note where classes are grouped and the plot draws them one by one."""
        captions = self.caption(picture.for_plot(self.name))
        if not self._draws_members_singly(picture):
            return captions
        longer = [f"{one}   {SINGLE_CLASSES}" for one in captions.split(OR) if one]
        return OR.join((*longer, SINGLE_CLASSES, UNGROUPED))

    def legend_of(self, picture: Picture) -> str:
        """Return `legend`, with the note of `caption_of`."""
        legend = self.legend(picture.for_plot(self.name))
        return f"{legend}   {SINGLE_CLASSES}".lstrip() if self._draws_members_singly(picture) else legend

    def _draws_members_singly(self, picture: Picture) -> bool:
        return picture.prepared.grouped is not None and PLOTS[self.name].groups == SINGLY

    def describe(self, picture: Picture) -> str:
        """Describe in sentences what the plot shows of `picture`; τ is said before them."""
        raise NotImplementedError

    def description(self, picture: Picture) -> Description:
        """Describe the plot: what is here, what can be done, what is so now, and a hint."""
        picture = picture.for_plot(self.name)
        tau = f"τ = {screen_temperature(picture.temperature)}."
        now = f"{tau} {HIDDEN if is_veiled(picture) else self.describe(picture)}".rstrip()
        return Description(self.title, self.explanation, self.usage, now, self.hint)

    def say(self, picture: Picture) -> None:
        """Give screen readers the description of `picture`."""
        self.setAccessibleDescription(self.description(picture).text)

    # Figures

    def hold_axis(self, picture: Picture) -> None:
        """Let the axis have room for `picture` as well from the next layout on, so that it keeps still.

        A plot whose axes do not move with τ does nothing.
        """

    def settle(self, width: int, height: int) -> None:
        """Set the size of a plot that is not shown."""
        self.resize(width, height)
        # Qt sends a widget no resize event before it is shown.
        self.setAttribute(Qt.WidgetAttribute.WA_PendingResizeEvent, on=False)
        self.resizeEvent(QResizeEvent(self.size(), QSize()))

    def draw(self, painter: QPainter) -> None:
        """Paint axes and marks on a painter, without caches and without a background."""
        self.axes.draw(painter)
        for layer in self._layers:
            layer.paint(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out again for the new size."""
        super().resizeEvent(event)
        self.arrange()

    def paint_grid(self, painter: QPainter, levels: Sequence[float]) -> None:
        """Draw quiet lines across the frame, each on a row of pixels of its own."""
        width = self.theme.hairline
        painter.setPen(self.theme.pen(self.theme.colours.grid, width))
        for level in levels:
            y = round(self.frame.y.pixel(level)) + width % 2 / 2
            painter.drawLine(QPointF(self.frame.rect.left(), y), QPointF(self.frame.rect.right(), y))

    # What it looks like

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self.around, self.theme = theme, theme.of_plot()
        self.setBackground(theme.colours.card)
        self.axes.apply_theme(self.theme)
        if not self._is_to_be_resized:
            self.arrange()

    # The hand

    def class_at(self, point: QPointF) -> int | None:
        """Row under the mouse."""
        del point
        return None

    def value_at(self, point: QPointF) -> str:
        """Text of the value under the mouse; empty if there is none."""
        del point
        return ""

    def press(self, point: QPointF) -> bool:
        """Start a drag if something here can be dragged; return whether it can."""
        del point
        return False

    def drag(self, point: QPointF) -> None:
        """Continue a drag."""

    def cursor_at(self, point: QPointF) -> Qt.CursorShape:
        """Return the cursor shape for this point."""
        del point
        return Qt.CursorShape.ArrowCursor

    def refuse(self, sentence: str | None) -> None:
        """Show the reason beside the mouse if an edit was refused."""
        if sentence:
            show_bubble(self, sentence, self.mapFromGlobal(QCursor.pos()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the class under the mouse, and prepare a drag."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        row = self.class_at(event.position())
        extend = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        if row is not None:
            self.focus.toggle(*self.keys(row)) if extend else self.focus.select(self.keys(row))
        ready = not extend and self.press(event.position())
        self._pressed, self._dragging = (event.position() if ready else None), False
        if row is None and not ready:
            self.focus.select(())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or set the hovered class."""
        point = event.position()
        if self._pressed is not None:
            # A click may move the mouse by a pixel or two, and is no drag.
            moved = (point - self._pressed).manhattanLength() >= QApplication.startDragDistance() / 2
            self._dragging = self._dragging or moved
            if self._dragging:
                self.drag(point)
                self._show_value(point)
            return
        row = self.class_at(point)
        self.focus.hover(None if row is None else self.key(row))
        self.viewport().setCursor(self.cursor_at(point))
        self._show_value(point)

    def _show_value(self, point: QPointF) -> None:
        text = self.value_at(point)
        if text or self._tag is not None:
            self._tag = self._tag or ValueTag(self.viewport())
            self._tag.show_at(text, point.toPoint())

    def hide_value(self) -> None:
        """Hide the value that was under the mouse."""
        if self._tag is not None:
            self._tag.hide()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        del event
        self._pressed, self._dragging = None, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Treat a double click as a press."""
        # Qt sends this in place of the second press.
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Clear the hovered class: the mouse left."""
        super().leaveEvent(event)
        self.focus.hover(None)
        self.hide_value()

    def wheelEvent(self, event: object) -> None:
        """Ignore the wheel: pyqtgraph would zoom."""
        event.ignore()  # type: ignore[attr-defined]

    def key(self, row: int) -> int:
        """Key of a row."""
        assert self.picture is not None  # noqa: S101  # there is something under the mouse
        return int(self.picture.logits.keys[row])

    def keys(self, row: int) -> tuple[int, ...]:
        """Key of a row, or those of all members of the group for which it stands."""
        assert self.picture is not None  # noqa: S101  # there is something under the mouse
        grouped, logits = self.picture.prepared.grouped, self.picture.logits
        return (self.key(row),) if grouped is None else tuple(logits.keys[grouped.rows_of(row)].tolist())

    def is_marked(self, row: int) -> bool:
        """Return True if the class in a row, or one of its group, is pointed at or selected."""
        picture = self.picture
        if not self.focus.any:
            return False
        if picture is None or picture.prepared.grouped is None:
            return self.focus.has(self.key(row))
        return row in self._marked_entries(picture)

    def _marked_entries(self, picture: Picture) -> frozenset[int]:
        """Rows that stand for the entries in which a class is pointed at or selected."""
        now = (picture.prepared, self.focus.selected, self.focus.hovered)
        if self._in_focus is None or any(
            one is not other for one, other in zip(self._in_focus[0], now, strict=True)
        ):
            self._in_focus = now, marked_entries(picture, self.focus)
        return self._in_focus[1]


def marked_entries(picture: Picture, focus: Focus) -> frozenset[int]:
    """Return the rows that stand for the entries in which a class is pointed at or selected."""
    logits, wanted = picture.logits, [*focus.selected]
    if focus.hovered is not None:
        wanted.append(focus.hovered)
    rows = np.flatnonzero(np.isin(logits.keys, np.array(wanted, dtype=np.int64)))
    return frozenset(picture.prepared.entry_of(row) for row in rows.tolist())


def is_veiled(picture: Picture) -> bool:
    """Return True while the plot hides what a prediction asks for."""
    if picture.document.lesson is None:
        return False
    from tauscope.document.library import lesson_walk  # noqa: PLC0415  # only in lessons

    return lesson_walk.is_veiled(picture.document)


def _step_of(picture: Picture) -> object:
    """What a lesson shows: its step, before the truth or after; None without a lesson."""
    place = picture.document.lesson
    return None if place is None else (id(place.lesson), place.step, place.revealed)
