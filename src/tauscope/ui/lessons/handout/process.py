"""The handout of a lesson, made in a process of its own: its figures take seconds, and the window goes on."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.document.lessons.lesson_file import lesson_text

if TYPE_CHECKING:
    from tauscope.document.lessons.lesson import Lesson

LONGEST = 600
"""Seconds after which a handout is given up."""


def handout_from_process(lesson: Lesson) -> bytes:
    """Return the handout of a lesson as a PDF.

    Raises
    ------
    InputError
        If a step cannot be made, or the process does not end in time.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lesson.toml"
        file.write_text(lesson_text(lesson), encoding="utf-8")
        command = [sys.executable, "-m", "tauscope", "export", "--lesson", str(file)]
        try:
            done = subprocess.run(  # noqa: S603  # this program itself
                [*command, "--to", "-", "--format", "pdf"], capture_output=True, timeout=LONGEST, check=False
            )
        except subprocess.TimeoutExpired:
            raise InputError("The handout took too long and was given up.") from None
        except OSError as error:
            raise InputError(f"The handout could not be made: {error}") from None
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise InputError(said[-1] if said else "The handout could not be made.")
    return done.stdout
