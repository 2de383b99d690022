"""Text, lines and points: what is larger than what, and how large all of it is at least for the back row."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from tauscope.document.edits import table_edits
from tauscope.document.preferences import Preferences
from tauscope.ui.painting import marks
from tauscope.ui.theme import THEMES, load_theme
from tauscope.ui.window.main_window import MainWindow
from tauscope.ui.window.preferring import ENLARGE

FULL_HD = (1920, 1080)
KEY_NUMBERS = 0.03
"""Share of the window's height that can be read from the back row."""


def at_size(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    for _ in range(3):
        QApplication.processEvents()


@pytest.mark.parametrize("name", THEMES)
def test_twice_the_text_has_twice_the_lines(name: str) -> None:
    one, two = load_theme(name, 14.0), load_theme(name, 28.0)
    assert two.base == 2 * one.base
    assert two.line == 2 * one.line
    assert two.hairline > one.hairline >= 1


@pytest.mark.parametrize("name", THEMES)
def test_larger_is_nowhere_smaller(make_window: Callable[..., MainWindow], name: str) -> None:
    window = make_window(Preferences(theme=name))
    window.setUpdatesEnabled(False)
    for size in ((1024, 768), (1440, 900), FULL_HD):
        window.magnify(0)
        at_size(window, size)
        largest: dict[str, float] = {}
        for _ in range(8):
            QApplication.processEvents()
            sizes = {"text around": window.bench.theme.base, "line around": window.bench.theme.line}
            for plot in window.bench.shown:
                sizes |= {f"text of {plot.name}": plot.theme.base, f"line of {plot.name}": plot.theme.line}
            for what, pixels in sizes.items():
                # What is too small to see is not made anew.
                assert pixels >= 0.97 * largest.get(what, 0.0), (what, size)
                largest[what] = max(pixels, largest.get(what, 0.0))
            window.magnify(1)
    window.magnify(0)


def test_larger_is_larger_where_there_is_room(make_window: Callable[..., MainWindow]) -> None:
    window = make_window(Preferences(theme="light"))
    at_size(window, FULL_HD)
    before = [(plot.theme.base, plot.theme.line) for plot in window.bench.shown]
    window.magnify(2)
    QApplication.processEvents()
    after = [(plot.theme.base, plot.theme.line) for plot in window.bench.shown]
    for (text, line), (larger_text, wider_line) in zip(before, after, strict=True):
        assert larger_text == pytest.approx(ENLARGE**2 * text)
        assert wider_line == pytest.approx(ENLARGE**2 * line)
    window.magnify(0)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Every text that is written from now on, with the height of its font in pixels."""
    texts: list[tuple[str, int]] = []
    write = marks.write

    def noted(painter, at, text, font, *more) -> None:  # type: ignore[no-untyped-def]
        texts.append((text, font.pixelSize()))
        write(painter, at, text, font, *more)

    monkeypatch.setattr(marks, "write", noted)
    return texts


def test_the_back_row_reads_the_numbers(
    make_window: Callable[..., MainWindow], written: list[tuple[str, int]]
) -> None:
    window = make_window(Preferences(theme="projector"))
    at_size(window, FULL_HD)
    window.history.start(table_edits.set_temperature(window.history.document, 0.5))
    written.clear()
    for part in (window.bench.dial, window.bench.readouts, window.bench.shown[0]):
        part.grab()
    sizes = dict(written)
    for number in ("0.50", "0.607 nats", "1.83", "cat 82.8%", "−2.094", "0.912", "82.8%", "1.9%"):
        assert sizes[number] >= KEY_NUMBERS * FULL_HD[1], number


@pytest.mark.parametrize("name", THEMES)
def test_no_font_in_a_plot_is_smaller_than_the_theme_allows(name: str) -> None:
    for height in (600, 768, 900, 1080, 2160):
        around = load_theme(name, 14.0).for_window(height)
        inside = around.of_plot()
        for size in (0.01, 0.5, 0.64, 0.87, 1.0, 2.0):
            for strong in (False, True):
                pixels = inside.font(size, strong=strong).pixelSize()
                assert pixels >= max(around.plot_text * height, 9.0)
                assert pixels >= 0.7 * around.base
        assert inside.sizes((2.0, 1.0, 0.01))[:2] == [2.0, 1.0]
        assert all(inside.base * size >= inside.least - 1e-6 for size in inside.sizes((1.0, 0.01)))
        assert inside.sizes((0.01,)) == [inside.smallest]


def test_notes_beside_the_numbers_fit_where_the_bench_is_new(make_window: Callable[..., MainWindow]) -> None:
    window = make_window(Preferences(theme="projector"))
    at_size(window, FULL_HD)
    for cell in window.bench.readouts.cells:
        theme = cell.theme
        number = QFontMetricsF(theme.font(theme.number, strong=True)).horizontalAdvance(cell.value)
        note = marks.text_width(cell.note, theme.font(0.9))
        wanted = max(number, note) if cell.narrow else number + note + 0.6 * theme.base
        assert wanted + 1.2 * theme.base <= cell.width(), cell.readout.name
