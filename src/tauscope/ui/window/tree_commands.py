"""Commands of decoding trees in the menu Source: those that ship, growth, and a file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tauscope.document.edits import growth_edits
from tauscope.document.picture.answers import Failed, Ready
from tauscope.document.studies.shown_tree import decoding_tree
from tauscope.ui.editing.history import Edit, EditRequest

if TYPE_CHECKING:
    from tauscope.ui.editing.feed import Feed
    from tauscope.ui.editing.files.file_writer import FileWriter
    from tauscope.ui.editing.history import History
    from tauscope.ui.editing.questions import Questions

LATER = "The tree has not grown yet: save it when it is shown."


class TreeCommands(QObject):
    """Lets the tree of a model grow, and saves trees."""

    said = Signal(str)
    refused = Signal(str)

    def __init__(
        self, history: History, feed: Feed, questions: Questions, writer: FileWriter, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._history, self._feed, self._questions, self._writer = history, feed, questions, writer

    def grow(self) -> None:
        """Let a tree grow from the present moment."""
        self._do("grow a tree", growth_edits.grow_from_here)

    def open_here(self) -> None:
        """Let the tree grow after the present moment, however unlikely that is."""
        self._do("expand the tree", growth_edits.open_here)

    def close_here(self) -> None:
        """Take back what grew after the present moment."""
        self._do("fold the tree", growth_edits.close_here)

    def save(self) -> None:
        """Save the tree that is shown as a file of its own."""
        from tauscope.document.files.tree_files import suggested_name, tree_bytes  # noqa: PLC0415  # to save alone

        picture = self._feed.shown
        answer = None if picture is None else picture.once(decoding_tree)
        if isinstance(answer, Failed):
            self.refused.emit(answer.sentence)
        elif not isinstance(answer, Ready):
            self.refused.emit(LATER)
        else:
            source = self._history.document.source
            path = self._questions.tree_to_save(suggested_name(source))
            if path is not None:
                content = partial(tree_bytes, source, answer.value)
                self._writer.write(path, content, f"Saved the tree as {path}")

    def _do(self, name: str, edit: Edit) -> None:
        sentence = self._history.perform(EditRequest(name, edit))
        if sentence:
            self.refused.emit(sentence)
