from tests.fuzz.labelled import check, mutated


def test_mutated_files_are_read_or_refused_in_words() -> None:
    said = [check(mutated(seed)) for seed in range(1_500)]
    assert 0 < said.count("") < len(said)
    assert len(set(said)) > 50
