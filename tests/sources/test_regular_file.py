"""What a user or a session names is opened only if it is a file: a pipe to which nobody writes never ends."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tauscope.core.errors import InputError
from tauscope.document.files.opening import read_document, read_labelled_file
from tauscope.document.library.lesson_files import lesson_at
from tauscope.document.traces import other_file_at
from tauscope.sources.labelled.source import LabelledSource
from tauscope.sources.protocol import SourceUnavailableError
from tauscope.sources.regular_file import open_regular
from tauscope.sources.trace.arrays import labels_from
from tauscope.sources.trace.source import TraceSource
from tauscope.sources.trace.stored import content_of

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")


def of_session(path: Path) -> object:
    return TraceSource.from_json({"path": str(path), "name": "z", "fingerprint": ""})


def of_labelled_session(path: Path) -> object:
    return LabelledSource.from_json({"file": str(path), "fingerprint": ""})


@needs_pipes
@pytest.mark.parametrize(
    "read",
    [
        open_regular,
        read_document,
        read_labelled_file,
        other_file_at,
        content_of,
        labels_from,
        lesson_at,
        of_session,
        of_labelled_session,
    ],
)
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, read: Callable[[Path], object]) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises((InputError, SourceUnavailableError), match=r"device|not a file"):
        read(tmp_path / "pipe")


def test_a_file_is_opened_and_a_folder_is_not(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    with open_regular(tmp_path / "a") as file:
        assert file.read() == b"abc"
    with pytest.raises(OSError, match=r"."):
        open_regular(tmp_path)
    with pytest.raises(FileNotFoundError):
        open_regular(tmp_path / "b")
