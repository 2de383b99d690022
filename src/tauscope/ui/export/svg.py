"""Figures as SVG: strokes by Qt, text by us.

Qt breaks a text into runs and says only where each begins. A reader without our font would show them out of
place, so that each text is written whole, anchored where it belongs. For a reader that must show our very
font, texts are drawn as outlines instead; these can be neither searched nor edited.
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPaintDevice, QPainter, QPainterPath
from PySide6.QtSvg import QSvgGenerator

from tauscope.ui.formulas.line import AnchoringPainter, Line
from tauscope.ui.theme import FAMILY, SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FAMILIES = f"{FAMILY}, '{SYMBOLS}', 'Helvetica Neue', Arial, sans-serif"

MADE_WITH = "Made with Tauscope, which can open it again."

_FAMILY = re.compile(r'font-family="[^"]*"')
_PLACEHOLDER = re.compile(r"<text ([^>]*?)\s*>@(\d+)</text>")
# What XML 1.0 cannot hold, and what would break a line.
_NOT_ON_A_LINE = re.compile("[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_ANCHORS = {Qt.AlignmentFlag.AlignHCenter: "middle", Qt.AlignmentFlag.AlignRight: "end"}
_GAP = "\u2002"
_TURNED = {"start": "end", "end": "start", "middle": "middle"}


class Text(NamedTuple):
    """A recorded text, and the spans that follow it."""

    text: str
    align: Qt.AlignmentFlag
    spans: list[str]


class SvgPainter(AnchoringPainter):
    """Paints a placeholder for each text; `finished` replaces the placeholders by the texts."""

    def __init__(self, device: QPaintDevice) -> None:
        super().__init__(device)
        self._texts: list[Text] = []
        self._up = 0.0

    def write(self, at: QPointF, text: str, align: Qt.AlignmentFlag) -> None:
        """Record a text."""
        self.drawText(at, f"@{len(self._texts)}")
        self._texts.append(Text(text, align, []))
        self._up = 0.0

    def write_line(self, at: QPointF, line: Line, align: Qt.AlignmentFlag) -> None:
        """Record a text with formulas: each of its pieces becomes a span."""
        self.write(at, "", align)
        self._texts[-1].spans.append(self._spans(line))

    def go_on(self, text: str) -> None:
        """Record a text that follows the last one."""
        font = self.font()
        look = {
            "fill": self.pen().color().name(),
            "font-size": str(font.pixelSize()),
            "font-weight": str(int(font.weight())),
        }
        self._texts[-1].spans.append(_GAP + self._spans(Line.of(text, font), look))

    def _spans(self, line: Line, look: Mapping[str, str] = MappingProxyType({})) -> str:
        """The pieces of a line, raised and lowered from one to the next; Qt reads no span in a span."""
        found = []
        for piece in line.pieces:
            attributes = dict(look)
            if piece.font.pixelSize() != line.font.pixelSize():
                attributes["font-size"] = str(piece.font.pixelSize())
            if piece.font.italic():
                attributes["font-style"] = "italic"
            if piece.before:
                attributes["dx"] = f"{piece.before:.4g}"
            if piece.up != self._up:
                attributes["dy"] = f"{self._up - piece.up:.4g}"
            self._up = piece.up
            found.append(_span(attributes, piece.text))
        return "".join(found)

    def finished(self, svg: str) -> str:
        """Write the texts into the SVG that was painted."""
        bare = _FAMILY.sub(f'font-family="{FAMILIES}"', svg)
        return _PLACEHOLDER.sub(lambda match: element(match[1], self._texts[int(match[2])]), bare)


class OutliningPainter(QPainter):
    """Draws the outlines of each text; one with letters that no font here has stays text."""

    def drawText(self, at: QPointF, text: str) -> None:  # type: ignore[override]  # noqa: N802  # Qt's name
        """Draw the outlines of a text that begins at a point."""
        metrics = QFontMetricsF(self.font())
        if not all(_is_invisible(mark) or metrics.inFontUcs4(ord(mark)) for mark in set(text)):
            super().drawText(at, _NOT_ON_A_LINE.sub(" ", text))
            return
        path = QPainterPath()
        path.addText(at, self.font(), text)
        self.fillPath(path, self.pen().color())

    def finished(self, svg: str) -> str:
        """Name substitutes for the font, where there is text."""
        return _FAMILY.sub(f'font-family="{FAMILIES}"', svg)


def _is_invisible(mark: str) -> bool:
    return mark.isspace() or unicodedata.category(mark) == "Cf"


def element(attributes: str, text: Text) -> str:
    """One text element."""
    anchor = _ANCHORS.get(text.align, "start")
    direction = ""
    if leads_right_to_left(text.text):
        anchor, direction = _TURNED[anchor], 'direction="rtl" '
    content = _content(text.text) + "".join(text.spans)
    return f'<text {attributes} {direction}text-anchor="{anchor}">{content}</text>'


def _span(attributes: Mapping[str, str], text: str) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<tspan{written}>{_content(text)}</tspan>" if written else _content(text)


def _content(text: str) -> str:
    return escape(_NOT_ON_A_LINE.sub(" ", text))


def leads_right_to_left(text: str) -> bool:
    """Whether the first letter of a text with a direction reads from right to left."""
    for mark in text:
        kind = unicodedata.bidirectional(mark)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def painted_svg(
    paint: Callable[[QPainter], None],
    size: QSizeF,
    size_mm: tuple[float, float],
    title: str,
    description: str,
    *,
    outlines: bool = False,
) -> str:
    """Paint on an SVG.

    Parameters
    ----------
    paint : callable
    size : QSizeF
        The drawing's own extent: its viewBox.
    size_mm : (float, float)
        How large it is on paper.
    title, description : str
        For viewers and screen readers.
    outlines : bool
        Whether texts are drawn as outlines.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    generator.setSize(size.toSize())
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    generator.setDescription(f"{_NOT_ON_A_LINE.sub(' ', description)} {MADE_WITH}")
    painter = OutliningPainter(generator) if outlines else SvgPainter(generator)
    with painter:
        paint(painter)
    width, height = size_mm
    svg = painter.finished(bytes(buffer.data().data()).decode())
    return re.sub(r'width="[^"]*" height="[^"]*"', f'width="{width:g}mm" height="{height:g}mm"', svg, count=1)
