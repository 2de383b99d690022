"""What holds of every opener in the registry."""

from __future__ import annotations

import contextlib
import io
import json
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.document.files.openers.examples import EXAMPLES, ROWS, RowOpener, write_rows
from tests.sources.labelled.files import sample, samples

from tauscope.core.errors import InputError
from tauscope.document.files import openers
from tauscope.document.files.limits import LARGEST
from tauscope.document.files.openers import OPENERS, file_filters, goes_on_bench, kinds_in_words, opener_for
from tauscope.document.files.openers.location import HEAD, TAIL, Location, open_location, place_of
from tauscope.document.files.openers.opener import Opener, PathOpener
from tauscope.document.files.opening import decode_content, read_document
from tauscope.document.traces import trace_of

README = Path(__file__).parents[4] / "README.md"
every = pytest.mark.parametrize("name", OPENERS)
of_files = pytest.mark.parametrize("name", [name for name in OPENERS if name != "model"])


class CountingFile(io.BytesIO):
    """Counts the bytes that are read of it."""

    count = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.count += len(data)
        return data


def made(name: str) -> Opener:
    return openers._opener(OPENERS[name])


def refused(read: Callable[[Location], object], location: Location) -> str:
    """Sentence of the refusal; empty where there is none."""
    try:
        read(location)
    except InputError as refusal:
        return str(refusal)
    return ""


def needs_models(name: str) -> None:
    if name == "model":
        pytest.importorskip("onnxruntime")
        pytest.importorskip("tokenizers")


def test_every_opener_has_an_example() -> None:
    assert EXAMPLES.keys() == OPENERS.keys()


@every
def test_it_is_the_one_that_takes_its_example(name: str, tmp_path: Path) -> None:
    with open_location(EXAMPLES[name](tmp_path)) as location:
        found = opener_for(location)
    assert type(found) is type(made(name))


@every
def test_it_opens_its_example(name: str, tmp_path: Path) -> None:
    needs_models(name)
    document = read_document(EXAMPLES[name](tmp_path)).document
    assert len(document.logits) > 1
    assert document.temperature == (0.25 if name in ("png", "svg", "json") else 1)


@of_files
def test_its_example_opens_from_standard_input_as_well(name: str, tmp_path: Path) -> None:
    path = EXAMPLES[name](tmp_path)
    found, read = decode_content(path.read_bytes()), read_document(path)
    if not read.document.source.abilities.recorded:
        assert found == read
        return
    # A trace refers to its file; without one its content is in the session.
    one, other = trace_of(found.document), trace_of(read.document)
    assert one.fingerprint == other.fingerprint
    assert one.content is not None
    assert one.content.data == path.read_bytes()
    assert other.content is None
    assert found.document.logits == read.document.logits


@every
def test_it_looks_at_little_and_reads_no_more_than_it_says(name: str, tmp_path: Path) -> None:
    needs_models(name)
    path = EXAMPLES[name](tmp_path)
    opener = made(name)
    if path.is_dir():
        with open_location(path) as location:
            assert location.head == b""
            assert opener.takes(location)
        return
    content, pad = path.read_bytes(), b"\n" * (3 * HEAD)
    file = CountingFile(content.replace(b"]", pad + b"]") if name == "list" else content + pad)
    location = Location(path, file=file)
    opener.takes(location)
    assert file.count <= HEAD + TAIL
    opener.open(location)
    assert (
        min(HEAD, opener.most_read - 1)
        < file.count
        <= min(opener.most_read, len(file.getvalue()) + HEAD + TAIL)
    )


@of_files
def test_too_large_a_file_is_refused_unread(name: str, tmp_path: Path) -> None:
    path = EXAMPLES[name](tmp_path)
    with path.open("r+b") as file:
        file.truncate(made(name).largest + 1)
    tracemalloc.start()
    in_parts = made(name).most_read < LARGEST
    try:
        with open_location(path) as location, contextlib.ExitStack() as refusing:
            if not in_parts:  # a file of which rows are read may be of any size
                refusing.enter_context(pytest.raises(InputError, match=r"It is larger than (64 MiB|1 GiB)"))
            made(name).open(location)
        assert tracemalloc.get_traced_memory()[1] < LARGEST / 8
    finally:
        tracemalloc.stop()


@every
def test_it_takes_nothing_from_an_empty_file_but_refuses_it(name: str, tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.write_bytes(b"")
    for location in (Location(path, file=io.BytesIO()), Location.of_bytes(b"")):
        assert made(name).takes(location) == (name == "table")
    with pytest.raises(InputError, match=r"^“empty”: There is nothing in this table"):
        read_document(path)


@of_files
def test_rubbish_is_refused_with_one_sentence(name: str, tmp_path: Path) -> None:
    content, dice = EXAMPLES[name](tmp_path).read_bytes(), random.Random(1)
    for _ in range(200):
        broken = bytearray(content)
        for _ in range(dice.randint(1, 8)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        del broken[dice.randrange(len(broken)) :]
        location = Location.of_bytes(bytes(broken))
        made(name).takes(location)
        for read in (made(name).open, lambda one: decode_content(one.head)):
            refusal = refused(read, location)
            assert "\n" not in refusal
            assert refusal.endswith((".", "?", ")")) or not refusal


@pytest.mark.parametrize("missing", ["config.json", "tokenizer.json", "model.onnx"])
def test_a_folder_that_lacks_one_file_of_a_model_says_which(missing: str, tmp_path: Path) -> None:
    needs_models("model")
    folder = tmp_path / "broken"
    folder.mkdir()
    for file in EXAMPLES["model"](tmp_path).iterdir():
        if file.name != missing:
            (folder / file.name).write_bytes(file.read_bytes())
    with pytest.raises(InputError, match=rf"^“broken”: This folder has no {missing}"):
        read_document(folder)


def test_an_onnx_file_opens_the_model_of_its_folder(tmp_path: Path) -> None:
    needs_models("model")
    folder = tmp_path / "two"
    folder.mkdir()
    for file in EXAMPLES["model"](tmp_path).iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "model_q4.onnx").write_bytes((folder / "model.onnx").read_bytes())
    assert read_document(folder / "model.onnx") == read_document(folder)
    assert read_document(folder / "model_q4.onnx").warnings == (
        "Of the ONNX files in this folder Tauscope runs “model.onnx”.",
    )


@every
def test_a_folder_an_address_and_bytes_are_looked_at_without_an_error(name: str, tmp_path: Path) -> None:
    opener = made(name)
    assert not opener.takes(Location(tmp_path))
    assert not opener.takes(Location(tmp_path / "gone"))
    assert not opener.takes(Location(address="http://localhost:1"))
    assert not opener.takes(Location.of_bytes(b"\0\1\2"))


@every
def test_it_says_what_the_dialog_and_readme_call_it(name: str) -> None:
    opener = made(name)
    assert all(ending.startswith(".") and ending == ending.lower() for ending in opener.endings)
    (line,) = [line for line in file_filters() if line.startswith(f"{opener.title} (")]
    assert all(f"*{ending}" in line for ending in (*opener.endings,))
    assert opener.what in kinds_in_words()


def test_the_dialog_begins_with_everything_and_ends_with_all_files() -> None:
    first, *kinds, last = file_filters()
    assert last == "All files (*)"
    assert "Figures (*.png *.svg)" in kinds
    assert "Tables and lists (*.txt *.csv *.tsv)" in kinds
    patterns = [pattern for kind in kinds for pattern in kind.partition("(")[2].rstrip(")").split()]
    assert first == f"Everything Tauscope opens ({' '.join(dict.fromkeys(patterns))})"


def test_readme_lists_what_opens() -> None:
    expected = f"FILE is {kinds_in_words()},"
    assert expected in " ".join(README.read_text("utf-8").split()), f"README has to say: {expected}"


# One more


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A file for an opener that is added to the registry."""
    monkeypatch.setitem(OPENERS, "rows", ROWS)
    return write_rows(tmp_path / "a.rows")


def test_one_that_takes_a_path_is_asked_before_those_that_take_bytes(rows: Path) -> None:
    takes_path = [isinstance(one, PathOpener) for one in openers.openers()]
    assert takes_path == sorted(takes_path, reverse=True)
    assert len(takes_path) == len(OPENERS)
    assert list(OPENERS)[-1] == "rows"
    assert read_document(rows).document.logits.values.tolist() == [3, 2, 1, 0]


def test_it_reads_only_its_part_of_a_large_file(rows: Path) -> None:
    file = CountingFile(rows.read_bytes() + bytes(10**6))
    location = Location(rows, file=file)
    opener = opener_for(location)
    assert isinstance(opener, RowOpener)
    opener.open(location)
    assert 0 < file.count <= HEAD + opener.most_read  # others looked at its head


def test_it_opens_an_address(rows: Path) -> None:
    del rows
    assert read_document("row://here/2/1").document.logits.values.tolist() == [2, 1]


def test_a_path_given_as_a_text_is_called_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^“none.csv”: There is no such file"):
        read_document(str(tmp_path / "none.csv"))


def test_an_address_that_none_takes_is_refused() -> None:
    with pytest.raises(InputError, match=r"^“http://localhost:8080/v1”: Tauscope does not open such an addr"):
        read_document("http://localhost:8080/v1")


def test_without_any_opener_for_text_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(OPENERS, "table")
    with pytest.raises(InputError, match="This is neither a session, nor a figure, nor a table"):
        decode_content(b"cat,2\ndog,1\n")


@pytest.mark.parametrize(
    ("place", "onto"),
    [("a.onnx", True), ("a.toml", True), ("a.csv", False), (".", True), ("http://localhost", True)],
)
def test_folders_addresses_models_and_trees_go_on_the_bench(
    place: str, onto: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert goes_on_bench(place_of(place)) is onto


@pytest.mark.parametrize(
    ("text", "onto"),
    [
        ("step,cat,dog,fox\n0,2,1,0.5\n1,0,1,2\n", True),
        ("2,1,0.5\n0,1,2\n", True),
        ("label,p\ncat,0.5\ndog,0.25\n", True),  # a part of all classes
        ("label,p\ncat,0.5\ndog,0.5\n", False),
        ("cat,2\ndog,1\n", False),
        ("label,logit,p\ncat,2,0.7\ndog,1,0.3\n", False),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "tsv", "txt"])
def test_a_table_that_is_walked_as_a_trace_goes_on_the_bench(
    text: str, onto: bool, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_text(text.replace(",", "\t") if ending == "tsv" else text, encoding="utf-8")
    assert goes_on_bench(path) is onto
    assert read_document(path).document.source.abilities.recorded is onto


# What a location tells


def test_a_text_is_known_from_both_ends_however_long_it_is(tmp_path: Path) -> None:
    numbers = ", ".join(["0.5"] * 60_000)
    assert len(numbers) > 3 * HEAD
    for text in (f"[{numbers}]", f"\n\n [{numbers}]\n\n"):
        assert len(decode_content(text.encode()).document.logits) == 60_000
    objects = json.dumps([{"label": "a", "logit": 1}] * 3_000)
    assert len(decode_content((objects + " " * 20_000).encode()).document.logits) == 3_000
    (tmp_path / "long").write_text("é,1\n" * 40_000 + "ü,0\n", encoding="utf-8")
    assert len(read_document(tmp_path / "long").document.logits) == 40_001


@pytest.mark.parametrize("cut", range(HEAD - 4, HEAD + 5))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_character_across_the_end_of_the_head_is_no_error(cut: int, encoding: str) -> None:
    letters = cut // (2 if "16" in encoding else 1) - 24
    rows, rest = divmod(letters, 4)
    text = "x,1\n" * rows + "y" * (rest + 1) + ",2\n" + f"{'é' * 20},1\n{'ü' * 20},3\n"
    labels = decode_content(text.encode(encoding)).document.logits.labels
    assert labels[rows:] == ("y" * (rest + 1), "é" * 20, "ü" * 20)


def test_a_file_without_a_size_is_read_to_its_end() -> None:
    path = Path("/proc/self/environ")
    if not path.exists():
        pytest.skip("no files without a size")
    with open_location(path) as location:
        assert location.size == 0
        assert location.content == path.read_bytes()


def test_a_header_of_many_classes_is_recognised_beyond_the_first_bytes(tmp_path: Path) -> None:
    names = [f"class number {number}" for number in range(12_000)]
    numbers = [str(number % 7) for number in range(12_000)]
    lines = [",".join([*names, "label"]), *[",".join([*numbers, names[6]])] * 3]
    path = tmp_path / "wide.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert len(lines[0]) > 2 * HEAD
    document = read_document(path).document
    labelled = document.source.labelled(document.state)
    assert labelled is not None
    assert labelled.logits.shape == (3, 12_000)


def test_samples_are_recognised_behind_a_long_document(tmp_path: Path) -> None:
    entry = json.loads(samples(sample([-1.0, -2.0], 0)))
    entry["doc"] = {"choices": ["a", "b"], "text": "long " * HEAD}
    path = tmp_path / "samples.jsonl"
    path.write_text(json.dumps(entry) + "\n" + json.dumps(entry) + "\n", encoding="utf-8")
    document = read_document(path).document
    labelled = document.source.labelled(document.state)
    assert labelled is not None
    assert len(labelled.labels) == 2


def test_a_file_whose_ending_says_nothing_is_looked_at(tmp_path: Path) -> None:
    dump, table = tmp_path / "wiki.kld", tmp_path / "cats.dat"
    dump.write_bytes(b"_logits_" + bytes(100))
    table.write_text("class,z\ncat,2\ndog,1\n", encoding="utf-8")
    assert goes_on_bench(dump)
    assert not goes_on_bench(table)
    assert not goes_on_bench(tmp_path / "gone.dat")
