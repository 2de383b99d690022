"""Errors of opening the file that a session names, in the same words for all sources that have one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.protocol import SourceUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def named_by_session(path: Path) -> Iterator[None]:
    """Return a context in which a session's file is opened and read.

    Raises
    ------
    SourceUnavailableError
        Instead of an error that the file causes; the sentence says why the source cannot be had.
    """
    name, cause = quoted(path.name), None
    try:
        yield
    except FileNotFoundError:
        said = f"{name} was not found in {path.parent}."
    except OSError as error:
        said = f"{name} cannot be read: {error.strerror or error}."
    except InputError as error:
        said, cause = f"{name} cannot be opened. {error}", error
    except ValueError:  # a NUL in the name
        said = "No file can have the name that the session gives."
    else:
        return
    raise SourceUnavailableError(said) from cause
