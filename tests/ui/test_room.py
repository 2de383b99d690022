"""No part of the window is narrower than its text, whatever fonts there are, in every size and theme."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.ui.window_sizes import LOOKS

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


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What is too narrow with each of `FONTS`, looked for side by side."""
    running = {}
    for fonts, folders in FONTS.items():
        settings = {
            "FONTCONFIG_FILE": with_fonts(folders, tmp_path_factory.mktemp("fonts")),
            "QT_SCALE_FACTOR": SCALES[fonts],
            "XDG_CONFIG_HOME": str(tmp_path_factory.mktemp("settings")),
        }
        running[fonts] = subprocess.Popen(
            [sys.executable, str(SCRIPT)], env=os.environ | settings, stdout=subprocess.PIPE, text=True
        )
    return {fonts: json.loads(process.communicate()[0]) for fonts, process in running.items()}


@pytest.mark.parametrize("fonts", FONTS)
def test_nothing_is_narrower_than_its_text(found: dict[str, dict[str, object]], fonts: str) -> None:
    assert found[fonts]["looks"] == len(LOOKS)
    assert found[fonts]["too small"] == []
