"""Texts with formulas as rich text: tool tips, notices, pages."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tauscope.document import formulas
from tauscope.document.formulas import NO_BREAK, Run

SHORT = 24
"""Most characters of a formula in which no line breaks."""

_TAGS = {1: "sup", -1: "sub"}


def runs(text: str) -> list[Run]:
    """A text with formulas as runs that rich text can show: nothing in them is raised or lowered twice."""
    found: list[Run] = []
    for part, is_formula in formulas.pieces(text):
        line = formulas.line(formulas.parts(part)) if is_formula else (Run(part),)
        if is_formula and len(part) <= SHORT:
            line = tuple(run._replace(text=run.text.replace(" ", NO_BREAK)) for run in line)
        found += formulas.line(map(formulas.with_small_signs, line))
    return found


def html(text: str) -> str:
    r"""A text with formulas as rich text; everything else in it stays plain.

    Examples
    --------
    >>> html(formulas.with_formulas("p < $e^(z/τ)$\nnext"))
    '<span>p &lt; e<sup><i>z</i></sup><sup>∕τ</sup><br>next</span>'
    """
    return f"<span>{''.join(map(_tagged, runs(text)))}</span>".replace("\n", "<br>")


def show_in(label: QLabel, text: str) -> None:
    """Show a text in a label: as rich text where there are formulas in it, else as it is."""
    rich = formulas.is_marked(text)
    label.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
    label.setText(html(text) if rich else text)


def _tagged(run: Run) -> str:
    text = escape(run.text)
    if run.italic:
        text = f"<i>{text}</i>"
    for script in run.scripts:
        text = f"<{_TAGS[script]}>{text}</{_TAGS[script]}>"
    return text
