"""`tauscope export`: a figure, an animation, or the numbers of a plot, without a window or a display."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.document.animation.animation import AnimationRequest
from tauscope.document.commands.requests import ExportRequest
from tauscope.document.files.saving import replace_file
from tauscope.document.reports.plot_data import WRITERS, check_plot
from tauscope.ui.display import check_libraries
from tauscope.ui.export.animation.write import animated_content, encoder_for
from tauscope.ui.export.write import file_content, wants_numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QCoreApplication


def export(request: ExportRequest) -> int:
    """Write the figure or the numbers that are asked for to a file.

    Returns
    -------
    int
        Exit status 0.

    Raises
    ------
    InputError
        If there is no such plot or format, or the file cannot be written.
    """
    replace_file(request.target, exported_content(request))
    return 0


def export_animation(request: AnimationRequest, tell: Callable[[float], object]) -> bytes:
    """Return the content of the file of an animation; parameters and errors: `animated_content`."""
    encoder_for(request)  # what is missing is said before Qt is loaded
    application = application_without_display()
    content = animated_content(request, tell)
    del application  # it had to live until here
    return content


def exported_content(request: ExportRequest) -> bytes:
    """Return the content of the file that is asked for; `InputError` if there is no such plot or format."""
    check_plot(request.plot)
    application = None if wants_numbers(request) else application_without_display()
    content = file_content(request)
    del application  # it had to live until here
    return content


def application_without_display() -> QCoreApplication:
    """Return the running application, or a new one without a display, with the shipped fonts."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    tables = f"{', '.join(WRITERS)} need no Qt."
    check_libraries(window=False, otherwise=tables)
    try:
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415  # after the platform is set

        from tauscope.ui.theme import install_fonts  # noqa: PLC0415
    except ImportError as error:  # of Qt itself
        raise InputError(f"Figures need Qt, which cannot be loaded: {error}. {tables}") from None
    if there := QApplication.instance():
        return there
    application = QApplication(["tauscope"])
    application.setStyle("Fusion")
    install_fonts()
    return application
