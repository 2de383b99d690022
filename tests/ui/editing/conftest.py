from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from tests.ui.conftest import end

from tauscope.ui.editing.jobs import Jobs


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    del qtbot
    made = Jobs()
    yield made
    end(made)
