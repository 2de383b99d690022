"""Tables of steps and tables that list a part of all classes, as recordings."""

import math
from pathlib import Path

import pytest

from tauscope.document.files.codec import decode, encode
from tauscope.document.files.opening import decode_content, read_document
from tauscope.document.files.tables.reader import parse_table
from tauscope.document.files.tables.recorded_tables import ListRecording, recorded_table
from tauscope.sources.trace.source import TraceSource


def test_a_table_of_steps_is_a_recording() -> None:
    recording = recorded_table(b"token,cat, dog\n the,1,2\nend,3,4", "a.csv", Path("a.csv"))
    assert recording is not None
    assert (recording.name, recording.steps, recording.vocabulary) == ("a.csv", 2, 2)
    assert recording.recognised == "Table, 2 × 2 (steps × classes)"
    assert "".join(recording.pieces) == " theend"
    assert recording.step(1).logits.labels == ("cat", "␣dog")
    assert recording.step(1).logits.values.tolist() == [3.0, 4.0]
    spaced = recorded_table(b"token, cat, dog\n the, 1, 2\nend, 3, 4", "a.csv")
    assert spaced is not None
    assert spaced.step(1).logits.labels == ("cat", "dog")  # a blank after every comma is no part of names
    assert recorded_table(b"cat,1\ndog,2", "a.csv") is None
    assert recorded_table(b"t,p\na,0.5\nb,0.5", "a.csv") is None


def test_a_token_may_be_a_number_in_the_header_and_first_in_the_text() -> None:
    recording = recorded_table(b"token,cat,dog,1\n1,1.5,2,3\ncat,1,2,0.5\n", "a.csv")
    assert recording is not None
    assert recording.step(0).logits.labels == ("cat", "dog", "1")
    assert recording.pieces == ("1", "cat")


@pytest.mark.parametrize(
    ("text", "classes", "most"),
    [
        ("t,p\na,0.5\nb,0.25\n100 others,0.25", 100, 0.25),
        ("t,p\na,0.5\nb,0.02", None, 0.02),
        (
            "t,p\nb,0.25\na,0.5",
            None,
            0.251,
        ),  # one other may have all the rest
        ("t,p\na,0.6\nb,0.01\n2 others,0.39", 2, 0.391),  # two classes of 0.01 at most do not have 0.39
        ("t,p\na,0.75\nb,0", None, 0.251),
    ],
)
def test_what_a_part_of_all_classes_says_of_the_others(text: str, classes: int | None, most: float) -> None:
    table = parse_table(text)
    recording = ListRecording(table, "")
    step = recording.step(0)
    assert table.part is not None
    assert step.unlisted is not None
    missing = 1 - sum(map(math.exp, step.logits.values.tolist()))
    assert step.unlisted.mass.low <= missing <= step.unlisted.mass.high <= missing + 0.02
    assert step.unlisted.classes == classes
    assert step.unlisted.most == pytest.approx(most, abs=0.02)
    assert recording.vocabulary == (None if classes is None else classes + 2)


def test_a_table_of_steps_in_a_guessed_encoding_says_so() -> None:
    decoded = decode_content("step,Füchse,dog\n0,1.5,2\n1,3,4".encode("cp1252"))
    assert decoded.document.logits.labels == ("Füchse", "dog")
    assert decoded.warnings == ("This is not UTF-8 text: it was read as Windows-1252, which is a guess.",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("step,cat,dog\n0,1.5,2\n1,3,4", "Table, 2 × 2 (steps × classes)"),
        ("token,p\ncat,0.5\ndog,0.25", "Table of probabilities, top 2 classes with 0.75 in all"),
    ],
)
def test_such_a_table_opens_as_a_trace_that_a_session_names(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    document = read_document(path).document
    assert isinstance(document.source, TraceSource)
    assert document.source.recording.recognised == said
    assert document.logits.labels == ("cat", "dog")
    again = decode(encode(document))
    assert again.document == document
    assert again.warnings == ()
    given = decode_content(text.encode()).document
    assert decode(encode(given)).document.logits == document.logits
