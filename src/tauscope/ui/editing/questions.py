"""Questions that need a dialog; tests replace this class."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from tauscope.ui.theme import match_theme

Answer = Literal["save", "discard", "cancel"]
Replacing = Literal["replace", "save as", "cancel"]
SESSION = "Tauscope session (*.tauscope)"
TREE = "Decoding tree (*.toml)"
LESSON = "Lesson (*.toml)"
HANDOUT = "Handout (*.pdf)"
TEXTS = "Text (*.txt);;Numbers of each token (*.csv *.tsv *.json)"
RUNS = "Table of every step (*.csv *.tsv);;JSON (*.json)"


class Questions:
    """Asks the user in modal dialogs."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def file_to_open(self, folder: str) -> Path | None:
        """Ask which file to open."""
        from tauscope.document.files.openers import file_filters  # noqa: PLC0415  # the window opens without it

        name, _ = QFileDialog.getOpenFileName(self._window, "Open", folder, ";;".join(file_filters()))
        return Path(name) if name else None

    def model_to_open(self) -> Path | None:
        """Ask which folder holds a language model."""
        title = "Open model: a folder with model.onnx, tokenizer.json and config.json"
        name = QFileDialog.getExistingDirectory(self._window, title)
        return Path(name) if name else None

    def source_to_find(self, *, is_file: bool = False) -> Path | None:
        """Ask for the folder in which the model of a session is now, or for the file of its trace."""
        if is_file:
            name, _ = QFileDialog.getOpenFileName(self._window, "Find the file of this session's trace")
            return Path(name) if name else None
        name = QFileDialog.getExistingDirectory(self._window, "Find the folder of this session's model")
        return Path(name) if name else None

    def array_to_open(self, arrays: Sequence[tuple[str, str]]) -> str | None:
        """Ask which of the arrays in a file to open.

        Parameters
        ----------
        arrays : sequence of (str, str)
            Name of each array, and its name with its shape and type.
        """
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Open")
        dialog.setLabelText("This file holds several arrays. Open:")
        dialog.setComboBoxItems([words for _, words in arrays])
        dialog.setOption(QInputDialog.InputDialogOption.UseListViewForComboBoxItems)
        dialog.setOkButtonText("Open")
        match_theme(dialog, self._window)
        chosen = dialog.exec() == QInputDialog.DialogCode.Accepted
        words = dialog.textValue()
        dialog.deleteLater()
        return next((name for name, shown in arrays if chosen and shown == words), None)

    def file_to_save(self, suggested: str) -> Path | None:
        """Ask where to save."""
        return self._save("Save as", SESSION, suggested, "tauscope")

    def text_to_save(self) -> Path | None:
        """Ask where to write a text."""
        return self._save("Export text", TEXTS, "text.txt", "txt")

    def tree_to_save(self, suggested: str) -> Path | None:
        """Ask where to save a decoding tree."""
        return self._save("Save tree as", TREE, suggested, "toml")

    def lesson_to_save(self, suggested: str) -> Path | None:
        """Ask where to save a lesson."""
        return self._save("Save lesson as", LESSON, suggested, "toml")

    def handout_to_save(self, suggested: str) -> Path | None:
        """Ask where to save the handout of a lesson."""
        return self._save("Save handout as", HANDOUT, suggested, "pdf")

    def run_to_save(self) -> Path | None:
        """Ask where to write the steps of a run."""
        return self._save("Export run", RUNS, "run.csv", "csv")

    def _save(self, title: str, kinds: str, suggested: str, ending: str) -> Path | None:
        """Ask for a path; the dialog adds the ending, and asks before a file is replaced."""
        dialog = QFileDialog(self._window, title, "", kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(suggested)
        match_theme(dialog, self._window)
        chosen = dialog.exec() == QFileDialog.DialogCode.Accepted
        dialog.deleteLater()
        return Path(dialog.selectedFiles()[0]) if chosen else None

    def before_discarding(self, name: str) -> Answer:
        """Ask what to do with unsaved changes."""
        kinds = QMessageBox.StandardButton
        box = self._box(f"Save the changes to {name}?", "Your changes will be lost if you do not save them.")
        box.setStandardButtons(kinds.Save | kinds.Discard | kinds.Cancel)
        box.setDefaultButton(kinds.Save)
        answers: dict[int, Answer] = {kinds.Save.value: "save", kinds.Discard.value: "discard"}
        return answers.get(box.exec(), "cancel")

    def before_replacing(self, name: str) -> Replacing:
        """Ask what to do with a file that another program has changed since it was opened."""
        box = self._box(
            f"Another program changed {name} after you opened it.",
            "If you replace it, the other program's changes are lost.",
        )
        roles = QMessageBox.ButtonRole
        elsewhere = box.addButton("Save As…", roles.AcceptRole)
        replace = box.addButton("Replace", roles.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(elsewhere)
        box.exec()
        chosen = box.clickedButton()
        return "save as" if chosen is elsewhere else "replace" if chosen is replace else "cancel"

    def _box(self, question: str, more: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Tauscope")
        box.setTextFormat(Qt.TextFormat.PlainText)  # a file's name may look like markup
        box.setText(question)
        box.setInformativeText(more)
        match_theme(box, self._window)
        return box
