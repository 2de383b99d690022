"""Stage and presenter's window on two screens, in a process whose window system has them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect

from tauscope.ui.presenting.screens import centred

SCREENS = [("laptop", 0, 0, 1366, 768), ("projector", 1366, 0, 1920, 1080)]

PRESENT = """
import json, sys
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from tauscope.document.lessons.lesson_file import shipped_lesson
from tauscope.ui.application import make_application, make_window

application = make_application()
window = make_window("light")
window.show()
window.lessons.open(shipped_lesson("napkin"))
window.preferences = window.preferences.__class__(**{**vars(window.preferences), "stage": sys.argv[1]})
window.present(from_start=True)
for _ in range(20):
    application.processEvents()
presentation = window.presentation
windows = {"stage": presentation.stage, "presenter": presentation.presenter}
found = {name: each.geometry().getRect() for name, each in windows.items() if each is not None}
found["full"] = presentation.stage.isFullScreen()
# The window system tells that a screen has come or gone; the one on which both are stays.
presentation._screens._place_again()
for _ in range(20):
    application.processEvents()
found["again"] = {name: each.geometry().getRect() for name, each in windows.items() if each is not None}
print(json.dumps(found), flush=True)
import os
os._exit(0)
"""


def presented(tmp_path: Path, where: str, screens: list[tuple[str, int, int, int, int]]) -> dict[str, Any]:
    """Return rectangles of stage and presenter's window after F5 with this preference."""
    common = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1.0}
    entries = [
        {"name": name, "x": x, "y": y, "width": width, "height": height, **common}
        for name, x, y, width, height in screens
    ]
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"synchronousWindowSystemEvents": True, "screens": entries}))
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": f"offscreen:configfile={config}",
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    done = subprocess.run(  # this interpreter
        [sys.executable, "-P", "-c", PRESENT, where],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize(
    ("where", "stage_at", "presenter_at"), [("full", 1, 0), ("screen laptop", 0, 1), ("screen gone", 1, 0)]
)
def test_each_has_a_screen_of_its_own(tmp_path: Path, where: str, stage_at: int, presenter_at: int) -> None:
    found = presented(tmp_path, where, SCREENS)
    areas = [QRect(*numbers) for _, *numbers in SCREENS]
    assert found["full"]
    for rectangles in (found, found["again"]):
        assert QRect(*rectangles["stage"]) == areas[stage_at]
        assert areas[presenter_at].contains(QRect(*rectangles["presenter"]))


def test_on_one_screen_there_is_the_stage_alone(tmp_path: Path) -> None:
    found = presented(tmp_path, "full", SCREENS[:1])
    assert QRect(*found["stage"]) == QRect(*SCREENS[0][1:])
    assert "presenter" not in found


def test_the_presenters_window_has_its_size_where_there_is_room() -> None:
    assert centred((1280, 800), QRect(0, 0, 1920, 1080)).size().toTuple() == (1280, 800)
    small = QRect(0, 0, 1024, 768)
    assert small.contains(centred((1280, 800), small))
