"""The one locator of what ships beside the code: themes, presets, words, fonts, the language model."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent

SHIPPED_MODEL = "storyteller"
"""Name of the language model that ships: a folder of `resources/models`."""


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


def model_folder(name: str = SHIPPED_MODEL) -> Path:
    """Folder of a language model that ships: `model.onnx`, `tokenizer.json`, `config.json` and its card.

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
