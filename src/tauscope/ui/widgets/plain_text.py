"""Labels, paths and titles are text: nothing in them is markup or a mnemonic, whatever it looks like.

Formulas that are marked as such are set as formulas.
"""

from __future__ import annotations

from PySide6.QtGui import Qt

from tauscope.document import formulas
from tauscope.ui.formulas.rich_text import html


def tip_text(text: str) -> str:
    """`text` for a tool tip, escaped if Qt would take it for HTML.

    Examples
    --------
    >>> tip_text("τ = 1")
    'τ = 1'
    >>> tip_text("<b>x</b>")
    '<p>&lt;b&gt;x&lt;/b&gt;</p>'
    """
    if formulas.is_marked(text):
        return html(text)
    return Qt.convertFromPlainText(text) if Qt.mightBeRichText(text) else text


def menu_text(text: str) -> str:
    """`text` for a menu or a button, where & would underline the next letter, and a tab begin a shortcut.

    Examples
    --------
    >>> menu_text("R&D")
    'R&&D'
    """
    return formulas.one_line(text).replace("&", "&&").replace("\t", " ")
