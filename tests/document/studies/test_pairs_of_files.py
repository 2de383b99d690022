"""Two files of every pair of kinds compared: equal to the truth where both are full, else around it."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.special import log_softmax
from tests.document.studies.pairs_of_files import (
    CHOSEN,
    CLASSES,
    KINDS,
    NAMES,
    ONE,
    OTHER,
    STEPS,
)

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits import source_edits, table_edits, trace_edits
from tauscope.document.panel_settings.trace import OtherFile
from tauscope.document.picture.answers import Ready
from tauscope.document.picture.picture import Picture
from tauscope.document.studies.file_pair import FilePair, partner_of
from tauscope.document.studies.two_files import FilesCompared, compared_over_tau, steps_compared
from tauscope.document.studies.two_files_words import total_words
from tauscope.sources.trace.corrections import with_temperature, with_vocabulary
from tauscope.sources.trace.opening import open_recording
from tauscope.sources.trace.source import TraceSource


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Both files of each kind, each in a folder of its own."""
    made = {}
    for name, kind in KINDS.items():
        folders = [tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("other")]
        one, other = (kind.write(*pair) for pair in zip(folders, (ONE, OTHER), strict=True))
        made[name] = one, other
    return made


def truth(temperature: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """KL in both directions and the change of ln p of the chosen token, at each step."""
    p, q = (log_softmax(z / temperature, axis=1) for z in (ONE, OTHER))
    forward, backward = (np.exp(p) * (p - q)).sum(axis=1), (np.exp(q) * (q - p)).sum(axis=1)
    steps = np.arange(STEPS)
    return forward, backward, (q - p)[steps, CHOSEN]


def compared(document: Document, temperature: float = 1.0) -> FilesCompared:
    answer = steps_compared(Picture.of(table_edits.set_temperature(document, temperature)))
    assert isinstance(answer, Ready)
    return answer.value


def opened(one: Path, other: Path) -> Document:
    source = TraceSource(open_recording(one))
    document = source_edits.use_source(Document(), source)
    return trace_edits.compare_with(document, partner_of(source, other))


def around(pair: np.ndarray, values: np.ndarray, error: float) -> bool:
    return bool((pair[0] <= values + error).all() and (pair[1] >= values - error).all())


@pytest.mark.parametrize(("first", "second"), list(product(KINDS, repeat=2)))
def test_every_pair_of_kinds_is_compared_or_refused_in_words(
    paths: dict[str, tuple[Path, Path]], first: str, second: str
) -> None:
    kinds = KINDS[first], KINDS[second]
    one, other = paths[first][0], paths[second][1]
    if not (all(kind.has_ids for kind in kinds) or all(kind.has_names for kind in kinds)):
        with pytest.raises(InputError, match=r"only the ids, and (this one|the other) only the texts"):
            opened(one, other)
        return
    document = opened(one, other)
    for temperature in (0.4, 1.0, 2.0):
        found, (forward, backward, gain) = compared(document, temperature), truth(temperature)
        assert found.steps == STEPS
        error = 1e-9 + 4 * sum(kind.error for kind in kinds) / temperature
        assert around(found.forward, forward, error)
        assert around(found.backward, backward, error)
        known = ~np.isnan(found.gain[0])
        assert around(found.gain[:, known], gain[known], error)
        same = ONE.argmax(axis=1) == OTHER.argmax(axis=1)
        assert around(found.same_top.astype(float), same.astype(float), 0.0)
        if all(kind.full for kind in kinds):
            assert np.ptp(found.forward, axis=0).max() < 1e-12
    answer = compared_over_tau(Picture.of(document))
    assert isinstance(answer, Ready)
    assert (answer.value.forward[0] <= answer.value.forward[1]).all()


def test_lists_have_upper_bounds_where_the_other_file_has_all_classes(
    paths: dict[str, tuple[Path, Path]],
) -> None:
    found = compared(opened(paths["llama.cpp"][0], paths["NumPy with names"][1]))
    assert np.isfinite(found.forward[1]).all()  # the vocabulary's size is known from the other file
    assert np.isinf(found.backward[1]).all()  # the list may all but rule out what it does not list
    assert "KL(other ‖ this) at least" in total_words(found)[1]


def test_a_gain_is_said_of_the_steps_that_have_one(paths: dict[str, tuple[Path, Path]]) -> None:
    found = compared(opened(paths["NumPy with names"][0], paths["NumPy with names"][1]))
    assert found.with_gain == 0
    assert len(total_words(found)) == 3
    found = compared(opened(paths["npz with tokens"][0], paths["OpenAI"][1]))
    assert found.with_gain == STEPS
    assert "of the chosen token" in total_words(found)[3]


def refusal(one: Path, other: Path) -> str:
    with pytest.raises(InputError) as caught:
        opened(one, other)
    assert str(caught.value).startswith(f"“{other.name}”: ")
    return str(caught.value).partition(": ")[2]


def test_other_vocabularies_are_refused(tmp_path: Path, paths: dict[str, tuple[Path, Path]]) -> None:
    np.save(tmp_path / "wide.npy", np.hstack([OTHER, OTHER]))
    said = refusal(paths["NumPy"][0], tmp_path / "wide.npy")
    assert said.startswith(f"This file has {CLASSES} classes, the other {2 * CLASSES}.")
    (tmp_path / "other.csv").write_text("token,eins,zwei,drei\nx,1,2,3\ny,2,1,0\n", encoding="utf-8")
    (tmp_path / "named.csv").write_text("token,one,two,three\nx,1,2,3\ny,2,1,0\n", encoding="utf-8")
    said = refusal(tmp_path / "named.csv", tmp_path / "other.csv")
    assert said.startswith("The two files have no class in common.")
    (tmp_path / "near.csv").write_text("token,one,two,four\nx,1,2,3\ny,2,1,0\n", encoding="utf-8")
    said = refusal(tmp_path / "named.csv", tmp_path / "near.csv")
    assert said.startswith("The class “three” of this file is not in the other one.")


def test_a_vocabulary_of_which_the_user_gave_the_size_is_that_of_both(
    paths: dict[str, tuple[Path, Path]],
) -> None:
    source = with_vocabulary(TraceSource(open_recording(paths["llama.cpp"][0])), 50)
    with pytest.raises(InputError, match="This file has 50 classes, the other 12"):
        partner_of(source, paths["NumPy"][1])
    pair = FilePair.of(source, partner_of(source, paths["OpenAI"][1]))
    assert pair.other.classes == 50


def test_a_temperature_that_the_user_gave_holds_for_files_of_the_same_kind(
    paths: dict[str, tuple[Path, Path]],
) -> None:
    source = with_temperature(TraceSource(open_recording(paths["OpenAI"][0])), 0.7)
    pair = FilePair.of(source, partner_of(source, paths["OpenAI completion"][1]))
    assert pair.other.applied == 0.7
    assert pair.note == "Both are taken as written at τ = 0.7."
    pair = FilePair.of(source, partner_of(source, paths["NumPy with names"][1]))
    assert pair.other.applied == 1.0  # logits, of which no temperature was applied


def test_later_steps_of_other_texts_are_left_out_with_a_word(
    tmp_path: Path, paths: dict[str, tuple[Path, Path]]
) -> None:
    for number, words in (
        (3, "The texts differ from step 3 on: later steps are not compared."),
        (1, "step 1 on"),
    ):
        tokens = np.array(CHOSEN)
        tokens[number - 1 :] = 5
        np.savez(tmp_path / f"{number}.npz", logits=OTHER, tokens=tokens)
        found = compared(opened(paths["npz with tokens"][0], tmp_path / f"{number}.npz"))
        assert found.steps == number
        assert words in found.note


def test_names_that_a_full_file_seems_to_lack_are_not_ruled_out(tmp_path: Path) -> None:
    names = [*NAMES[:-1], "unlike"]
    tokens = [NAMES[row] for row in CHOSEN]
    cells = [
        ["token", *names],
        *([token, *map(str, row)] for token, row in zip(tokens, OTHER.tolist(), strict=True)),
    ]
    rows = [",".join(row) for row in cells]
    (tmp_path / "z.csv").write_text("\n".join(rows), encoding="utf-8")
    one = KINDS["OpenAI"].write(tmp_path, np.where(np.arange(CLASSES) == CLASSES - 1, 30.0, ONE))
    found = compared(opened(one, tmp_path / "z.csv"))
    assert np.isfinite(found.forward[0]).all()
    assert not found.same_top[0].any()
    assert found.same_top[1].all()  # the likeliest token has a name that the other file may spell otherwise


def test_a_file_that_has_changed_is_not_compared(paths: dict[str, tuple[Path, Path]]) -> None:
    source, path = TraceSource(open_recording(paths["NumPy"][0])), paths["NumPy"][1]
    with pytest.raises(InputError, match="has changed"):
        FilePair.of(source, OtherFile(str(path), path.name, "0" * 64))
