"""Why the file of a session cannot be had, in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tauscope.core.errors import InputError
from tauscope.sources.named_file import named_by_session
from tauscope.sources.protocol import SourceUnavailableError


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(), "“row.npy” was not found in folder."),
        (PermissionError(13, "Permission denied"), "“row.npy” cannot be read: Permission denied."),
        (InputError("It is empty."), "“row.npy” cannot be opened. It is empty."),
        (ValueError("embedded null byte"), "No file can have the name that the session gives."),
    ],
)
def test_each_trouble_has_its_sentence(error: Exception, said: str) -> None:
    with pytest.raises(SourceUnavailableError) as raised, named_by_session(Path("folder/row.npy")):
        raise error
    assert str(raised.value) == said


def test_without_trouble_nothing_is_raised_and_other_errors_pass() -> None:
    with named_by_session(Path("row.npy")):
        pass
    with pytest.raises(KeyError), named_by_session(Path("row.npy")):
        raise KeyError
