from __future__ import annotations

from tauscope.ui.main_window import MainWindow


def test_opens_on_four_classes(window: MainWindow) -> None:
    assert window.history.document.logits.labels == ("cat", "dog", "fox", "owl")
    assert window.windowTitle() == "Untitled[*] — Tauscope"
