from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from tauscope.sources.language.library_output import library_output_caught
from tauscope.ui.editing import error_log
from tauscope.ui.editing.error_log import LONGEST_ENTRY, append_to_log, keep_library_output


def test_each_entry_has_its_time_and_version(tmp_path: Path) -> None:
    log = tmp_path / "new" / "tauscope.log"
    append_to_log(log, "first \udcff")
    append_to_log(log, "second")
    lines = log.read_text("utf-8").splitlines()
    assert lines[1::2] == ["first \\udcff", "second"]
    assert all(" Tauscope " in line for line in lines[::2])


def test_a_log_that_has_grown_is_put_aside_and_only_the_last_one_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(error_log, "LARGEST_LOG", 1000)
    log = tmp_path / "tauscope.log"
    for number in range(100):
        append_to_log(log, f"error {number}" + "." * 100)
    assert {file.name for file in tmp_path.iterdir()} == {"tauscope.log", "tauscope.log.1"}
    assert all(file.stat().st_size < 1300 for file in tmp_path.iterdir())
    assert "error 99" in log.read_text("utf-8")


def test_of_a_long_entry_the_end_is_written(tmp_path: Path) -> None:
    append_to_log(tmp_path / "tauscope.log", "x" * LONGEST_ENTRY + "the error")
    text = (tmp_path / "tauscope.log").read_text("utf-8")
    assert text.endswith("the error\n")
    assert len(text) < LONGEST_ENTRY + 100


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    append_to_log(tmp_path / "file" / "tauscope.log", "lost")


def test_what_libraries_print_goes_into_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("tauscope.libraries"), "handlers", [])
    for name in ("old.log", "new.log"):
        keep_library_output(tmp_path / name)
    with library_output_caught():
        os.write(2, b"thread panicked at template.rs\n")
    written = (tmp_path / "new.log").read_text("utf-8")
    assert "tauscope.libraries: thread panicked at template.rs" in written
    assert not (tmp_path / "old.log").exists()
