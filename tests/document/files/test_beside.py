"""Sessions that were moved together with the files that they name."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np

from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, source_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.files.opening import read_document
from tauscope.document.panel_settings.trace import OtherFile, TraceSettings
from tauscope.sources.trace.opening import open_recording
from tauscope.sources.trace.source import TraceSource
from tauscope.sources.unavailable import UnavailableSource


def saved(folder: Path) -> Path:
    """Save the session of a trace, with a pin, that is compared with another file."""
    folder.mkdir()
    for number, name in enumerate(("a.npy", "b.npy")):
        np.save(folder / name, np.random.default_rng(number).normal(size=(5, 7)).astype(np.float32))
    source = TraceSource(open_recording(folder / "a.npy"))
    document = source_edits.use_source(Document(), source)
    document = bench_edits.pin(replace(document, state=source.at(source.initial(), 3)))
    other = OtherFile(str(folder / "b.npy"), "b.npy", open_recording(folder / "b.npy").fingerprint)
    session = folder / "walk.tauscope"
    session.write_text(encode(document.with_settings(TraceSettings(other))), "utf-8")
    return session


def test_files_that_moved_with_their_session_are_found(tmp_path: Path) -> None:
    before = saved(tmp_path / "before")
    after = Path(shutil.move(before.parent, tmp_path / "after")) / before.name
    assert isinstance(decode(after.read_bytes()).document.source, UnavailableSource)
    found = read_document(after).document
    assert isinstance(found.source, TraceSource)
    assert found.source.recording.path == after.parent / "a.npy"
    assert found.source.position(found.state) == 3
    assert found.pins[0].source == found.source
    other = found.settings(TraceSettings).other
    assert other is not None
    assert other.path == str(after.parent / "b.npy")


def test_another_file_of_that_name_is_not_taken(tmp_path: Path) -> None:
    before = saved(tmp_path / "before")
    after = Path(shutil.move(before.parent, tmp_path / "after")) / before.name
    np.save(after.parent / "a.npy", np.zeros((5, 7)))
    assert isinstance(read_document(after).document.source, UnavailableSource)


def test_a_file_that_is_where_the_session_says_is_taken_from_there(tmp_path: Path) -> None:
    before = saved(tmp_path / "before")
    shutil.copytree(before.parent, tmp_path / "copy")
    found = read_document(tmp_path / "copy" / before.name).document
    assert isinstance(found.source, TraceSource)
    assert found.source.recording.path == before.parent / "a.npy"
