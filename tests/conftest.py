"""No screen is needed; tests that use the application are marked `gui`; no user's settings are touched."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

import pytest
from tests.network.runs import Run

os.environ["QT_QPA_PLATFORM"] = "offscreen"
# Tests and benchmarks also use ONNX Runtime directly, without Tauscope, which sees to this by itself.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "qapp" in getattr(item, "fixturenames", ()):
            item.add_marker("gui")
    items.sort(key=_is_slow)


def _is_slow(item: pytest.Item) -> bool:
    """Last come the tests that wait for what was started first."""
    return item.get_closest_marker("slow") is not None


@pytest.fixture(scope="session", autouse=True)
def offline_runs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Run]]:
    """Processes that live for half a minute, one a witness; started with the session, where asked for."""
    wanted = [item for item in request.session.items if _is_slow(item)]
    names = ("strace", "resolver", "none") if wanted else ()
    runs = {name: Run(name, tmp_path_factory.mktemp(name)) for name in names}
    yield runs
    for run in runs.values():
        run.close()


@pytest.fixture(autouse=True)
def _own_settings() -> None:
    from PySide6.QtCore import QStandardPaths  # noqa: PLC0415  # after the platform is set

    QStandardPaths.setTestModeEnabled(True)
