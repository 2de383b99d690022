"""First steps, the list of keys, and About: made from what the program knows of itself."""

from __future__ import annotations

from html import escape

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from tauscope import __version__
from tauscope.resources import resource
from tauscope.ui.actions import COMMANDS, GESTURES, MENUS, shown_key


def first_steps(parent: QWidget) -> QDialog:
    """A page on what can be done here."""
    page = QTextBrowser(openExternalLinks=True)
    page.setMarkdown(resource("first_steps.md").read_text("utf-8"))
    return _dialog(parent, "First steps", page)


def key_rows() -> list[tuple[str, str, str]]:
    """Where, key and effect, of every command that has keys and of every gesture."""
    commands = [
        (command.menu, " or ".join(map(shown_key, command.keys)), command.tip)
        for menu in MENUS
        for command in COMMANDS.values()
        if command.menu == menu and command.keys
    ]
    return commands + [(gesture.where, gesture.keys, gesture.does) for gesture in GESTURES]


def key_list(parent: QWidget) -> QDialog:
    """Every key, in one table."""
    rows, last = "", ""
    for where, keys, does in key_rows():
        if where != last:
            rows += f"<tr><td colspan=2><br><b>{escape(where)}</b></td></tr>"
            last = where
        rows += f"<tr><td>{escape(keys)}&nbsp;&nbsp;&nbsp;</td><td>{escape(does)}</td></tr>"
    page = QTextBrowser()
    page.setHtml(f"<table cellspacing=4>{rows}</table>")
    return _dialog(parent, "Keys", page)


def about(parent: QWidget) -> QDialog:
    """What this is, and whose work it stands on."""
    page = QTextBrowser(openExternalLinks=True)
    page.setMarkdown(
        f"# Tauscope {__version__}\n\n"
        "An instrument for softmax temperature: p = softmax(z / τ) is the Boltzmann distribution with E = −z "
        "and kT = τ.\n\nTauscope is free software under the MIT licence.\n\n"
        f"It stands on Qt {qVersion()} through PySide6 (LGPL 3), pyqtgraph {pg.__version__} (MIT), numpy "
        f"{np.__version__} (BSD) and the typeface Inter (SIL Open Font License 1.1). Language models run on "
        "ONNX Runtime (MIT) and tokenizers (Apache 2.0), where these are installed.\n\n"
        "The story writer is a small language model made for Tauscope (MIT). It learnt from fairy tales "
        "published before 1930, which Andrew Lang, the brothers Grimm, Hans Christian Andersen and Joseph "
        "Jacobs collected or wrote, in the texts of Project Gutenberg. It knows nothing but how they sound."
    )
    return _dialog(parent, "About Tauscope", page)


PAGES = {"first_steps": first_steps, "keys": key_list, "about": about}


def _dialog(parent: QWidget, title: str, page: QTextBrowser) -> QDialog:
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.resize(600, 620)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    layout = QVBoxLayout(dialog)
    layout.addWidget(page)
    layout.addWidget(buttons)
    return dialog
