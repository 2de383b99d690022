"""Paths of the files that ship beside the code: themes, presets, articles, fonts, the language model."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent

SHIPPED_MODEL = "storyteller"
"""Name of the language model that ships: a folder of `resources/models`."""


def candidates(package: Path = PACKAGE) -> tuple[Path, ...]:
    """Return the possible resource folders: in the package (wheel or frozen bundle), and in a checkout."""
    return package / "resources", package.parents[1] / "resources"


def resource(*parts: str, package: Path = PACKAGE) -> Path:
    """Return the path of a shipped file or folder.

    Raises
    ------
    FileNotFoundError
        If the file is in none of `candidates`, which means that the installation is broken.
    """
    for root in candidates(package):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"Tauscope's own file is missing: {'/'.join(('resources', *parts))}")


def theme_names() -> tuple[str, ...]:
    """Return the names of the themes that ship, from A to Z: the TOML files of `resources/themes`."""
    return tuple(sorted(file.stem for file in resource("themes").glob("*.toml")))


def model_folder(name: str = SHIPPED_MODEL) -> Path:
    """Return the folder of a language model that ships, with its network, tokenizer, configuration and card.

    Raises
    ------
    FileNotFoundError
        If no model of that name ships.

    Examples
    --------
    >>> model_folder().joinpath("tokenizer.json").is_file()
    True
    """
    return resource("models", name)
