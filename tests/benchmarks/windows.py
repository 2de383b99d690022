"""The window that benchmarks measure."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from tauscope.ui.window.main_window import MainWindow

SIZE = (1440, 900)


def bench_window() -> tuple[QApplication, MainWindow]:
    """Return the application, one for all benchmarks of a run, and a new window; offscreen unless told."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QStandardPaths
    from PySide6.QtWidgets import QApplication

    from tauscope.ui.application import make_application, make_window

    QStandardPaths.setTestModeEnabled(True)
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else make_application()
    window = make_window("light")
    window.resize(*SIZE)
    window.show()
    return application, window
