"""No screen is needed; tests that use the application are marked `gui`; no user's settings are touched."""

from __future__ import annotations

import os

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "qapp" in getattr(item, "fixturenames", ()):
            item.add_marker("gui")


@pytest.fixture(autouse=True)
def _own_settings() -> None:
    from PySide6.QtCore import QStandardPaths  # noqa: PLC0415  # after the platform is set

    QStandardPaths.setTestModeEnabled(True)
