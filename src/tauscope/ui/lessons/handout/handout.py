"""A lesson as a PDF to print: a panel for each step, and the answers on the last page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, Qt
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from tauscope.core.errors import InputError
from tauscope.core.numbers import screen_percentage
from tauscope.document.commands.requests import MM_PER_INCH
from tauscope.document.document import Document
from tauscope.document.lessons.lesson import Lesson, LessonPlace, LessonStep, Prediction
from tauscope.document.library.lesson_guess import before_truth, true_number, truth, written_number
from tauscope.document.library.lesson_walk import step_document
from tauscope.document.library.lesson_words import step_explanation, step_text
from tauscope.document.picture.picture import Picture
from tauscope.document.plot_sizes import PlotSizes
from tauscope.ui.export.figure import Figure
from tauscope.ui.lessons.handout.items import (
    BarsItem,
    ChoiceItem,
    Column,
    FigureItem,
    Framed,
    Item,
    NumberItem,
    SideBySide,
    TextItem,
)
from tauscope.ui.painting import marks
from tauscope.ui.theme import load_theme

DPI = 96
PIXELS_PER_MM = DPI / MM_PER_INCH
PAGE_MM = (210.0, 297.0)
MARGIN_MM, FOOT_MM = 15.0, 12.0
TEXT_PIXELS = 12.5
"""Text of about 9.4 points."""

FIGURE_MM, BARS_MM = (76.0, 50.0), (76.0, 58.0)
DRAWN = "draw"


class Handout:
    """The pages of a handout.

    Parameters
    ----------
    lesson : Lesson

    Raises
    ------
    InputError
        If the document of a step cannot be made.
    """

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._theme = replace(load_theme("light", TEXT_PIXELS), still=True)
        self._width = (PAGE_MM[0] - 2 * MARGIN_MM) * PIXELS_PER_MM

    @cached_property
    def pages(self) -> list[list[Item]]:
        """Items of each page: the steps, then on new pages the answers."""
        steps = [self._head(), *(self._step(number) for number in range(len(self._lesson.steps)))]
        answers = list(self._answers())
        head = self._text(f"## Answers: {self._lesson.title}")
        return [*self._paged(steps), *(self._paged([head, *answers]) if answers else [])]

    def _paged(self, items: Sequence[Item]) -> list[list[Item]]:
        """Distribute items over pages; none is broken."""
        pages, room = list[list[Item]](), 0.0
        for item in items:
            if not pages or item.height > room:
                pages.append([])
                room = self._page_height
            pages[-1].append(item)
            room -= item.height + self._gap
        return pages

    @property
    def _page_height(self) -> float:
        return (PAGE_MM[1] - MARGIN_MM - MARGIN_MM - FOOT_MM) * PIXELS_PER_MM

    @property
    def _gap(self) -> float:
        return 0.8 * self._theme.base

    def _text(self, text: str, width: float | None = None) -> TextItem:
        return TextItem(text, self._width if width is None else width, self._theme)

    def _head(self) -> Item:
        lesson = self._lesson
        name = "Name: ______________________________"
        parts = [
            self._text(f"# {lesson.title}"),
            self._text(f"{lesson.goal}".strip() or " "),
            self._text(name),
        ]
        return Column(parts, 0.3 * self._gap)

    # Steps

    def _step(self, number: int) -> Item:
        """A panel of a step: its words at the left, a figure or room to draw in at the right."""
        step, margin = self._lesson.steps[number], self._theme.base
        right_width = FIGURE_MM[0] * PIXELS_PER_MM
        view = self._view(number, right_width)
        left_width = self._width - 2 * margin - (0.0 if view is None else right_width + margin)
        words: list[Item] = [self._text(f"## {number + 1}  {step.title}", left_width)]
        if step.text:
            words.append(self._text(step_text(self._lesson, number), left_width))
        words += self._questions(number, left_width)
        column: Item = Column(words, 0.4 * self._gap)
        both = column if view is None else SideBySide(column, view, left_width + margin)
        return Framed(both, self._width, margin, self._theme)

    def _questions(self, number: int, width: float) -> Iterator[Item]:
        """What the step asks for."""
        step = self._lesson.steps[number]
        prediction = step.prediction
        if prediction is not None:
            yield self._text(f"**Predict first.** {prediction.question}", width)
            if prediction.kind == "choose":
                yield from (ChoiceItem(answer, width, self._theme) for answer in prediction.answers)
            elif prediction.kind == "number":
                yield NumberItem(prediction.low, prediction.high, width, self._theme)
            else:
                outlined = " The dashed outlines are those before." if self._outlined(number) else ""
                yield self._text(f"Draw the bars.{outlined}", width)
        if step.task:
            yield ChoiceItem(step.task, width, self._theme)

    def _view(self, number: int, width: float) -> Item | None:
        """The figure of a step before its truth, or room for the bars that are asked for.

        None where the figure would tell what an earlier step asks for, or is that of the step before.
        """
        step = self._lesson.steps[number]
        if step.prediction is not None and step.prediction.kind == DRAWN:
            return self._instead_of_failure(lambda: self._bars(number, width), width)
        if self._tells(number) or (number and self._shown(number) == self._shown(number - 1)):
            return None
        return self._instead_of_failure(
            lambda: self._figure(step_document(self._lesson, number), plot_of(self._lesson, number)), width
        )

    def _bars(self, number: int, width: float) -> Item:
        """Room for bars, with outlines of those before unless they are the truth."""
        height, outlines = BARS_MM[1] * PIXELS_PER_MM, self._outlined(number)
        return BarsItem(before_truth(self._lesson, number), width, height, self._theme, outlines=outlines)

    def _outlined(self, number: int) -> bool:
        before, after = (
            _distribution(step_document(self._lesson, number, revealed=r)) for r in (False, True)
        )
        return before != after

    def _shown(self, number: int) -> Document:
        """What the figure of a step shows."""
        plot = plot_of(self._lesson, number)
        return replace(step_document(self._lesson, number), plots=(plot,), plot_sizes=PlotSizes(), hidden=())

    def _tells(self, number: int) -> bool:
        """True if the step begins with the truth of bars or of a number that an earlier step asks for."""
        here = _distribution(step_document(self._lesson, number))
        asking = (place for place in range(number) if _asks_for_numbers(self._lesson.steps[place]))
        return any(_distribution(step_document(self._lesson, one, revealed=True)) == here for one in asking)

    def _figure(self, document: Document, plot: str) -> Item:
        Picture.of(document)  # what cannot be had is said here, not while it is painted
        return FigureItem(Figure(document, plot, FIGURE_MM), PIXELS_PER_MM)

    def _instead_of_failure(self, make: Callable[[], Item], width: float) -> Item:
        """Make an item; where numbers cannot be had, as without a language model's library, say why."""
        try:
            return make()
        except InputError as error:
            return self._text(str(error), width)

    # Answers

    def _answers(self) -> Iterator[Item]:
        for number, step in enumerate(self._lesson.steps):
            if step.prediction is not None or step.task:
                yield self._answer(number, step)

    def _answer(self, number: int, step: LessonStep) -> Item:
        """What is true of a step's prediction, and how its task is solved."""
        words = [f"**{number + 1}  {step.title}.**"]
        drawn = step.prediction is not None and step.prediction.kind == DRAWN
        if step.prediction is not None:
            words += [self._truth(number, step.prediction), step_explanation(self._lesson, number)]
        if step.task:
            words += [step.task, *step.solutions]
        text = " ".join(filter(None, words))
        if not drawn:
            return self._text(text)
        right = FIGURE_MM[0] * PIXELS_PER_MM
        left = self._width - right - self._theme.base
        document = step_document(self._lesson, number, revealed=True)
        figure = self._instead_of_failure(lambda: self._figure(document, "distribution"), right)
        return SideBySide(self._text(text, left), figure, left + self._theme.base)

    def _truth(self, number: int, prediction: Prediction) -> str:
        """The true answer of a prediction in words."""
        if prediction.kind == "choose":
            return f"{prediction.answers[prediction.right]}."
        try:
            if prediction.kind == "number":
                return f"{written_number(prediction, true_number(LessonPlace(self._lesson, number)))}."
            drawn = truth(self._lesson, number).drawn
        except InputError as error:
            return str(error)
        return f"{', '.join(f'{one.label} {screen_percentage(one.p)}' for one in drawn)}."

    # Painting

    def draw(self, painter: QPainter, new_page: Callable[[], object]) -> None:
        """Paint all pages on a painter of `DPI` pixels an inch."""
        left, theme = MARGIN_MM * PIXELS_PER_MM, self._theme
        foot = QPointF(left, (PAGE_MM[1] - FOOT_MM) * PIXELS_PER_MM)
        for number, page in enumerate(self.pages):
            if number:
                new_page()
            top = left
            for item in page:
                item.draw(painter, left, top)
                top += item.height + self._gap
            text, font = f"{self._lesson.title}   {number + 1} / {len(self.pages)}", theme.font(0.85)
            marks.write(painter, foot, text, font, theme.colours.muted, Qt.AlignmentFlag.AlignLeft)


def _distribution(document: Document) -> tuple[object, ...]:
    """What decides the distribution of a document."""
    return document.chain, document.source, document.state


def _asks_for_numbers(step: LessonStep) -> bool:
    return step.prediction is not None and step.prediction.kind != "choose"


def plot_of(lesson: Lesson, number: int) -> str:
    """Name of the plot that a handout shows of a step: the first that it highlights, else the large one."""
    plots = step_document(lesson, number).plots
    return next((name for name in lesson.steps[number].highlight if name in plots), plots[0])


def handout_pdf(lesson: Lesson) -> bytes:
    """Return the handout of a lesson as a PDF of A4 pages."""
    handout, buffer = Handout(lesson), QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(lesson.title)
    writer.setCreator("Tauscope")
    with QPainter(writer) as painter:
        handout.draw(painter, writer.newPage)
    return bytes(buffer.data().data())
