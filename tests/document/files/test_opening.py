import io
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from tauscope.cli import main
from tauscope.core.errors import InputError
from tauscope.core.text import json_bounds
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.edits.table_edits import set_temperature
from tauscope.document.files.codec import decode, encode
from tauscope.document.files.figures import embed_png, embed_svg
from tauscope.document.files.openers import location
from tauscope.document.files.opening import read_document, read_standard_input
from tauscope.document.reports.plot_data import written_numbers

DOCUMENT = set_temperature(Document(), 0.25)
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6368000000820081d75f2ad10000000049454e44ae426082"
)
SESSION = encode(DOCUMENT)
SVG = embed_svg("<svg></svg>", SESSION)


def written(folder: Path, content: bytes, name: str = "a.file") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        SESSION.encode(),
        b"\xef\xbb\xbf" + SESSION.encode(),
        SVG.encode(),
        embed_png(DOT, SESSION),
        b"\n" + SESSION.encode(),
    ],
    ids=["session", "session with BOM", "SVG", "PNG", "leading line"],
)
@pytest.mark.parametrize("name", ["a.tauscope", "a.json", "a.png", "a.csv", "noending"])
def test_sessions_are_known_by_what_is_inside(tmp_path: Path, content: bytes, name: str) -> None:
    assert read_document(written(tmp_path, content, name)) == decode(SESSION)


@pytest.mark.parametrize(
    "content",
    [
        b"cat,2\ndog,1\nfox,0.5\nowl,0.1\n",
        "class\tz\r\ncat\t2\r\ndog\t1\r\nfox\t0,5\r\nowl\t0,1\r\n".encode("utf-16"),
        b"\xef\xbb\xbfcat;2\r\ndog;1\r\nfox;0,5\r\nowl;0,1\r\n",
    ],
)
def test_tables_open_at_temperature_1(tmp_path: Path, content: bytes) -> None:
    assert read_document(written(tmp_path, content)).document == Document()


def test_a_column_without_labels_gets_names(tmp_path: Path) -> None:
    assert read_document(written(tmp_path, b"2\n1\n")).document.logits.labels == ("class 1", "class 2")


def test_warnings_are_handed_on(tmp_path: Path) -> None:
    decoded = read_document(written(tmp_path, SESSION.replace('"chain"', '"mood": 1, "chain"').encode()))
    assert decoded.warnings == ("“mood” is unknown to this Tauscope and was left out.",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "nothing in this table"),
        (b"Dear diary", "is not a number"),
        (b"-inf\n-inf\n", "Every class is masked"),
        (b"\x00\x01\x02", "neither a session, nor a figure, nor a table"),
        (
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
            "neither a session, nor a figure, nor a table. Byte 11 is not UTF-8",
        ),
        (b"F\xfcchse\x81;1\nb;2", "Byte 2 is not UTF-8"),
        (b"F\xfcchse\x01;1\nb;2", "Byte 2 is not UTF-8"),
        (b"\xff\xfea", "not UTF-8|neither"),
        (b"{", "cut short"),
        (b'[{"a": 1}]', "not a Tauscope session, nor an answer with log-probabilities"),
        (b'{"object": "list", "data": []}', "not a Tauscope session, nor an answer with log-probabilities"),
        (b"[" * 100_000, "nested too deeply"),
        (b"token,z\na\x00,1\nb,2\n", "Byte 10 is NUL, which no text has"),
        (b"token,z\n" + b"a,1\n" * 20_000 + b"\x00", "Byte 80,009 is NUL"),
        (b"<html></html>", "carries no Tauscope session"),
        (DOT, "carries no Tauscope session"),
        (DOT[:-3], "cut short"),
    ],
)
def test_other_files_are_refused_by_name(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=f"^“a.file”: .*({message})") as refusal:
        read_document(written(tmp_path, content))
    assert "\n" not in str(refusal.value)


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for path, message in (
        (tmp_path / "none", "“none”: There is no such file"),
        (tmp_path, "This is a folder"),
        (Path("/"), "“/”: This is a folder"),
        (Path(), "This is a folder"),
        (tmp_path / ("x" * 300), "cannot be read|no such file"),
        (tmp_path / "nul\0", "No file can have this name|cannot be read|no such file"),
        (written(tmp_path, b"") / "below", "cannot be read|no such file"),
    ):
        with pytest.raises(InputError, match=message):
            read_document(path)


@pytest.mark.skipif(sys.platform == "win32", reason="no devices")
def test_a_device_is_not_read() -> None:
    with pytest.raises(InputError, match="“zero”: This is not a file but a device"):
        read_document(Path("/dev/zero"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_locked_file_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, b"1")
    path.chmod(0)
    with pytest.raises(InputError, match="permission denied"):
        read_document(path)


def test_permission_denied_has_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = written(tmp_path, b"1")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"“a.file”: It may not be read: permission denied"):
        read_document(path)


def test_too_large_a_file_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(location, "LARGEST", 10)
    with pytest.raises(InputError, match=r"“a.file”: It is larger than 64 MiB"):
        read_document(written(tmp_path, b"1\n" * 10))


def test_standard_input_is_read_like_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SESSION.encode())))
    assert read_standard_input().document == DOCUMENT


def test_a_closed_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="There is no standard input"):
        read_standard_input()


def test_a_standard_input_that_fails_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, f"Input/output error after {size}")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Broken()))
    with pytest.raises(InputError, match="Standard input: It cannot be read: Input/output error"):
        read_standard_input()


@pytest.mark.parametrize("text", ["[2, 1, 0.5]\n", "cat\t2\nowl\t1\nFüchse\t0.5\n"])
@pytest.mark.parametrize("width", [16, 32])
@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_a_text_of_wide_characters_is_known_by_both_ends(
    tmp_path: Path, text: str, width: int, order: str, mark: str
) -> None:
    file = tmp_path / "logits.txt"
    file.write_bytes((mark + text).encode(f"utf-{width}-{order}"))
    assert read_document(file).document.logits.values.tolist() == [2.0, 1.0, 0.5]


def test_blanks_before_labels_are_part_of_them_whatever_blanks_they_are(tmp_path: Path) -> None:
    file = tmp_path / "tokens.csv"
    file.write_text("z,token\n1, \u00a0the\n2, the\n3, \u3000\n", encoding="utf-8")
    assert read_document(file).document.logits.labels == ("<U+00A0>the", "the", "<U+3000>")


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".json"])
def test_levels_of_many_classes_open_again_without_the_others(tmp_path: Path, ending: str) -> None:
    document = table_edits.replace_classes(Document(), [f"w{row}" for row in range(1060)], np.arange(1060.0))
    file = tmp_path / f"levels{ending}"
    file.write_bytes(written_numbers(document, "levels", ending))
    decoded = read_document(file)
    shown = len(decoded.document.logits)
    assert set(decoded.document.logits.labels) < set(document.logits.labels)
    assert decoded.document.logits.values.max() == 1059
    assert decoded.warnings == (f"“{1060 - shown:,} others” have no logits in this table and were left out.",)


def test_a_row_without_a_number_that_is_not_the_last_of_others_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    for text in ("a,1\n3 others,nan\nb,2\n", "a,1\nb,nan\n"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="Line 2, cell 2: “nan” is not a number"):
            read_document(file)


def test_json_that_is_too_large_to_open_again_is_told_of_when_it_is_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["export", "--plot", "bench", "--to", str(tmp_path / "numbers.json")]
    assert main(words) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(json_bounds, "MOST_MEMORY", 10_000)
    assert main(words) == 0
    told = capsys.readouterr().err
    assert "Tauscope cannot open it again: write .csv or .tsv for that." in told
    assert "This JSON holds more than" in told
    with pytest.raises(InputError):
        read_document(tmp_path / "numbers.json")
