from pathlib import Path

import pytest

from tauscope.resources import candidates, resource


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return tmp_path / "src" / "tauscope"


def made(folder: Path) -> Path:
    path = folder / "resources" / "presets" / "napkin.toml"
    path.parent.mkdir(parents=True)
    path.touch()
    return path


def test_beside_the_code_as_in_a_wheel(package: Path) -> None:
    path = made(package)
    assert resource("presets", "napkin.toml", package=package) == path


def test_at_the_top_of_a_checkout(package: Path, tmp_path: Path) -> None:
    path = made(tmp_path)
    assert resource("presets", "napkin.toml", package=package) == path


def test_the_package_goes_first(package: Path, tmp_path: Path) -> None:
    made(tmp_path)
    path = made(package)
    assert resource("presets", "napkin.toml", package=package) == path
    assert resource("presets", package=package) == path.parent


def test_what_is_missing_is_named(package: Path) -> None:
    with pytest.raises(FileNotFoundError, match="own file is missing: resources/presets/none"):
        resource("presets", "none.toml", package=package)


def test_what_ships_is_found() -> None:
    assert resource("presets", "napkin.toml").is_file()
    assert len(candidates()) == 2
