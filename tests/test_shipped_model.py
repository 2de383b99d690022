"""A model that was read for another test remembers nothing of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.shipped_model import opened_once, own

from tauscope.resources import model_folder
from tauscope.sources.language import LanguageModel, open_model, opening


def test_whoever_opens_it_has_a_cache_of_their_own() -> None:
    one, other = open_model(model_folder()), open_model(model_folder())
    assert one is not other
    assert one == other
    ids = one.encode("Once upon a time")
    wanted = one.logits(ids)
    shared = {name for name, value in vars(one).items() if value is vars(other)[name]}
    assert {*vars(one)} - shared == {"_prefixes"}
    assert one._prefixes.longest(ids)[0] == len(ids)
    assert other._prefixes.longest(ids) == own(one)._prefixes.longest(ids) == (0, ())
    assert (other.logits(ids) == wanted).all()


def test_other_folders_are_opened_each_time(tmp_path: Path) -> None:
    folders: list[Path] = []

    def opened(folder: Path) -> LanguageModel:
        folders.append(folder)
        raise FileNotFoundError

    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            opened_once(opened)(tmp_path)
    assert folders == [tmp_path] * 2


def test_it_is_the_model_in_the_files() -> None:
    read = opening._opened.__wrapped__(model_folder())  # type: ignore[attr-defined]
    known = open_model(model_folder())
    assert known.labels == read.labels
    ids = read.encode("The dog")
    assert (known.logits(ids) == read.logits(ids)).all()
