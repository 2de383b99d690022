"""The window: the only room with Qt and pyqtgraph in it.

PySide6 reads the source of every module that is imported after it. So what has no Qt in it goes first.
"""

from tauscope.document import chain_words, description, formulas, preferences, running, temperature_words  # noqa: F401
from tauscope.document.edits import bench_edits, chain_edits, plot_edits, table_edits  # noqa: F401
from tauscope.document.files import saving  # noqa: F401
from tauscope.document.library import engine_defaults  # noqa: F401
from tauscope.document.picture import picture, pins  # noqa: F401
