"""The window: the only room with Qt and pyqtgraph in it.

PySide6 reads the source of every module that is imported after it. So what has no Qt in it goes first.
"""

from tauscope.document import preferences  # noqa: F401
from tauscope.document.edits import chain_edits, table_edits  # noqa: F401
from tauscope.document.files import saving  # noqa: F401
from tauscope.document.picture import picture  # noqa: F401
