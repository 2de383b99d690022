"""Base class of all plots.

Axes are pyqtgraph's. Marks are painted in pixels, in layers over them: rounded corners, dashes, hatches and
text keep their shape, a figure in SVG or PDF has no stretched strokes to correct, and what no turn of the
dial changes is kept as pixmaps: axes until the next layout, a cached layer until it is to be painted again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from tauscope.core.numbers import screen_temperature
from tauscope.document.description import Description
from tauscope.document.plots import SINGLY
from tauscope.document.suitability import unsuited
from tauscope.ui.painting.frame import Area, Frame, Layer
from tauscope.ui.painting.ground import Ground
from tauscope.ui.plots import PLOTS
from tauscope.ui.plots.base.axes import Axes
from tauscope.ui.plots.base.pointing import PointedView
from tauscope.ui.widgets.buttons import PAGE
from tauscope.ui.widgets.card import OR
from tauscope.ui.widgets.when_heard import catch_up, when_heard

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme


HIDDEN = "The numbers are hidden until you reveal them."
"""What a description says during a prediction: a screen reader tells no more than the plot shows."""

UNGROUPED = "ungrouped"
"""What the heading of a plot says that does not draw a group as one class."""


class Plot(PointedView):
    """View of a Picture that asks for edits through `perform`.

    A subclass gives `name` and the words of its description, adds layers, and overrides `lay_out`, `describe`
    and what it needs of the methods of `PointedView`.
    """

    name: ClassVar[str]

    explanation: ClassVar[str]
    """What the plot shows, in sentences."""

    usage: ClassVar[str]
    """What the user can do with it, in sentences."""

    hint: ClassVar[str]
    """Something worth trying, in a sentence or two."""

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
        super().__init__(perform, focus)
        self.around, self.theme = theme, theme.of_plot()
        self.frame = Frame.of(QRectF(), (0, 1), (0, 1))
        self._layers: list[Layer] = []
        self._look: object = None
        self._spoken: Picture | None = None
        self._under = Ground(self._painted_axes)
        self.setProperty(PAGE, self.page)
        self.setObjectName(f"{self.name}Plot")
        self.setAccessibleName(self.title)
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
        """Tools that the stage shows beside the title, for use in front of an audience."""
        return ()

    def show_in_tools(self, picture: Picture) -> None:
        """Show the choices of `picture` in the tools; this edits nothing."""

    # What is shown

    def add_layer(
        self,
        paint: Callable[[QPainter, Picture], None],
        area: Area | None = None,
        *,
        still: bool = False,
        cached: bool = False,
    ) -> Layer:
        """Add a layer above the others, over the whole plot or an area of it.

        A layer that is still is painted again only after its `update`, with all that is still under it; what
        takes long is cached, and then painted again by itself.
        """

        def with_picture(painter: QPainter) -> None:
            if self.picture is not None:
                paint(painter, self.picture)

        layer = Layer(self.viewport(), with_picture, area, still=still, cached=cached)
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
        else:
            self.read_value_again()

    def release(self) -> None:
        """Drop the picture of a plot that left the bench: it holds arrays of all classes."""
        self.picture = self._spoken = None
        self._forget_pixmaps()

    def hideEvent(self, event: QHideEvent) -> None:
        """Drop what was kept for the screen: of a large plot it takes some 10 MB."""
        super().hideEvent(event)
        self._forget_pixmaps()

    def _forget_pixmaps(self) -> None:
        self._under.forget()
        for layer in self._layers:
            layer.release()

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
        look = (self.size(), self.frame, self.axes.settings, self.theme)
        if look != self._look:
            # Tick labels are beside the areas of the layers.
            self._look = look
            self._under.forget()
            self.viewport().update()
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
        longer = [f"{one}   {UNGROUPED}" for one in captions.split(OR) if one]
        return OR.join((*longer, UNGROUPED))

    def legend_of(self, picture: Picture) -> str:
        """Return `legend`, with the note of `caption_of`."""
        legend = self.legend(picture.for_plot(self.name))
        return f"{legend}   {UNGROUPED}".lstrip() if self._draws_members_singly(picture) else legend

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
        self._spoken = picture
        when_heard(self._speak)

    def _speak(self) -> None:
        picture, self._spoken = self._spoken, None
        if picture is not None:
            self.setAccessibleDescription(self.description(picture).text)

    def accessibleDescription(self) -> str:  # noqa: N802  # Qt's name
        """Description of what is shown now."""
        catch_up()
        return str(super().accessibleDescription())

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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is exposed: background and axes, and the layers over them."""
        # Of a plot with two bases PySide looks for the device at a wrong address, and crashes.
        exposed, ratio = event.region(), self.viewport().devicePixelRatioF()
        still = list(takewhile(lambda layer: layer.still, self._layers))
        # An error in here must end the painter: the traceback keeps it, and the device may be gone by then.
        with QPainter(self.viewport()) as painter:
            painter.drawPixmap(0, 0, self._under.painted([layer for layer in still if layer.visible], ratio))
            for layer in self._layers[len(still) :]:
                layer.paint_exposed(painter, exposed)

    def _painted_axes(self, ratio: float) -> QPixmap:
        """Background and axes."""
        paper = QPixmap(self.viewport().size() * ratio)
        paper.setDevicePixelRatio(ratio)
        paper.fill(self.theme.colours.card)
        with QPainter(paper) as painter:
            self.axes.paint_labels(painter)
        return paper

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
        self._under.forget()
        self.axes.apply_theme(self.theme)
        if not self._is_to_be_resized:
            self.arrange()


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
