"""Frames of an animation, painted in short slices, so that a window can do other things in between."""

from __future__ import annotations

from collections.abc import Generator, Hashable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from tauscope.core.errors import InputError
from tauscope.document.animation.animation import AnimationRequest
from tauscope.document.animation.encoder import Frame
from tauscope.document.commands.requests import pixels
from tauscope.document.edits import table_edits
from tauscope.document.picture.answers import Answer, Pending
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import Study, StudyResults
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.sheet import Sheet

R = TypeVar("R")


class Slice(NamedTuple):
    """What a slice of painting has brought.

    Attributes
    ----------
    frame : Frame or None
        A frame that is finished.
    is_sample : bool
        True if the frame is one that the encoder wants to see beforehand.
    waits : bool
        True if the result of a study has to come first: ask again a little later.
    """

    frame: Frame | None = None
    is_sample: bool = False
    waits: bool = False


class _KeptResults(StudyResults):
    """Results of others; what they once had stays, and whether one is still to come is noted."""

    def __init__(self, results: StudyResults) -> None:
        super().__init__()
        self._asked = results
        self._kept: dict[Study[Any], Answer[Any]] = {}
        self.waits = False

    def answer(self, study: Study[R]) -> Answer[R]:
        if study not in self._kept:
            found = self._asked.answer(study)
            if isinstance(found, Pending):
                self.waits = True
                return found
            self._kept[study] = found
        return self._kept[study]

    def latest(self, slot: Hashable) -> tuple[Any, Any] | None:
        return self._asked.latest(slot)


class Frames:
    """Paints the frames of an animation.

    Parameters
    ----------
    request : AnimationRequest
    selection : tuple of int
        Keys of the classes that are marked.
    results : StudyResults or None
        Results of studies; None computes those that are needed.
    samples : int
        Number of frames that the encoder wants to see beforehand.
    """

    def __init__(
        self,
        request: AnimationRequest,
        selection: tuple[int, ...] = (),
        results: StudyResults | None = None,
        samples: int = 0,
    ) -> None:
        self._request, self._samples = request, samples
        self._results = _KeptResults(results or StudyResults())
        self._temperatures = request.animation.temperatures
        self._figure = replace(
            Figure.of(request.still, selection, self._results), animated=True, document=self._document(0)
        )
        self._before: Picture | None = None

    def _document(self, place: int) -> Any:
        return table_edits.set_temperature(self._request.still.document, self._temperatures[place])

    def _picture(self, place: int) -> Picture:
        self._before = Picture.of(self._document(place), self._before, results=self._results)
        return self._before

    def slices(self) -> Generator[Slice]:
        """Paint everything: the samples, then every frame; each slice takes some milliseconds.

        Raises
        ------
        InputError
            If there is not enough memory for a frame.
        """
        sheet = Sheet(self._figure, self._picture(0))
        try:
            yield from self._hold(sheet)
            for place in self._sample_places():
                yield from self._painted(sheet, place, is_sample=True)
            for place in range(self._request.written_frames):
                yield from self._painted(sheet, place % len(self._temperatures))
        finally:
            sheet.close()

    def ends(self, dpi: float) -> tuple[QImage, QImage]:
        """Paint the frames at both ends of the turn, at another resolution."""
        places = (0, self._places_held()[-1])
        pictures = [self._picture(place) for place in places]
        sheet = Sheet(self._figure, pictures[0])
        try:
            for picture in pictures:
                sheet.hold(picture)
            sheet.place()
            images = [self._paper(*pixels(self._figure.size_mm, dpi)) for _ in places]
            for picture, image in zip(pictures, images, strict=True):
                sheet.show(picture)
                for part in sheet.parts:
                    self._paint(image, part)
        finally:
            sheet.close()
        return images[0], images[1]

    def _sample_places(self) -> list[int]:
        """Places of the samples: evenly over all frames, the ends among them."""
        last = len(self._temperatures) - 1
        return sorted({round(last * part) for part in np.linspace(0, 1, self._samples)})

    def _hold(self, sheet: Sheet) -> Iterator[Slice]:
        """Reserve room for what any of the frames needs: nothing then moves but for τ."""
        for place in self._places_held():
            while True:
                self._results.waits = False
                sheet.hold(self._picture(place))
                if not self._results.waits:
                    break
                yield Slice(waits=True)
            yield Slice()
        sheet.place()
        yield Slice()

    def _places_held(self) -> range:
        """Places of all different temperatures."""
        count = len(self._temperatures)
        return range(count // 2 + 1 if self._request.animation.back else count)

    def _painted(self, sheet: Sheet, place: int, *, is_sample: bool = False) -> Iterator[Slice]:
        """Paint a frame part by part, and yield it at the end."""
        while True:
            self._results.waits = False
            sheet.show(self._picture(place))
            yield Slice()
            image = self._paper(*self._request.size_px)
            for part in sheet.parts:
                self._paint(image, part)
                yield Slice()
            if not self._results.waits:
                break
            yield Slice(waits=True)
        yield Slice(_pixels(image), is_sample)

    @staticmethod
    def _paper(width: int, height: int) -> QImage:
        image = QImage(width, height, QImage.Format.Format_RGB32)
        if image.isNull():
            raise InputError(f"There is not enough memory for {width} × {height} pixels.")
        image.fill(Qt.GlobalColor.white)
        return image

    def _paint(self, image: QImage, part: Any) -> None:
        # A painter for each part: none may be at work while the window paints.
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            size = self._figure.size
            painter.scale(image.width() / size.width(), image.height() / size.height())
            part(painter)


def _pixels(image: QImage) -> Frame:
    """Copy the pixels of an image, because Qt frees its own."""
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return rows[:, : image.width()].copy()
