"""Printing on standard output and standard error, which may be closed or broken."""

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
    """Print a line on standard error, if that is open and can be written."""
    if sys.stderr is not None:
        try:
            print("tauscope:", sentence, file=sys.stderr, flush=True)
        except OSError:
            _give_up(sys.stderr)


class ProgressLine:
    """A line on standard error that says how far something is, where that is a terminal."""

    def __init__(self, words: str) -> None:
        self._words, self._percent = words, -1
        self._shown = sys.stderr is not None and sys.stderr.isatty()

    def show(self, fraction: float) -> None:
        """Show a fraction from 0 to 1 in per cent."""
        percent = int(100 * fraction)
        if percent != self._percent:
            self._percent = percent
            self._write(f"\rtauscope: {self._words} … {percent}%")

    def clear(self) -> None:
        """Take the line away."""
        if self._percent >= 0:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        if self._shown:
            with contextlib.suppress(OSError):
                sys.stderr.write(text)
                sys.stderr.flush()


def print_text(text: str) -> None:
    """Print a text, and a line feed after it, on standard output."""
    print_parts([text])


def print_parts(parts: Iterable[str]) -> None:
    """Print the parts of a text as they are made, and a line feed at the end."""
    _check_open()
    # A character that the terminal's encoding lacks is printed as "?", not raised as an error.
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
    """Raise `InputError` if standard output is closed."""
    if sys.stdout is None:  # a shell can close it
        raise InputError("There is no standard output.")


def _fail(error: OSError) -> None:
    """Stop printing; raise `InputError` unless the reader has left, as `head` does."""
    _give_up(sys.stdout)
    if not isinstance(error, BrokenPipeError):
        raise InputError(f"The output cannot be written: {error.strerror or error}.") from None


def _give_up(stream: TextIO) -> None:
    """Lead a stream to the null device, because Python flushes it once more at its end and would complain."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
