"""Processes that test_offline.py looks at last: they start with the session, and mostly sleep."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

SECONDS = 32
"""How long the models stay in use: what ONNX Runtime looks up by itself, it looks up after about ten."""

PATIENCE_SECONDS = 600
"""However busy the machine is."""

HERE = Path(__file__).parent
ASKS = "import socket\ntry: socket.getaddrinfo('control.invalid', 80)\nexcept OSError: pass"
"""A program that looks a name up, to see whether this is noted. No such name exists, by RFC 6761."""


class Run:
    """A process that uses language models with an empty home, while a witness notes what it looks up.

    Parameters
    ----------
    witness : str
        "strace", "resolver" (a network of its own with a name server that takes notes), or "none".
    folder : Path
        An empty one.
    """

    def __init__(self, witness: str, folder: Path) -> None:
        self.home = folder / "home"
        self._witness, self._notes, self._output = witness, folder / "notes", folder / "output"
        self.why_not = self._problem()
        self._process: subprocess.Popen[bytes] | None = None
        if not self.why_not:
            self._notes.unlink(missing_ok=True)
            command = [sys.executable, str(HERE / "use_models.py"), str(SECONDS)]
            with self._output.open("wb") as output:
                self._process = subprocess.Popen(
                    self._watched(command),
                    cwd=folder,
                    env=self._environment(),
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

    def finish(self) -> tuple[int, str]:
        """Wait for the end; return the exit status and the output."""
        assert self._process is not None
        return self._process.wait(PATIENCE_SECONDS), self._output.read_text("utf-8", "replace")

    def lookups(self) -> list[str]:
        """Names that were asked for, or with strace the calls that reached for the internet."""
        lines = self._notes.read_text("utf-8", "replace").splitlines() if self._notes.exists() else []
        if self._witness == "strace":
            return [line for line in lines if "AF_INET" in line or "systemd/resolve" in line]
        return lines

    def close(self) -> None:
        """End the process and all that it started, where a session is broken off."""
        if self._process is not None and self._process.poll() is None:
            with contextlib.suppress(OSError):
                if os.name == "nt":
                    self._process.kill()
                else:
                    os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _watched(self, command: list[str]) -> list[str]:
        if self._witness == "strace":
            calls = "trace=connect,sendto,sendmsg,sendmmsg"
            return ["strace", "--follow-forks", "-qq", "-e", calls, "-o", str(self._notes), *command]
        if self._witness == "resolver":
            return [sys.executable, str(HERE / "note_lookups.py"), str(self._notes), *command]
        return command

    def _problem(self) -> str:
        """Why this witness is of no use here; nothing where it notes what is looked up."""
        self.home.mkdir()
        if self._witness == "none":
            return ""
        if not sys.platform.startswith("linux"):
            return f"{self._witness} is for Linux"
        if self._witness == "strace" and shutil.which("strace") is None:
            return "strace is not installed"
        control = self._watched([sys.executable, "-c", ASKS])
        done = subprocess.run(control, env=self._environment(), capture_output=True, text=True, check=False)
        if not self.lookups():
            return f"{self._witness} notes nothing here: {done.stderr.strip()[-200:] or 'the name was found'}"
        return ""

    def _environment(self) -> dict[str, str]:
        """Surroundings with an empty home, and without what would keep ONNX Runtime quiet by itself."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ORT_", "XDG_")) and name not in {"DISPLAY", "WAYLAND_DISPLAY"}
        }
        return {**kept, "HOME": str(self.home), "USERPROFILE": str(self.home)}
