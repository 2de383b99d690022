#!/usr/bin/env python3
"""Pin what packaging/launch.py installs, with the hashes of the files; needs uv (https://docs.astral.sh/uv).

python3 packaging/pin.py              after a change of pyproject.toml: keeps the versions that still fit
python3 packaging/pin.py --upgrade    moves on to the newest versions

The versions are the same for every Python, so that all checks mean the same everywhere: NumPy 2.5, which
Python 3.11 cannot have, has annotations that mypy does not follow on behalf of 3.11, and PySide6 6.12.0
crashes on 3.11. Macs with Intel processors differ: ONNX Runtime 1.23 is the last with wheels for them, and
what it needs wants an older mpmath.

The files name no index: where packages come from is for the user's own pip configuration to say.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "packaging" / "requirements"
INTEL = "sys_platform == 'darwin' and platform_machine == 'x86_64'"
OTHER = "sys_platform != 'darwin' or platform_machine != 'x86_64'"
BUILD = ("hatchling", "editables")
"""What builds the project itself."""

OPTIONAL = ("models", "animation", "movie")
"""Extras with a file of their own: the launcher installs the first two, and goes on where it cannot."""

LIMITS = (
    "PySide6-Essentials<6.12",
    f"onnxruntime<1.24 ; {INTEL}",
    f"onnxruntime>=1.24 ; {OTHER}",
    f"mpmath<1.4 ; {INTEL}",
    f"mpmath>=1.4 ; {OTHER}",
)

COMPILE = ["uv", "pip", "compile", "-", "--quiet", "--universal", "--python-version", "3.11"]
COMPILE += ["--fork-strategy", "fewest", "--generate-hashes", "--no-annotate"]
COMPILE += ["--only-binary", ":all:", "--emit-build-options", "--no-emit-index-url", "--no-emit-find-links"]
COMPILE += ["--custom-compile-command", "python3 packaging/pin.py"]


def pin(name: str, wanted: list[str], *options: str) -> None:
    """Write the file of that name: the wanted requirements, and all that they need."""
    command = [*COMPILE, "--output-file", str(FOLDER / f"{name}.txt"), *options]
    subprocess.run(command, input="\n".join(wanted), cwd=ROOT, text=True, check=True)


def main(options: list[str]) -> None:
    """Pin everything first; what only runs the program is a part of that, in the same versions."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    run = [*project["dependencies"], *BUILD]
    optional = [requirement for name in OPTIONAL for requirement in extras[name]]
    test = [requirement for requirement in extras["test"] if not requirement.startswith("tauscope")]
    pin("test", [*run, *optional, *test, *LIMITS], *options)
    as_there = ["--constraint", str(FOLDER / "test.txt")]
    pin("run", run, *as_there)
    for name in OPTIONAL:
        pin(name, extras[name], *as_there)


if __name__ == "__main__":
    main(sys.argv[1:])
