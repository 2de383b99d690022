from __future__ import annotations

import os
from pathlib import Path

import pytest

from tauscope.document.files.file_version import UNKNOWN, FileVersion


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.tauscope"
    path.write_bytes(b"one")
    return path


def version(path: Path) -> FileVersion:
    found = FileVersion.of(path)
    assert found is not None
    return found


def test_other_content_differs_and_a_touch_does_not(file: Path) -> None:
    before = version(file)
    assert not before.differs_from(file)
    os.utime(file, ns=(1, 1))
    assert not before.differs_from(file)
    file.write_bytes(b"two")
    assert before.differs_from(file)
    other = file.with_name("b")
    other.write_bytes(b"one")
    other.replace(file)
    assert not before.differs_from(file)


def test_what_was_written_is_known(file: Path) -> None:
    file.write_bytes(b"two")
    assert FileVersion.written(file, b"two") == version(file)


def test_what_is_gone_or_no_file_has_nothing_to_lose(file: Path, tmp_path: Path) -> None:
    before = version(file)
    file.unlink()
    assert not before.differs_from(file)
    assert not UNKNOWN.differs_from(file)
    assert not before.differs_from(Path("nul\0"))
    assert FileVersion.of(file) is None
    assert FileVersion.of(tmp_path) is None


@pytest.mark.parametrize("newer", [True, False])
def test_a_file_that_is_newer_than_its_recovery_copy_is_of_somebody_else(file: Path, newer: bool) -> None:
    copy = file.with_name("copy")
    copy.write_bytes(b"mine")
    os.utime(copy, ns=(10**18, 10**18))
    os.utime(file, ns=(10**18 + (1 if newer else -1),) * 2)
    found = FileVersion.under(copy, file)
    assert found is not None
    assert found.differs_from(file) is newer
