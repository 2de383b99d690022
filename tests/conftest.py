"""No screen is needed; tests that use the application are marked `gui`; no user's settings are touched.

What a machine has, its fonts, its screen's scale and its language, is kept out of the tests: all of it is set
before Qt starts, and processes that tests start inherit it.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _pytest.doctest import DoctestModule
from hypothesis import HealthCheck, settings
from tests.network.runs import Run
from tests.ui.room_runs import RoomRuns

if TYPE_CHECKING:
    from tauscope.core.distillation.outcome import Outcome

PINNED = {
    "QT_QPA_PLATFORM": "offscreen",
    # A machine without fonts: all text is set in those that ship.
    "FONTCONFIG_FILE": str(Path(__file__).resolve().with_name("no-fonts.conf")),
    "LC_ALL": "C.UTF-8",
    # Tests and benchmarks also use ONNX Runtime directly, without Tauscope, which sees to this by itself.
    "ORT_DISABLE_TELEMETRY": "1",
}

# No test is timed: the machine may do ten other things. Random cases are the same in each run, so that none
# fails for another reason than what was changed; `--hypothesis-profile=random` looks for new ones.
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("repeatable", UNTIMED, derandomize=True)
settings.register_profile("random", UNTIMED, max_examples=1000, print_blob=True)
settings.load_profile("repeatable")

UNSET = (
    "FONTCONFIG_PATH",
    "LANGUAGE",
    "QT_AUTO_SCREEN_SCALE_FACTOR",
    "QT_ENABLE_HIGHDPI_SCALING",
    "QT_FONT_DPI",
    "QT_QPA_PLATFORMTHEME",
    "QT_SCALE_FACTOR",
    "QT_SCALE_FACTOR_ROUNDING_POLICY",
    "QT_SCREEN_SCALE_FACTORS",
    "QT_STYLE_OVERRIDE",
)

os.environ.update(PINNED)
for name in UNSET:
    os.environ.pop(name, None)

# Containers often forbid bytecode: each worker, and each process that tests start, would compile all again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# In the background of a shell Ctrl+C may be ignored, which processes that tests start would inherit.
signal.signal(signal.SIGINT, signal.default_int_handler)


WORKER = "PYTEST_XDIST_WORKER" in os.environ
"""Whether this is one of several processes that share the tests, file by file."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """All that is found stays to the end: the collector of cycles need not look at it, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Look for examples only in a file that has some: it takes as long as to find the tests of all."""
    found = yield
    if ">>>" in file_path.read_text("utf-8", errors="replace"):
        return found
    return [one for one in found if not isinstance(one, DoctestModule)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "qapp" in getattr(item, "fixturenames", ()):
            item.add_marker("gui")
    # What takes long by itself is waited for last, but among workers one may wait while the others work.
    items.sort(key=lambda item: (_is_slow(item), bool(_needs(item))), reverse=WORKER)


def _needs(item: pytest.Item) -> set[str]:
    """Fixtures of processes that take long, as far as a test looks at them."""
    return {"room_runs", "offline_runs"} & {*getattr(item, "fixturenames", ())}


def _is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None


@pytest.fixture(scope="session")
def room_runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoomRuns]:
    """Windows that are measured in processes of their own while other tests run."""
    runs = RoomRuns(tmp_path_factory.mktemp)
    yield runs
    runs.close()


@pytest.fixture(scope="session")
def offline_runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Run]]:
    """Processes that live for half a minute, one a witness."""
    runs = {name: Run(name, tmp_path_factory.mktemp(name)) for name in ("strace", "resolver", "none")}
    yield runs
    for run in runs.values():
        run.close()


@pytest.fixture(scope="session", autouse=True)
def _begin_long_processes(request: pytest.FixtureRequest) -> None:
    """Start at the beginning what the last tests wait for; a worker has what its own tests ask for."""
    if not WORKER:
        for name in sorted(set().union(*map(_needs, request.session.items))):
            request.getfixturevalue(name)


@pytest.fixture(autouse=True)
def _patient() -> Iterator[None]:
    """A window that was made in this thread before does not keep it from waiting for logits."""
    from tauscope.sources.waiting import waiting  # noqa: PLC0415

    with waiting(allowed=True):
        yield


@pytest.fixture(autouse=True)
def _own_settings() -> None:
    from PySide6.QtCore import QStandardPaths  # noqa: PLC0415  # after the platform is set

    QStandardPaths.setTestModeEnabled(True)


@pytest.fixture(autouse=True)
def _shipped_model_read_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred tests open the model that ships; to read its files takes a tenth of a second each time."""
    if "tests/core/" in request.node.nodeid:
        return
    from tests.shipped_model import opened_once  # noqa: PLC0415  # few tests need it

    from tauscope.sources.language import opening  # noqa: PLC0415

    monkeypatch.setattr(opening, "_opened", opened_once(opening._opened))


@pytest.fixture
def known_studies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Students, fits and runs of policies that any test had the result of are not computed again."""
    from tests.suited import known_result  # noqa: PLC0415  # few tests need numpy for it

    from tauscope.document.studies import calibration_studies, labelled_examples, student  # noqa: PLC0415
    from tauscope.document.studies.exploration import ExplorationStudy  # noqa: PLC0415

    students = (student.StudentTraining, student.AccuracyOverTemperature, labelled_examples.StudentTrainingOn)
    of = calibration_studies
    fits = (of.TemperatureFitting, of.Bootstrapping, of.OverTemperatures)
    for kind in (*students, *fits, ExplorationStudy):
        monkeypatch.setattr(kind, "result", known_result(kind.result))


@pytest.fixture
def known_students(monkeypatch: pytest.MonkeyPatch) -> None:
    """Students of digits that any test has trained are not trained again: equal settings, equal students."""
    from tests.suited import known_outcome  # noqa: PLC0415  # as above

    from tauscope.core.distillation.experiment import Distillation  # noqa: PLC0415  # as above
    from tauscope.sources.teacher import digit_data  # noqa: PLC0415  # as above

    def outcome(one: Distillation, data: object, _told: object = None, *, curves: bool = True) -> Outcome:
        assert data is digit_data()
        return known_outcome(one, curves=curves)

    monkeypatch.setattr(Distillation, "outcome", outcome)


@pytest.fixture
def few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bandits are simulated in few runs, once for all tests: for those that look at no average over runs."""
    from tests.suited import curves_of_few_runs  # noqa: PLC0415  # as above

    from tauscope.document.studies.exploration import ExplorationStudy  # noqa: PLC0415  # as above

    monkeypatch.setattr(ExplorationStudy, "result", lambda one, _: curves_of_few_runs(one.simulation))
