"""All that the program writes is set in the fonts that ship: tests/conftest.py leaves no others."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pypdf
import pytest
from PySide6.QtCore import QByteArray, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QFontMetricsF, QImage, QPainter, QRawFont, QTextLayout
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel

from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.resources import resource
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.formats import render
from tauscope.ui.painting import marks
from tauscope.ui.theme import FAMILY, FONT_FILES, SYMBOLS, THEMES, Theme, load_theme, style_sheet

SOURCE = Path(__file__).parents[2] / "src" / "tauscope"

READ_ONLY = frozenset("﹣－＝＋＠")
"""Signs that are understood where they are typed, and written otherwise."""

SIGNS = "▾▸↶↷⇅⋯⟨⟩∝①②③④⚀⚁⚂⚃⚄⚅┄␣❚ᵢⱼ▬∎▁"
"""Signs that the window writes and Inter lacks."""


@pytest.fixture(autouse=True)
def _fonts(fonts: None) -> None:
    del fonts


def written_in_the_source() -> dict[str, str]:
    """Signs in the strings of the program, each with a file that has it; escaped ones are not for the eye."""
    strings = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
    docstring_after = {tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT}
    found: dict[str, str] = {}
    for path in SOURCE.rglob("*.py"):
        with path.open("rb") as file:
            tokens = list(tokenize.tokenize(file.readline))
        for before, token in pairwise(tokens):
            docstring = token.string.startswith('"""') and before.type in docstring_after
            if token.type in strings and not docstring:
                found |= dict.fromkeys(token.string, path.name)
    return found


def written_in_the_resources() -> dict[str, str]:
    """Signs of the words that ship, each with a file that has it."""
    folder = resource("words").parent
    paths = (*folder.glob("*.toml"), *folder.glob("*.md"), *folder.glob("[!m]*/*.toml"))
    return {sign: path.name for path in paths for sign in path.read_text("utf-8")}


def outline(raw: QRawFont, text: str) -> list[tuple[float, float]]:
    """Points of the outline of the first glyph of a text."""
    path = raw.pathForGlyph(raw.glyphIndexesForString(text)[0])
    elements = (path.elementAt(place) for place in range(path.elementCount()))
    return [(element.x, element.y) for element in elements]


def nearly(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> bool:
    """Whether two outlines are the same, but for what rounding to 1/64 pixel does."""
    return len(one) == len(other) > 3 and np.allclose(one, other, atol=0.05)


def test_nothing_but_what_ships_is_there() -> None:
    # Fontconfig promises these whatever there is.
    promised = {"Monospace", "Sans Serif", "Serif"}
    assert set(QFontDatabase.families()) - promised == {FAMILY, SYMBOLS}


@pytest.mark.parametrize("written", [written_in_the_source, written_in_the_resources])
def test_shipped_fonts_have_every_sign_that_the_program_writes(written: Callable[[], dict[str, str]]) -> None:
    fonts = [QRawFont(str(resource("fonts", name)), 14.0) for name in FONT_FILES]
    signs = {sign: name for sign, name in written().items() if sign.isprintable()}
    assert len(signs) > 100
    missing = {
        sign: name
        for sign, name in signs.items()
        if sign not in READ_ONLY and not any(font.supportsCharacter(ord(sign)) for font in fonts)
    }
    assert missing == {}


@pytest.mark.parametrize("strong", [False, True])
@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_that_the_typeface_lacks_is_drawn_and_makes_no_line_higher(
    theme: Theme, sign: str, strong: bool
) -> None:
    font = theme.font(strong=strong)
    heights = []
    for text in ("x", f"x{sign}"):
        layout = QTextLayout(text, font)
        layout.beginLayout()
        heights.append(layout.createLine().height())
        layout.endLayout()
        runs = layout.glyphRuns()
    assert {run.rawFont().familyName() for run in runs} == {FAMILY, SYMBOLS}
    assert all(glyph != 0 for run in runs for glyph in run.glyphIndexes())
    assert heights[0] == heights[1]


def test_strong_text_is_drawn_with_the_strong_letters(theme: Theme) -> None:
    light, strong = (QRawFont.fromFont(theme.font(strong=strong)) for strong in (False, True))
    size = light.pixelSize()
    files = [QRawFont(str(resource("fonts", name)), size) for name in FONT_FILES[:2]]
    assert nearly(outline(light, "a"), outline(files[0], "a"))
    assert nearly(outline(strong, "a"), outline(files[1], "a"))
    assert not nearly(outline(light, "a"), outline(strong, "a"))


def test_strong_text_is_wider(theme: Theme) -> None:
    widths = [marks.text_width("Boltzmann levels", theme.font(strong=strong)) for strong in (False, True)]
    assert widths[1] > 1.02 * widths[0]


@pytest.mark.parametrize("rule", ["font-weight: 600", "font-weight: bold"])
def test_style_sheets_reach_the_strong_letters(theme: Theme, rule: str) -> None:
    label = QLabel("Boltzmann levels")
    label.setStyleSheet(f"{style_sheet(theme)} QLabel {{ {rule}; }}")
    label.ensurePolished()
    light = marks.text_width(label.text(), theme.font())
    assert QFontMetricsF(label.font()).horizontalAdvance(label.text()) > 1.02 * light
    raw = QRawFont(str(resource("fonts", FONT_FILES[1])), QRawFont.fromFont(label.font()).pixelSize())
    assert nearly(outline(QRawFont.fromFont(label.font()), "B"), outline(raw, "B"))


# On screen and in figures


def image(text: str, theme: Theme) -> QImage:
    paper = QImage(QSize(40, 30), QImage.Format.Format_ARGB32_Premultiplied)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    marks.write(painter, QPointF(20, 20), text, theme.font(), QColor("black"))
    painter.end()
    return paper


@pytest.mark.parametrize("name", THEMES)
def test_signs_differ_on_the_screen(name: str) -> None:
    theme = load_theme(name, 14.0)
    images = [image(sign, theme) for sign in ("\ue000", *SIGNS)]
    assert all(one != other for place, one in enumerate(images) for other in images[:place])


def labelled(first: str) -> Document:
    return table_edits.replace_classes(Document(), (first, "other"), [1.0, 0.0])


def rendered(data: bytes) -> QImage:
    """A figure in SVG as a viewer with our fonts shows it."""
    paper = QImage(QSize(640, 360), QImage.Format.Format_ARGB32_Premultiplied)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    QSvgRenderer(QByteArray(data.partition(b"<metadata")[0] + b"</svg>")).render(painter)
    painter.end()
    return paper


def test_signs_differ_in_pictures_and_drawings() -> None:
    figures = [Figure(labelled(sign), "distribution") for sign in ("\ue000", "⚀", "⚁", "①")]
    pictures = [QImage.fromData(render(figure, ".png", 96)) for figure in figures]
    drawings = [rendered(render(figure, ".svg")) for figure in figures]
    for images in (pictures, drawings):
        assert all(not one.isNull() for one in images)
        assert all(one != other for one, other in pairwise(images))


def test_a_pdf_brings_letters_strong_letters_and_signs() -> None:
    page = pypdf.PdfReader(io.BytesIO(render(Figure(labelled("⚀"), "bench"), ".pdf"))).pages[0]
    assert "⚀" in page.extract_text()
    names = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert names == {"/Inter-Regular", "/Inter-SemiBold", "/TauscopeSymbols"}


def test_titles_of_drawings_are_strong() -> None:
    figure = render(Figure(labelled("a"), "distribution"), ".svg").decode()
    title = re.search("<text ([^>]*)>Distribution", figure)
    assert title is not None
    assert 'font-weight="600"' in title[1]
    light = figure.replace('font-weight="600"', 'font-weight="400"')
    assert rendered(figure.encode()) != rendered(light.encode())
