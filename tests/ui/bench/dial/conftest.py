"""The dial alone, of 300 by 250 pixels."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from tauscope.document.library.vocabularies import vocabulary_called
from tauscope.ui.bench.dial.dial import TemperatureDial
from tauscope.ui.editing.history import History
from tauscope.ui.theme import Theme


@pytest.fixture
def dial(history: History, theme: Theme, show: Callable[[QWidget], None]) -> TemperatureDial:
    dial = TemperatureDial(history.perform, theme, vocabulary_called("physics"))
    history.changed.connect(lambda _, after: dial.show_temperature(after.temperature))
    dial.resize(300, 250)
    show(dial)
    return dial
