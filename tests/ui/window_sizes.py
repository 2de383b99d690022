"""Look through a window in every theme and size for parts that are smaller than they ask to be."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QHeaderView, QLabel, QWidget

from tauscope.document.edits import table_edits
from tauscope.document.preferences import Preferences
from tauscope.ui.theme import THEMES
from tauscope.ui.widgets.card import Elided
from tauscope.ui.window.appearance import Appearance
from tauscope.ui.window.main_window import MainWindow

SIZES = ((1440, 900), (1024, 768))
LOOKS = list(itertools.product((1.0, 1.25, 1.5), THEMES, SIZES))

ARRANGEMENTS = (
    ("distribution", "curves", "levels"),
    ("draws", "compare", "engines"),
)


def too_small(window: MainWindow) -> Iterator[str]:
    """Parts of the window that are smaller than their text or than the least that they ask for."""
    for part in window.findChildren(QWidget):
        # A note gives way to everything, and the height of the table's heading is the table's business.
        if not part.isVisible() or part.window() is not window or isinstance(part, Elided | QHeaderView):
            continue
        text = isinstance(part, QAbstractButton) or (isinstance(part, QLabel) and not part.wordWrap())
        asked = part.sizeHint() if text else part.minimumSizeHint()
        if part.width() < asked.width() or part.height() < asked.height():
            words = part.text() if isinstance(part, QAbstractButton | QLabel) else ""
            name = f"{type(part).__name__} {part.objectName()} {words}".strip()
            yield f"{name}: {part.width()} × {part.height()} < {asked.width()} × {asked.height()}"


def main() -> None:
    """Look at all of it."""
    application = QApplication(sys.argv)
    appearance = Appearance("light")
    window = MainWindow(appearance, Preferences(theme="light"))
    window.show()
    found = []
    for scale, theme, size in LOOKS:
        appearance.choose(theme, scale)
        window.resize(*size)
        for plots in ARRANGEMENTS:
            document = window.history.document
            for place, plot in enumerate(plots):
                document = table_edits.place_plot(document, place, plot)
            window.history.start(document)
            for _ in range(2):
                QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
                application.processEvents()
            look = f"{theme}, {scale:.0%}, {size[0]} × {size[1]}, {', '.join(plots)}"
            found += [f"{look}: {part}" for part in too_small(window)]
            if (window.width(), window.height()) != size:
                found.append(f"{look}: the window is {window.width()} × {window.height()}")
    sys.stdout.write(json.dumps({"looks": len(LOOKS), "too small": found}))


if __name__ == "__main__":
    main()
