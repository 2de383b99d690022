"""The window: the only room with Qt and pyqtgraph in it.

PySide6 reads the source of every module that is imported after it. So what has no Qt in it goes first.
"""

from tauscope.document import chain_edits, edits, picture, preferences, saving  # noqa: F401
