"""Openers of figures that carry a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.document.files.codec import Decoded, decode
from tauscope.document.files.figures import PNG_SIGNATURE, extract_png, extract_svg
from tauscope.document.files.openers.opener import ContentOpener, TextOpener
from tauscope.document.files.shapes import Shape

if TYPE_CHECKING:
    from tauscope.document.files.openers.location import Location

_TITLE, _WHAT = "Figures", "a PNG or SVG figure that carries a session"


class PngOpener(ContentOpener):
    """A PNG picture with a session in it."""

    title, what, endings = _TITLE, _WHAT, (".png",)

    def takes(self, location: Location) -> bool:
        """Return True for the signature of PNG."""
        return location.head.startswith(PNG_SIGNATURE)

    def open(self, location: Location) -> Decoded:
        """Read the session in the picture."""
        return decode(extract_png(location.content))


class SvgOpener(TextOpener):
    """An SVG picture, or any XML, with a session in it."""

    title, what, endings = _TITLE, _WHAT, (".svg",)
    shape = Shape.SVG

    def decode(self, data: bytes, encoding: str) -> Decoded:  # noqa: ARG002  # XML says its encoding itself
        """Read the session in the picture."""
        return decode(extract_svg(data))
