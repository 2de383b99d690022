"""The one locator of what ships beside the code: themes, presets, words, fonts."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def candidates(package: Path = PACKAGE) -> tuple[Path, ...]:
    """Where `resources` may lie: in the package (a wheel, a frozen bundle), or at the top of a checkout."""
    return package / "resources", package.parents[1] / "resources"


def resource(*parts: str, package: Path = PACKAGE) -> Path:
    """Path of a shipped file or folder.

    Raises
    ------
    FileNotFoundError
        If no candidate place holds it: the installation is broken.
    """
    for root in candidates(package):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"Tauscope's own file is missing: {'/'.join(('resources', *parts))}")


def theme_names() -> tuple[str, ...]:
    """Names of the themes that ship, from A to Z: every TOML file in `resources/themes` is one."""
    return tuple(sorted(file.stem for file in resource("themes").glob("*.toml")))
