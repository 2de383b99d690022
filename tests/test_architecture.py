"""What ARCHITECTURE.md names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.sources.numbers import Numbers

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tauscope"
TEXT = (SOURCE / "ARCHITECTURE.md").read_text("utf-8")
PATHS = sorted(set(re.findall(r"`([\w.]+/[\w./]*|\w+\.(?:py|toml))`", TEXT)))
NAMES = sorted(set(re.findall(r"`([A-Z_]{4,}|[A-Z][a-z]+\.\w+)`", TEXT)))


@pytest.mark.parametrize("path", PATHS)
def test_every_path_is_there(path: str) -> None:
    assert any((folder / path).exists() for folder in (SOURCE, ROOT)), path


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_defined(name: str) -> None:
    kind, _, verb = name.rpartition(".")
    pattern = rf"^    def {verb}\b" if kind else rf"^{verb}\b"
    owner = rf"^class {kind}\b" if kind else pattern
    files = [file.read_text("utf-8") for file in SOURCE.rglob("*.py")]
    assert any(
        re.search(owner, text, re.MULTILINE) and re.search(pattern, text, re.MULTILINE) for text in files
    ), name


def test_there_are_paths_and_names() -> None:
    assert len(PATHS) > 30
    assert len(NAMES) > 5


def test_a_still_source_writes_what_its_recipe_names() -> None:
    recipe = next(line for line in TEXT.splitlines() if line.startswith("| a still source"))
    written = {name for name in vars(Numbers) if not name.startswith("_")} - {"values"}
    assert written == {"kind", "logits", "to_json", "from_json", "abilities"}
    assert all(f"`{name}`" in recipe for name in written)
