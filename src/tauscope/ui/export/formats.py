"""Kinds of files that hold a figure. A new one is one function here and one line in `FORMATS`."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPageSize, QPainter, QPdfWriter

from tauscope.core.errors import InputError
from tauscope.core.registry import imported
from tauscope.document.commands.requests import MM_PER_INCH, pixels
from tauscope.document.files.codec import encode
from tauscope.document.files.figures import embed_png, embed_svg
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.sheet import laid_out, sheet_of
from tauscope.ui.export.svg import painted_svg

MOST_ACROSS = 32_767
"""Largest width or height in pixels: QPainter's limit."""


def image_of(figure: Figure, dpi: float) -> QImage:
    """Paint a figure as an image.

    Raises
    ------
    InputError
        If it has more pixels, or more in a row, than can be painted.
    """
    width, height = pixels(figure.size_mm, dpi)
    if max(width, height) > MOST_ACROSS:
        raise InputError(f"{width} × {height} pixels is too large: a side can have {MOST_ACROSS:,} at most.")
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise InputError(
            f"There is not enough memory for {width} × {height} pixels: choose a smaller size or fewer dpi."
        )
    image.fill(Qt.GlobalColor.transparent)
    with laid_out(figure) as draw, QPainter(image) as painter:
        painter.scale(width / figure.size.width(), height / figure.size.height())
        draw(painter)
    # After painting: text would grow with it.
    per_metre = round(dpi / MM_PER_INCH * 1000)
    image.setDotsPerMeterX(per_metre)
    image.setDotsPerMeterY(per_metre)
    return image


def png(figure: Figure, dpi: float) -> bytes:
    """Return the figure as a PNG that carries the session."""
    image = image_of(figure, dpi)
    image.setText("Title", figure.title)
    image.setText("Software", "Tauscope")
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, b"png").write(image):
        raise InputError("The picture could not be written as a PNG.")
    return embed_png(bytes(buffer.data().data()), encode(figure.document))


def svg(figure: Figure, dpi: float) -> bytes:
    """Return the figure as an SVG that carries the session, its text as text or outlines."""
    del dpi
    with sheet_of(figure) as sheet:
        drawing = painted_svg(
            sheet.draw,
            figure.size,
            figure.size_mm,
            figure.title,
            sheet.description,
            outlines=figure.outlines,
        )
    return embed_svg(drawing, encode(figure.document)).encode()


def pdf(figure: Figure, dpi: float) -> bytes:
    """Return the figure as a PDF of one page with selectable text."""
    del dpi
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    # Any other resolution lays text and lines out in another size.
    writer.setResolution(96)
    writer.setPageSize(QPageSize(QSizeF(*figure.size_mm), QPageSize.Unit.Millimeter))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(figure.title)
    writer.setCreator("Tauscope")
    with laid_out(figure) as draw, QPainter(writer) as painter:
        scale = figure.mm_per_pixel / MM_PER_INCH * 96
        painter.scale(scale, scale)
        draw(painter)
    return exact_page(bytes(buffer.data().data()), figure.size_mm)


_MEDIA_BOX = re.compile(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")


def exact_page(data: bytes, size_mm: tuple[float, float]) -> bytes:
    """Give a PDF's page its exact size, measured from its upper left corner: Qt rounds to whole points.

    The box is written over in place, so that what the file says of its own bytes stays true.
    """
    width, height = (side / MM_PER_INCH * 72 for side in size_mm)

    def exact(match: re.Match[bytes]) -> bytes:
        top = float(match[2])
        box = f"/MediaBox [0 {top - height:.3f} {width:.3f} {top:.0f}]".encode()
        return box.ljust(len(match[0])) if len(box) <= len(match[0]) else match[0]

    return _MEDIA_BOX.sub(exact, data, count=1)


Writer = Callable[[Figure, float], bytes]

FORMATS = {
    ".png": "tauscope.ui.export.formats.png",
    ".svg": "tauscope.ui.export.formats.svg",
    ".pdf": "tauscope.ui.export.formats.pdf",
}
"""Dotted paths of the functions, by the ending of the file that each makes."""


def render(figure: Figure, ending: str, dpi: float = 300) -> bytes:
    """Return the content of a file that holds a figure.

    Parameters
    ----------
    figure : Figure
    ending : str
        One of `FORMATS`.
    dpi : float
        Dots per inch, where the format has dots.
    """
    writer: Writer = imported(FORMATS[ending])
    return writer(figure, dpi)
