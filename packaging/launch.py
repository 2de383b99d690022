#!/usr/bin/env python3
"""Set Tauscope up in a private environment of this checkout, then start it or test it.

python3 packaging/launch.py [arguments of tauscope]
python3 packaging/launch.py test [arguments of pytest]

Everything lands in `.venv`; what is there already is not fetched again. All that this script has to say goes
to standard error, for standard output belongs to the program (`launch.py compute --json`).
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path


def python_problem(version: "tuple[int, ...]", executable: str) -> str:
    """One line on why this Python will not do, or nothing.

    An older Python must get as far as calling this: above the call there is no syntax, import or evaluated
    annotation newer than Python 3.6.
    """
    if version >= (3, 11):
        return ""
    found = ".".join(str(part) for part in version[:3])
    return "Tauscope needs Python 3.11 or newer; {} is Python {}.".format(executable, found)  # noqa: UP032


if python_problem(sys.version_info[:3], sys.executable):
    sys.stderr.write(python_problem(sys.version_info[:3], sys.executable) + "\n")
    sys.exit(2)


ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "src"))

from tauscope.system_libraries import (  # noqa: E402  # the program's own list; without Qt, as is all of this
    Library,
    how_to_install,
    missing_libraries,
    platforms_with_display,
)


class SetupError(Exception):
    """What the user must know before anything can go on; the message is a sentence for them."""


REQUIREMENTS = ROOT / "packaging" / "requirements"
VENV = ROOT / ".venv"
# Written when the environment is made, before anything is in it: only what bears it is ever cleared.
MARK = VENV / "made-by-tauscope"
# Written when everything is installed.
STAMP = VENV / "tauscope-stamp"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")

# Requirements without which the program works, and what their libraries are for.
OPTIONAL = {"models": "of the language model", "animation": "that write animations as GIF"}

# Verbs and options of tauscope that work without Qt.
VERBS_WITHOUT_QT = {"compute", "write"}
HELP = {"-h", "--help", "--version"}

# A process for each core; each collects all tests, so that more than a few do not pay. A file stays in one.
PROCESSES = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]

GATES: dict[str, list[str | Path]] = {
    "ruff check": [PYTHON, "-P", "-m", "ruff", "check"],
    "ruff format --check": [PYTHON, "-P", "-m", "ruff", "format", "--check"],
    "mypy": [PYTHON, "-P", "-m", "mypy"],
    "lint-imports": [SCRIPTS / "lint-imports"],
    "pytest": [PYTHON, "-P", "-m", "pytest", *PROCESSES],
}

APT_INSTALL = ["apt-get", "install", "-y", "--no-install-recommends"]
# No index here, ever: where packages come from is for the user's own pip configuration to say.
PIP_INSTALL: list[str | Path] = [PYTHON, "-I", "-m", "pip", "install"]
PIP_INSTALL += ["--quiet", "--disable-pip-version-check", "--no-user"]
# Files that differ from those that were pinned are refused; packaging/pin.py writes the requirements.
PIP_PINNED = [*PIP_INSTALL, "--require-hashes", "--only-binary=:all:", "--requirement"]
PIP_PROJECT = [*PIP_INSTALL, "--no-deps", "--no-build-isolation", "--editable", "."]


def say(line: str) -> None:
    """Tell the user one thing."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def succeeds(command: list[str | Path], *, quietly: bool = False, **environment: str) -> bool:
    """Run a command in the checkout; its output is shown only if it fails, and not even then if quietly."""
    done = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode and not quietly:
        say(done.stdout.rstrip())
    return done.returncode == 0


# What the system must have


def libraries_missing(arguments: list[str], environment: dict[str, str]) -> tuple[Library, ...]:
    """Shared libraries that these arguments will make Qt load, as far as the system lacks them."""
    first = arguments[0] if arguments else ""
    if first != "test" and (first in VERBS_WITHOUT_QT or not HELP.isdisjoint(arguments)):
        return ()
    painting = first in {"test", "export"}
    return missing_libraries(() if painting else platforms_with_display(environment))


def missing_packages(libraries: tuple[Library, ...], *, making_venv: bool) -> list[str]:
    """Debian packages to install before anything else."""
    packages = [library.apt for library in libraries]
    if making_venv and importlib.util.find_spec("ensurepip") is None:
        packages.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    return packages


def like_debian() -> bool:
    """Whether the packages go by Debian's names here."""
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def apt_line(packages: list[str]) -> str:
    """Return what a user who is not root types to get these packages."""
    return " ".join(["sudo apt-get update && sudo", *APT_INSTALL, *packages])


def ensure_packages(packages: list[str]) -> None:
    """Install these packages if we may, and otherwise say how."""
    if not packages:
        return
    if os.geteuid() != 0:
        raise SetupError(
            f"Some system packages are missing. Install them, then try again:\n{apt_line(packages)}"
        )
    say(f"Installing system packages: {' '.join(packages)}")
    # A third party's broken source fails the update but does not stop us from what Debian's own has.
    succeeds(["apt-get", "update"])
    if not succeeds([*APT_INSTALL, *packages], DEBIAN_FRONTEND="noninteractive"):
        raise SetupError(f"The system packages could not be installed: {' '.join(packages)}")


def check_system(arguments: list[str], *, making_venv: bool) -> None:
    """See to it that Python can make an environment and Qt can load."""
    libraries = libraries_missing(arguments, dict(os.environ))
    if like_debian():
        ensure_packages(missing_packages(libraries, making_venv=making_venv))
    elif making_venv and importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            f"{sys.executable} cannot make environments: its modules venv and ensurepip are missing."
        )
    elif libraries:
        raise SetupError(how_to_install(libraries))


# What .venv must hold


def stamp_wanted(tools: str) -> list[str]:
    """Lines of the stamp of an environment in order: its Python, what was asked of pip, and for what."""
    python = f"{sys.base_prefix} {sys.version_info.major}.{sys.version_info.minor} {sysconfig.get_platform()}"
    asked = hashlib.sha256(str(ROOT).encode())
    for file in (ROOT / "pyproject.toml", *sorted(REQUIREMENTS.glob("*.txt"))):
        asked.update(file.read_bytes())
    return [python, asked.hexdigest(), tools]


def stamp_found(file: Path) -> list[str]:
    """Lines of the stamp that is there; three empty ones if none is, or no Python beside it."""
    if not (file.exists() and PYTHON.exists()):
        return ["", "", ""]
    return [*file.read_text("utf-8").splitlines(), "", "", ""][:3]


def is_current(found: list[str], wanted: list[str]) -> bool:
    """Whether nothing is to be done; an environment with the test tools is good for running too."""
    return found in (wanted, [*wanted[:2], "test"])


def check_ours() -> None:
    """Stop where `.venv` is something that this script did not make: it is neither cleared nor changed."""
    is_junction = getattr(VENV, "is_junction", None)  # Windows' own kind of link; known since Python 3.12
    if VENV.is_symlink() or (is_junction and is_junction()) or (VENV.exists() and not VENV.is_dir()):
        what = "is a link or a file"
    elif MARK.exists() or STAMP.exists() or not VENV.exists() or not any(VENV.iterdir()):
        return
    else:
        what = "was not made by this script"
    raise SetupError(f"{VENV} {what}, so it stays as it is. Move it away or remove it, then try again.")


def update_environment(found: list[str], wanted: list[str]) -> None:
    """Bring `.venv` up to what is wanted, afresh unless this Python finished setting it up before."""
    if found[0] != wanted[0]:
        make_venv()
    # An installation that is killed leaves no stamp, so that the next one starts afresh.
    MARK.touch()
    STAMP.unlink(missing_ok=True)
    fetched = install(wanted[2])
    if fetched or found[0] == wanted[0]:
        STAMP.write_text("\n".join(wanted if fetched else found), "utf-8")
    if not fetched:
        raise SetupError("The libraries could not be fetched: is there a network? pip's own words are above.")


def make_venv() -> None:
    """Make an empty environment, in place of one of ours if there is one."""
    say(f"Making a private Python environment in {VENV}")
    VENV.mkdir(exist_ok=True)
    MARK.touch()
    clear_venv()
    # Of a Python in an environment, the one it was made of: it may be our own, which is gone.
    python = getattr(sys, "_base_executable", sys.executable)
    if not succeeds([python, "-m", "venv", VENV]):
        raise SetupError(f"The environment {VENV} could not be made.")


def clear_venv() -> None:
    """Remove all but the mark, so that we know it again if this is interrupted."""
    for path in VENV.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path != MARK:
            path.unlink()


def install(tools: str) -> bool:
    """Let pip install what is pinned, and the project from this checkout; return whether it could."""
    say("Fetching the libraries; the first time this takes a minute or a few.")
    if tools == "test":
        return fetch("test") and succeeds(PIP_PROJECT)
    return (
        fetch("run")
        and all(fetch(name, quietly=True) or explain(name) for name in OPTIONAL)
        and succeeds(PIP_PROJECT)
    )


def fetch(name: str, *, quietly: bool = False) -> bool:
    """Let pip install the requirements of that name; return whether it could."""
    return succeeds([*PIP_PINNED, REQUIREMENTS / f"{name}.txt"], quietly=quietly)


def explain(name: str) -> bool:
    """Say that optional libraries are missing; all the rest works without them."""
    again = subprocess.list2cmdline([*map(str, PIP_PINNED), str(REQUIREMENTS / f"{name}.txt")])
    say(
        f"The libraries {OPTIONAL[name]} could not be installed here; all the rest works, "
        f"and this tries again: {again}"
    )
    return True


# What to start


def environment_of_gates() -> dict[str, str]:
    """Return the environment without what forbids bytecode, as containers often do.

    Without bytecode each process of the tests compiles the program and all tests again: 13 s of 22 that it
    takes to collect them. Bytecode is not checked in, as the gates' own caches are not.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run_gates(arguments: list[str]) -> int:
    """Run one gate after the other up to the first that fails, and return its status."""
    environment = environment_of_gates()
    for name, command in GATES.items():
        say(f"== {name}")
        more = arguments if name == "pytest" else []
        status = subprocess.call([*command, *more], cwd=ROOT, env=environment)
        if status:
            say(f"{name} failed.")
            return status
    return 0


def start(arguments: list[str]) -> int:
    """Become the program, or on Windows wait for it: there, exec returns to the shell at once."""
    command = [str(PYTHON), "-P", "-m", "tauscope", *arguments]
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 (no shell is wanted)
    return subprocess.call(command)


def launch(arguments: list[str]) -> int:
    """Set up what is not, then test or start the program."""
    testing = arguments[:1] == ["test"]
    found, wanted = stamp_found(STAMP), stamp_wanted("test" if testing else "run")
    current = is_current(found, wanted)
    if not current:
        check_ours()
    check_system(arguments, making_venv=found[0] != wanted[0])
    if not current:
        update_environment(found, wanted)
    return run_gates(arguments[1:]) if testing else start(arguments)


def main(arguments: list[str]) -> int:
    """Launch, and put what stops us into words."""
    try:
        return launch(arguments)
    except (SetupError, OSError) as error:
        say(str(error))
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
