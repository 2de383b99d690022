"""The measuring of windows in processes of their own, one after the other beside the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

SCRIPT = Path(__file__).with_name("window_sizes.py")

FONTS = {
    "none": (),
    "DejaVu alone": ("/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu-sans-fonts"),
    "many": ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"),
}
"""Folders in which a machine has fonts; where they are missing the machine has none, which is fine too."""

SCALES = {"none": "1", "DejaVu alone": "1.25", "many": "1.5"}
"""The scale of the screen goes with the fonts, so that each is seen once; the sizes of text with both."""


def with_fonts(folders: tuple[str, ...], cache: Path) -> str:
    """A configuration of fontconfig that finds the fonts in these folders."""
    lines = "".join(f"<dir>{folder}</dir>" for folder in folders)
    path = cache / "fonts.conf"
    path.write_text(f"<fontconfig>{lines}<cachedir>{cache}</cachedir></fontconfig>", "utf-8")
    return str(path)


class RoomRuns:
    """What is too narrow with each of `FONTS`; a machine of two cores has one to spare for it."""

    def __init__(self, make_folder: Callable[[str], Path]) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._process: subprocess.Popen[str] | None = None
        self._closed = False
        self._found: dict[str, Future[dict[str, object]]] = {}
        for fonts, folders in FONTS.items():
            settings = {
                "FONTCONFIG_FILE": with_fonts(folders, make_folder("fonts")),
                "QT_SCALE_FACTOR": SCALES[fonts],
                "XDG_CONFIG_HOME": str(make_folder("settings")),
            }
            self._found[fonts] = self._pool.submit(self._run, settings)

    def found(self, fonts: str) -> dict[str, object]:
        """Wait for what one process found."""
        return self._found[fonts].result()

    def close(self) -> None:
        """End what still runs, as after Ctrl+C."""
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._process is not None:
            self._process.kill()
        self._pool.shutdown()

    def _run(self, settings: dict[str, str]) -> dict[str, object]:
        if self._closed:
            return {}
        self._process = subprocess.Popen(
            [sys.executable, str(SCRIPT)], env=os.environ | settings, stdout=subprocess.PIPE, text=True
        )
        found: dict[str, object] = json.loads(self._process.communicate()[0] or "{}")
        return found
