"""The window: the only room with Qt and pyqtgraph in it."""

from tauscope.ui.quick_imports import spare_sources

spare_sources()
