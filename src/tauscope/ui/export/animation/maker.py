"""Makes animations while the window is used: painted in slices of its thread, encoded in another."""

from __future__ import annotations

import queue
import threading
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tauscope.core.errors import InputError
from tauscope.document.animation.encoder import Encoder, Frame
from tauscope.ui.export.animation.frames import Frames, Slice
from tauscope.ui.export.animation.write import encoded, encoder_for

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from tauscope.document.animation.animation import AnimationRequest
    from tauscope.document.picture.study import StudyResults
    from tauscope.ui.editing.files.file_writer import FileWriter
    from tauscope.ui.editing.jobs import Jobs
from tauscope.ui.editing.job import JobToken

SLICE = 0.008
"""Seconds for which frames are painted before the window has its turn; one part may take longer."""

PAUSE_MS, WAIT_MS = 2, 40
"""Milliseconds until the next slice, and until the next look at what has to come first."""

AHEAD = 4
"""Frames that are painted ahead of the encoder."""

_POLL = 0.1


class AnimationMaker(QObject):
    """Makes animations, several at a time, and hands each to the writer of files when it is whole.

    Parameters
    ----------
    jobs : Jobs
        Encode; the window's notice speaks of them, and cancels them.
    writer : FileWriter
    """

    refused = Signal(str)
    written = Signal(object)
    """Emitted with the AnimationRequest whose file is being written."""

    def __init__(self, jobs: Jobs, writer: FileWriter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._writer = jobs, writer
        self._making: list[_Making] = []

    def start(
        self, request: AnimationRequest, selection: tuple[int, ...], results: StudyResults, held: object
    ) -> None:
        """Begin to make an animation; one for the same file that is not finished is dropped.

        Parameters
        ----------
        request : AnimationRequest
        selection : tuple of int
            Keys of the classes that are marked.
        results : StudyResults
        held : object
            What keeps the document's logits in memory.

        Raises
        ------
        InputError
            If a library is missing, or the plot cannot show the document.
        """
        encoder = encoder_for(request)
        frames = Frames(request, selection, results, encoder.samples)
        self._making = [one for one in self._making if not one.done]
        making = _Making(self._jobs, frames, encoder, held, self)
        self._making.append(making)
        target = request.still.target
        self._jobs.start(
            making.key(target.absolute()),
            making.encode,
            lambda content: self._write(request, content),
            self.refused.emit,
            title=f"Making {target.name}",
        )
        making.begin()

    def _write(self, request: AnimationRequest, content: bytes) -> None:
        target = request.still.target
        if self._writer.write(target, lambda: content, f"Exported to {target}"):
            self.written.emit(request)

    def close(self) -> None:
        """Drop everything that is not finished."""
        for making in self._making:
            making.stop()
        self._making.clear()


class _Making(QObject):
    """One animation that is being made."""

    def __init__(self, jobs: Jobs, frames: Frames, encoder: Encoder, held: object, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._encoder, self._held = jobs, encoder, held
        self._slices = frames.slices()
        self._painted: queue.Queue[Slice | InputError] = queue.Queue()
        self._encoded = threading.Event()
        self._key: Hashable = None
        self.done = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._paint)

    def key(self, target: Hashable) -> Hashable:
        """Key of the job: of the animations for one file the newest counts."""
        self._key = ("animation", target)
        return self._key

    # In the window's thread

    def begin(self) -> None:
        """Begin to paint."""
        self._timer.start(PAUSE_MS)

    def stop(self) -> None:
        """Paint no more."""
        if not self.done:
            self.done = True
            self._timer.stop()
            self._slices.close()
            self._held = None

    def _paint(self) -> None:
        """Paint for a moment, unless the encoder has ended or was cancelled."""
        if self._encoded.is_set() or not self._jobs.busy(self._key):
            self.stop()
            return
        until, pause = monotonic() + SLICE, PAUSE_MS
        try:
            while monotonic() < until:
                done = None if self._painted.qsize() >= AHEAD else next(self._slices)
                if done is None or done.waits:
                    pause = WAIT_MS
                    break
                if done.frame is not None:
                    self._painted.put(done)
        except StopIteration:
            self.stop()
            return
        except InputError as refusal:
            self._painted.put(refusal)
            return
        except BaseException:  # a mistake of the program's own: it is reported, and nothing goes on
            self.stop()
            self._jobs.cancel(self._key)
            raise
        self._timer.start(pause)

    # In the job's thread

    def encode(self, token: JobToken) -> bytes:
        """Encode the frames as they come, and return the content of the file."""
        try:
            return encoded(self._encoder, self._arriving(token), token.progress)
        finally:
            self._encoded.set()

    def _arriving(self, token: JobToken) -> Iterator[tuple[Frame, bool]]:
        """Samples and frames in the order in which they are painted, until all are there."""
        left = self._encoder.movie.frame_count
        while left:
            token.check()
            try:
                done = self._painted.get(timeout=_POLL)
            except queue.Empty:
                continue
            if isinstance(done, InputError):
                raise done
            if done.frame is not None:
                left -= not done.is_sample
                yield done.frame, done.is_sample
