"""What the bench keeps of documents that it showed before."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from tauscope.document.document import Document
from tauscope.ui.window.main_window import MainWindow


def show(window: MainWindow, *plots: str) -> None:
    window.history.start(replace(Document(), plots=plots))
    QApplication.processEvents()


def test_a_plot_that_left_the_bench_keeps_no_picture(window: MainWindow) -> None:
    show(window, "distribution", "rank")
    rank = window.bench.plots["rank"]
    assert rank.picture is not None
    show(window, "distribution")
    assert rank.picture is None
    show(window, "distribution", "rank")
    assert rank.picture is window.feed.picture
    assert not rank.grab().isNull()
