from pathlib import Path

from tests.fuzz.arrays import FILES, check, mutated


def test_mutated_files_are_read_or_refused_in_words(tmp_path: Path) -> None:
    said = [check(tmp_path / name, data) for name, data in map(mutated, range(800))]
    assert 0 < said.count("") < len(said)
    assert len(set(said)) > 50


def test_the_files_themselves_are_sound(tmp_path: Path) -> None:
    assert {name: check(tmp_path / name, data) for name, data in FILES.items()} == dict.fromkeys(FILES, "")
