"""Menu paths and keys that README, pages and sentences name are those of the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QMenu

from tauscope.ui.widgets.keys import shown_key
from tauscope.ui.window.commands import MENUS, key_rows
from tauscope.ui.window.main_window import MainWindow

ROOT = Path(__file__).parents[3]
README = ROOT / "README.md"
PAGES = (README, *ROOT.glob("resources/*.md"))
TEXTS = (*PAGES, *ROOT.glob("resources/**/*.toml"), *ROOT.glob("src/tauscope/**/*.py"))
PATH = re.compile(rf"\b(?:{'|'.join(MENUS)}) → .{{,100}}")
KEY = re.compile(r"(?:(?:Ctrl|Shift|Alt) \+ )+(?:[A-Z]\w*|→)|\bF\d+\b")


def named_paths() -> Iterator[tuple[str, str]]:
    """Yield each place in a text where a path begins, with the file's name."""
    for file in TEXTS:
        text = re.sub(r"\"\s*\n\s*f?\"", "", file.read_text("utf-8"))  # a sentence of several strings
        text = re.sub(r"\s+", " ", text)
        yield from ((file.name, found) for found in PATH.findall(text))


def leads_somewhere(path: str, menu: QMenu) -> bool:
    """Whether the beginning of `path` is the title of an entry, and so on in its submenu."""
    menu.aboutToShow.emit()  # some are filled when they open
    for action in menu.actions():
        title = action.text().replace("&", "").removesuffix("…")
        if title and re.match(rf"{re.escape(title)}\b", path):
            further, submenu = path.removeprefix(title).removeprefix("…"), action.menu()
            if not further.startswith(" → "):
                return True
            return isinstance(submenu, QMenu) and leads_somewhere(further.removeprefix(" → "), submenu)
    return False


def test_every_menu_path_that_is_named_is_there(window: MainWindow) -> None:
    paths = list(named_paths())
    assert {"README.md", "preferring.py"} <= {file for file, _ in paths}
    for file, path in paths:
        title, _, further = path.partition(" → ")
        assert leads_somewhere(further, window.menus.menus[title]), f"{file}: {path}"


def test_every_key_that_is_named_is_in_the_list_of_keys() -> None:
    listed = {key for _, keys, _ in key_rows() for key in keys.split()}
    text = " ".join(" ".join(page.read_text("utf-8") for page in PAGES).split())
    named = set(KEY.findall(text))
    assert {"F9", "Ctrl + Shift + F7", "Alt + →", "Shift + F6"} <= named
    named.remove("Ctrl + C")  # in the terminal
    assert {shown_key(key.replace(" ", "").replace("→", "Right")) for key in named} <= listed
