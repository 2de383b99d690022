"""Starts the application: a window, or without a display the numbers and a picture."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import traceback
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from tauscope import __version__
from tauscope.core.errors import InputError
from tauscope.sources.stopping import interrupts_end_at_once
from tauscope.sources.waiting import never_wait
from tauscope.ui.display import has_display
from tauscope.ui.editing.error_log import append_to_log, keep_library_output
from tauscope.ui.editing.files.recovery import (
    Recovery,
    UnsavedWork,
    recovery_folder,
    remove_all,
    unsaved_work,
)
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.editing.later import call_later
from tauscope.ui.editing.settings import is_first_start, load_preferences
from tauscope.ui.ending import end_process
from tauscope.ui.window.appearance import Appearance
from tauscope.ui.window.interrupts import Interrupts
from tauscope.ui.window.repair import Repair

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType

    from tauscope.document.files.codec import Decoded
    from tauscope.document.lessons.lesson import Lesson
    from tauscope.ui.window.main_window import MainWindow

STANDARD_INPUT = "-"
"""Name of standard input in place of a file's."""

PICTURE = Path("tauscope.png")
"""File into which the window is painted without a display."""


def run(
    file: str | None = None,
    theme: str | None = None,
    model: Path | None = None,
    lesson: str | None = None,
    *,
    present: bool = False,
    given: Mapping[str, str] | None = None,
) -> int:
    """Open the window, on a file, a language model or a lesson if one is given.

    Parameters
    ----------
    file, theme, model, lesson : str or Path, optional
    present : bool
        True to show the stage at once.
    given : mapping of str to str, optional
        Options for a file of recorded steps, as typed: tensor, and those that `with_trace` takes.

    Raises
    ------
    InputError
        Without a display, if the file or the model cannot be read or the picture not be written.
    """
    begun = None if lesson is None else _lesson(lesson)
    display = has_display()
    if not display:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = make_application()
    first = is_first_start()
    window = make_window(theme)
    if not display:
        with interrupts_end_at_once():
            return _without_display(window, file, model, given or {})
    if file is not None:
        _open_file(window, file, dict(given or {}))
    if model is not None:
        window.sources.open(model)
    recovery = protect_work(window)
    catch_mistakes(window)
    interrupts = Interrupts(partial(leave, window, recovery), window)
    interrupts.listen()
    window.show()
    if begun is not None:
        window.lessons.open(begun)
    if present:
        window.present(from_start=False)
    if (
        file is None
        and model is None
        and begun is None
        and not present
        and not unsaved_work(recovery_folder())
    ):
        window.begin(first=first)
    status = application.exec()
    # After a signal the copy of unsaved work stays: it is offered at the next start.
    if interrupts.status:
        recovery.close()
        return end_process(interrupts.status)
    interrupts.close()
    if window.closing.gave_up:
        recovery.keep()
    else:
        recovery.discard()
    recovery.close()
    return end_process(status)


def _open_file(window: MainWindow, file: str, given: dict[str, str]) -> None:
    from tauscope.document.files.openers.location import place_of  # noqa: PLC0415  # the window opens without it

    if file == STANDARD_INPUT:
        window.session.begin_with(partial(_requested, file, given), "“standard input”")
    elif given:
        window.sources.open_place(place_of(file), given.pop("tensor", ""), given)
    else:
        window.session.open_path(place_of(file))


def _requested(file: str | None, given: Mapping[str, str]) -> Decoded:
    """Read a file or standard input as the options of the command line ask for it."""
    from tauscope.document.commands.requests import requested_document  # noqa: PLC0415  # needed here alone

    said = dict(given)
    labels = said.pop("labels", None)
    return requested_document(file, labels=labels, trace=said)


def _lesson(name: str) -> Lesson:
    from tauscope.document.library.lesson_files import lesson_called  # noqa: PLC0415  # only for lessons

    return lesson_called(name)


def leave(window: MainWindow, recovery: Recovery, status: int) -> None:
    """End the program without a question; unsaved work is kept, and offered at the next start."""
    window.finish_typing()
    if not window.history.clean:
        recovery.keep()
    window.close_late()
    QApplication.exit(status)


def catch_mistakes(window: MainWindow) -> None:
    """From now on log each of the program's own errors, show a notice, and rebuild the window."""
    log, repair = recovery_folder().parent / "tauscope.log", Repair(window)
    keep_library_output(log)

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        append_to_log(log, "".join(traceback.format_exception(kind, error, trace)))
        window.notice.refuse(
            f"Tauscope hit an internal error ({kind.__name__}); your last action may not have worked. "
            f"Undo and Save still work. Details: {log}"
        )
        repair.request()

    sys.excepthook = caught


def make_application() -> QApplication:
    """Return the application, named so that settings and recovered work are found again."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Tauscope")
    application.setOrganizationName("Tauscope")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("tauscope")
    return application


def make_window(theme: str | None = None) -> MainWindow:
    """Return the main window with the user's preferences, or in another theme."""
    with no_garbage():
        from tauscope.ui.window.main_window import MainWindow  # noqa: PLC0415  # most of what is imported

        never_wait()
        preferences, problem = load_preferences()
        chosen = replace(preferences, theme_this_time=theme or "")
        window = MainWindow(Appearance(chosen.shown_theme, chosen.scale, calm=chosen.reduce_motion), chosen)
        if problem:
            window.notice.say(problem)
        return window


@contextlib.contextmanager
def no_garbage() -> Iterator[None]:
    """Exempt the objects made in this context from garbage collection.

    To search these objects again and again takes a tenth of a start, and would halt the dial now and then.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def protect_work(window: MainWindow) -> Recovery:
    """Keep copies of unsaved work, and offer those that an earlier run left behind."""
    folder = recovery_folder()
    recovery = Recovery(window.history, folder, lambda: window.session.path, window)
    window.closing.waiting.connect(recovery.keep_soon)
    if left := unsaved_work(folder):
        call_later(window, 0, lambda: _offer(window, recovery, left))
    return recovery


def _offer(window: MainWindow, recovery: Recovery, left: list[UnsavedWork], said: str = "") -> None:
    """Offer the newest unsaved work; the next one only if that was discarded or cannot be read."""

    def restore() -> None:
        window.session.recover(left[0].path, left[0].belongs_to, restored, missed, again)

    def again() -> None:
        _offer(window, recovery, left, said)

    def missed(refusal: str) -> None:
        if left[1:]:
            _offer(window, recovery, left[1:], f"{refusal} ")
        else:
            window.notice.refuse(refusal)

    def restored() -> None:
        recovery.keep(after=partial(remove_all, left[:1]))

    def throw_away() -> None:
        remove_all(left[:1])
        if left[1:]:
            _offer(window, recovery, left[1:])

    window.notice.say(
        f"{said}Tauscope closed unexpectedly. Your unsaved work from {left[0].when} was kept.",
        {"Restore": restore, "Discard": throw_away},
    )


def _without_display(
    window: MainWindow, file: str | None, model: Path | None, given: Mapping[str, str]
) -> int:
    """Print the numbers, and paint the window into a file."""
    from tauscope.document.files.openers.location import place_of  # noqa: PLC0415
    from tauscope.document.files.saving import replace_file  # noqa: PLC0415
    from tauscope.document.reports.report_text import report_text  # noqa: PLC0415  # needed without a display alone

    if given or file == STANDARD_INPUT:
        window.history.start(_requested(file, given).document)
    elif file is not None and not window.session.read(place_of(file)):
        raise InputError(window.notice.text)
    if model is not None:
        _open_model(window, model)
    window.show()
    _wait_for_numbers(window)
    replace_file(PICTURE, _painted(window))
    sys.stdout.write(report_text(window.history.document) + "\n")
    sys.stdout.write(f"There is no display, so the window was painted into {PICTURE.absolute()}.\n")
    return 0


def _open_model(window: MainWindow, model: Path) -> None:
    from tauscope.document.edits.source_edits import use_source  # noqa: PLC0415  # needed without a display alone
    from tauscope.sources.language.writer import Writer  # noqa: PLC0415

    window.history.perform(EditRequest("open a model", partial(use_source, source=Writer.open(model))))


def _wait_for_numbers(window: MainWindow) -> None:
    """Wait until other threads have computed the numbers: there is no user to keep waiting."""
    while window.feed.waits:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    QApplication.processEvents()


def _painted(window: MainWindow) -> bytes:
    from PySide6.QtCore import QBuffer  # noqa: PLC0415  # needed without a display alone

    window.grab()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    return bytes(buffer.data().data())
