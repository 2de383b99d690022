"""Editing a cell of the logit table in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QWidget

from tauscope.ui.table.logit_model import Index, LogitModel
from tauscope.ui.widgets.bubble import hide_bubble, mark_refused, show_bubble
from tauscope.ui.widgets.entry import Entry

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class CellEditor(QStyledItemDelegate):
    """Edits a cell as text; a bad entry is refused in its cell, with the reason, and it stays open."""

    def createEditor(self, parent: QWidget, option: object, index: Index) -> QWidget:  # noqa: ARG002, N802
        """Make a plain line edit: Qt's spin box would alter the typed text."""
        editor = Entry(parent)
        # The event filter is given the editor alone.
        editor.setProperty("cell", index)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        """Start with the exact value; what is being typed is not overwritten when the numbers move."""
        # Qt calls this again whenever the data of the cell change.
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:  # noqa: N802
        """Enter the typed text, or show why it is refused and keep the old value."""
        if not isinstance(editor, QLineEdit) or not isinstance(model, LogitModel) or not editor.isModified():
            return
        if not self.refuses(editor, index) and (sentence := model.enter(index, editor.text())):
            show_bubble(editor.parentWidget() or editor, sentence)

    def refuses(self, editor: QLineEdit, index: Index) -> bool:
        """Show the reason for a refusal beside the cell."""
        model = index.model()
        sentence = model.refusal(index, editor.text()) if isinstance(model, LogitModel) else None
        mark_refused(editor, refused=bool(sentence))
        if sentence:
            show_bubble(editor, sentence)
        else:
            hide_bubble(editor)
        return bool(sentence)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep the editor open while its text cannot be entered."""
        if (
            isinstance(editor, QLineEdit)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            index = editor.property("cell")
            # Swallowed here, the key makes the delegate neither commit nor close.
            if event.key() in _ENDS and editor.isModified() and self.refuses(editor, index):
                return True
            if event.key() == Qt.Key.Key_Escape:
                hide_bubble(editor)
        return super().eventFilter(editor, event)
