"""What the command line prints, and where."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable


def tell(sentence: str) -> None:
    """Write a line on standard error, if there is one and it takes it."""
    if sys.stderr is not None:
        try:
            print("tauscope:", sentence, file=sys.stderr, flush=True)
        except OSError:
            _give_up(sys.stderr)


def print_text(text: str) -> None:
    """Print a text, and a line feed after it, on standard output."""
    print_parts([text])


def print_parts(parts: Iterable[str]) -> None:
    """Print the parts of a text as they come, and a line feed at the end."""
    _check_open()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        for part in parts:
            print(part, end="", flush=True)
        print(flush=True)
    except OSError as error:
        _fail(error)


def print_bytes(content: bytes) -> None:
    """Write the content of a file to standard output."""
    _check_open()
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except OSError as error:
        _fail(error)


def _check_open() -> None:
    if sys.stdout is None:  # a shell can close it
        raise InputError("There is no standard output.")


def _fail(error: OSError) -> None:
    """Stop printing; a reader that has left, as `head` does, is no error."""
    _give_up(sys.stdout)
    if not isinstance(error, BrokenPipeError):
        raise InputError(f"The output cannot be written: {error.strerror or error}.") from None


def _give_up(stream: TextIO) -> None:
    """Send what is left for a stream nowhere: Python must not try once more when it ends."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
