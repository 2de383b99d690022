"""Longest pause of the window's thread over a long text, beside Qt's own layout of the same text.

The texts are one paragraph with a word for each token. Processor time is measured: what else the machine does
adds nothing.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from tests.benchmarks.rows import Row
from tests.benchmarks.windows import bench_window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtGui import QTextCharFormat
    from PySide6.QtWidgets import QApplication, QTextEdit

    from tauscope.core.values import Floats

TOKENS = (12_000, 100_000)
WORDS = (" the", " temperature", " of", " a", " distribution", " is", " entropy", "s", " at", " rest")


def longest_ms(application: QApplication, action: Callable[[], object], events: int = 400) -> float:
    """Return the longest time in ms that an action, or one of the events after it, keeps the thread."""

    def taken(work: Callable[[], object]) -> float:
        begin = time.thread_time()
        work()
        return time.thread_time() - begin

    return 1000 * max(taken(action), *(taken(application.processEvents) for _ in range(events)))


def qt_view(texts: list[str], bits: Floats, looks: Sequence[QTextCharFormat]) -> QTextEdit:
    """Return a view of the same text, with the same colours, in one document of Qt's."""
    from PySide6.QtGui import QTextCursor
    from PySide6.QtWidgets import QTextEdit

    from tauscope.ui.panels.token_text import levels_of

    view = QTextEdit()
    view.resize(900, 300)
    view.show()
    cursor = QTextCursor(view.document())
    cursor.beginEditBlock()
    for text, level in zip(texts, levels_of(bits).tolist(), strict=True):
        cursor.insertText(text, looks[level])
    cursor.endEditBlock()
    return view


def rows() -> Iterator[Row]:
    """Longest pause when a text is shown, coloured, made narrower, and looked at elsewhere."""
    from tauscope.ui.painting.surprise import LEVELS
    from tauscope.ui.panels.trace.trace_text import TraceText

    application, window = bench_window()
    for count in TOKENS:
        texts = [WORDS[number * number % 101 % len(WORDS)] for number in range(count)]
        bits: Floats = (np.arange(count) % 11).astype(np.float64)
        view = TraceText(window.bench.theme)
        view.resize(900, 300)
        view.show()
        application.processEvents()
        peer = qt_view(texts, bits, [view._look(level) for level in range(LEVELS)])
        layout = longest_ms(application, partial(peer.resize, 700, 300), 3)
        actions: dict[str, Callable[[], object]] = {
            "shown": partial(view.show_tokens, texts, None, 0),
            "coloured": partial(view.show_tokens, texts, bits, 0),
            "narrower": partial(view.resize, 700, 300),
            "at its end": partial(view.show_tokens, texts, bits, count - 1),
        }
        for case, action in actions.items():
            pause = longest_ms(application, action)
            yield Row.below(f"{count:,} tokens {case}", pause, "ms", "layout by Qt", layout)
        for shown in (view, peer):
            shown.deleteLater()
