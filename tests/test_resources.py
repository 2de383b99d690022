import json
import re
from pathlib import Path

import pytest

from tauscope.resources import SHIPPED_MODEL, candidates, model_folder, resource


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


def test_the_model_that_ships_is_whole_and_its_licence_named() -> None:
    folder = model_folder()
    assert folder.name == SHIPPED_MODEL
    files = {file.name for file in folder.iterdir()}
    assert files >= {"model.onnx", "tokenizer.json", "config.json", "MODEL_CARD.md"}
    assert folder.joinpath("model.onnx").stat().st_size > 3_500_000
    assert "MIT" in folder.joinpath("MODEL_CARD.md").read_text("utf-8").partition("## Licence")[2]


def test_tokenizer_and_config_of_the_shipped_model_agree() -> None:
    config = json.loads(model_folder().joinpath("config.json").read_text("utf-8"))
    tokenizer = json.loads(model_folder().joinpath("tokenizer.json").read_text("utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    assert sorted(vocabulary.values()) == list(range(config["vocab_size"]))
    assert vocabulary["<|endoftext|>"] == config["bos_token_id"] == config["eos_token_id"]


def test_a_model_that_does_not_ship_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="resources/models/none"):
        model_folder("none")


@pytest.mark.parametrize("folder", ["presets", "words", "lessons", "data"])
def test_per_cent_is_written_in_one_way(folder: str) -> None:
    # As beside the bars: 57.5%, and not 57.5 %.
    texts = [path for path in resource(folder).rglob("*") if path.suffix in {".toml", ".md"}]
    assert texts
    for path in texts:
        assert not re.findall(r".*[0-9] %.*", path.read_text("utf-8")), path.name
