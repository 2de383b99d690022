from __future__ import annotations

import io
import math
import zipfile
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.labelled.files import LABELS, LOGITS, NAMES, npz, sample, samples, table, with_header

from tauscope.core.errors import InputError
from tauscope.sources.labelled.columns import looks_labelled
from tauscope.sources.labelled.labelled_set import MOST_NUMBERS, LabelledSet
from tauscope.sources.labelled.reading import read_labelled

INF = math.inf


def read(data: bytes | str) -> LabelledSet:
    return read_labelled(io.BytesIO(data.encode() if isinstance(data, str) else data))


def refused(data: bytes | str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as refusal:
        read(data)
    text = str(refusal.value)
    assert text.endswith(".")
    assert "\n" not in text
    assert len(text) < 400


def is_that_of_all(found: LabelledSet, names: tuple[str, ...] = ("0", "1", "2")) -> None:
    np.testing.assert_array_equal(found.labelled.logits, LOGITS)
    np.testing.assert_array_equal(found.labelled.labels, LABELS)
    assert found.classes == names
    assert found.shape_in_words == "4 examples, 3 classes"


def test_examples_whose_likeliest_classes_tie_are_counted() -> None:
    tied = read(npz(logits=np.array([[1.0, 1.0, 0.0], [2.0, 0.0, 1.0]]), labels=np.array([1, 0])))
    (note,) = tied.notes
    assert note.startswith("In 1 of 2 examples several classes share the largest logit: accuracy counts")
    assert tied.labelled.accuracy == 0.5
    assert read(npz(logits=LOGITS, labels=LABELS)).notes == ()


# NumPy arrays


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("kind", ["<f2", "<f4", ">f8", "<f8", "i4"])
def test_arrays_of_any_kind_of_number(kind: str, *, compressed: bool) -> None:
    logits = LOGITS * 2 if kind == "i4" else LOGITS
    found = read(npz(logits=logits.astype(kind), labels=LABELS.astype("u1"), compressed=compressed))
    np.testing.assert_array_equal(found.labelled.logits, logits)
    np.testing.assert_array_equal(found.labelled.labels, LABELS)


@pytest.mark.parametrize(
    "arrays",
    [
        {"logits": np.asfortranarray(LOGITS), "labels": LABELS[:, None]},
        {"z": LOGITS, "y": LABELS.astype(float)},
        {"Logits": LOGITS, "targets": LABELS, "images": np.zeros((4, 2, 2))},
        {"a": LOGITS, "b": LABELS},
    ],
)
def test_arrays_are_told_by_name_or_by_shape(arrays: dict[str, Any]) -> None:
    is_that_of_all(read(npz(**arrays)))


def test_classes_of_arrays_may_have_names() -> None:
    is_that_of_all(read(npz(logits=LOGITS, labels=LABELS, classes=np.array(NAMES))), NAMES)
    texts = np.array(NAMES)[LABELS]
    is_that_of_all(read(npz(logits=LOGITS, labels=texts, classes=np.array(NAMES, dtype="S3"))), NAMES)


def test_probabilities_become_logarithms_and_that_is_said() -> None:
    found = read(npz(probabilities=np.array([[0.25, 0.75], [1.0, 0.0]]), labels=[1, 0]))
    np.testing.assert_array_equal(found.labelled.logits, [[math.log(0.25), math.log(0.75)], [0, -INF]])
    assert found.notes == ("The logits are the logarithms of the probabilities in the file.",)


def test_logits_that_add_up_to_one_are_taken_as_they_are_with_a_word() -> None:
    found = read(npz(logits=np.array([[0.25, 0.75], [0.5, 0.5]]), labels=[1, 0]))
    np.testing.assert_array_equal(found.labelled.logits, [[0.25, 0.75], [0.5, 0.5]])
    assert "add up to 1, as probabilities do" in found.notes[0]


def _with(row: int, place: int, value: float) -> bytes:
    logits = LOGITS.copy()
    logits[row, place] = value
    return npz(logits=logits, labels=LABELS)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "damaged"),
        (npz(logits=LOGITS, labels=LABELS)[:-40], "damaged"),
        (npz(), "there is no array"),
        (b"\x93NUMPY\x01\0", "An .npy file has one array"),
        (npz(logits=LOGITS), r"there is “logits” \(4, 3\) of float64"),
        (npz(a=LOGITS, b=LOGITS, y=LABELS), r"are “a” \(4, 3\) of float64, “b” \(4, 3\)"),
        (npz(logits=LOGITS, Logits=LOGITS, y=LABELS), "Two arrays are named"),
        (npz(logits=LOGITS[None], labels=LABELS), r"there is “logits” \(1, 4, 3\)"),
        (npz(logits=LOGITS[:0], labels=LABELS[:0]), r"there is “logits” \(0, 3\)"),
        (npz(logits=LOGITS[:, :0], labels=LABELS), r"there is “logits” \(4, 0\)"),
        (npz(logits=LOGITS[:, :1], labels=LABELS), "With one class"),
        (npz(logits=LOGITS, labels=LABELS[:3]), r"4 rows .* as many labels; there is “labels” \(3,\)"),
        (npz(logits=LOGITS, labels=np.eye(4, 3)), r"as many labels; there is “labels” \(4, 3\)"),
        (npz(logits=LOGITS, labels=LABELS + 1), "row 3 is 3; labels are 0 to 2 here. If they count from 1"),
        (npz(logits=LOGITS, labels=LABELS - 1), "row 1 is -1"),
        (npz(logits=LOGITS, labels=LABELS + 0.5), "row 1 is 0.5, which is no whole number"),
        (npz(logits=LOGITS, labels=LABELS * np.nan), "row 1 is nan, which is no whole number"),
        (npz(logits=LOGITS, labels=np.uint64(2**63) + LABELS.astype("u8")), "row 3 is 9223372036854775810"),
        (
            npz(logits=LOGITS, labels=np.array(["0", "1", "2", "x"])),
            "Row 4: the label “x” is not a number from 0",
        ),
        (npz(logits=LOGITS, labels=LABELS + 0j), "no labels"),
        (npz(logits=LOGITS + 0j, labels=LABELS), "no numbers: “logits” .* of complex128"),
        (npz(logits=LOGITS > 1, labels=LABELS), "no numbers"),
        (npz(logits=LOGITS.astype(object), labels=LABELS), "“logits” holds Python objects as a pickle"),
        (npz(logits=LOGITS, labels=LABELS.astype(object)), "“labels” holds Python objects as a pickle"),
        (npz(p=LOGITS, y=LABELS), "Row 1, class 0: 2 is no probability"),
        (_with(2, 1, math.nan), "row 3, class 1 is not a number"),
        (_with(2, 1, INF), r"row 3, class 1 is \+∞"),
        (with_header((4, 10**12)), "4 × 1,000,000,000,000 logits; at most"),
        (with_header((4, 3), bytes(95)), "“logits” is cut short"),
        (with_header((4, -3)), "damaged"),
        (with_header((4, 3), descr="O"), "pickle"),
    ],
)
def test_arrays_that_cannot_be_calibrated(data: bytes, sentence: str) -> None:
    refused(data, sentence)


def test_a_header_with_an_open_bracket_is_refused() -> None:
    text = b"{'descr': '<f8', 'fortran_order': False, 'shape': (4, 3\n"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("logits.npy", b"\x93NUMPY\1\0" + len(text).to_bytes(2, "little") + text)
        archive.writestr("labels.npy", b"")
    with pytest.raises(InputError, match="damaged"):
        read_labelled(io.BytesIO(stream.getvalue()))


def test_a_bomb_is_refused_by_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gigabyte of zeros in a few hundred kilobytes is never inflated."""
    data = npz(logits=np.zeros((1000, 100)), labels=np.zeros(1000, int), compressed=True)
    assert len(data) < 8000
    monkeypatch.setattr("tauscope.sources.labelled.labelled_set.MOST_NUMBERS", 99_999)
    monkeypatch.setattr("tauscope.sources.labelled.archive.Archive.array", None)
    refused(data, "It has 1,000 × 100 logits; at most 99,999")
    assert MOST_NUMBERS >= 50_000 * 1000, "the validation set of ImageNet"


# Tables


@pytest.mark.parametrize(
    "data",
    [
        table(),
        table("\t"),
        table(";", ","),
        table().replace(b"\n", b"\r\n").decode().encode("utf-8-sig"),
        table().decode().encode("utf-16"),
        b"\n" + table().replace(b"label", b' "Class"').replace(b"\n2", b"\n\n2"),
        table().replace(b"cat,dog,fox", b"logit_cat,logit_dog,logit_fox"),
    ],
)
def test_tables_with_a_column_of_true_classes(data: bytes) -> None:
    is_that_of_all(read(data), NAMES)


def test_labels_of_a_table_may_be_numbers_and_pandas_numbers_rows() -> None:
    found = read(",cat,y,dog\n0,2,1,−inf\n1,3,0,1e3\n")
    np.testing.assert_array_equal(found.labelled.logits, [[2, -INF], [3, 1000]])
    assert found.labelled.labels.tolist() == [1, 0]
    assert found.notes == ("Columns that were left out: one without a name.",)


def test_columns_that_have_no_logits_are_left_out_and_named() -> None:
    text = "image,cat,dog,image_id,pred,label\na1.png,2,1,7,0,dog\nb2.png,3,5,8,1,cat\n"
    found = read(text)
    np.testing.assert_array_equal(found.labelled.logits, [[2, 1], [3, 5]])
    assert found.classes == ("cat", "dog")
    assert found.notes == ("Columns that were left out: “image”, “image_id”, “pred”.",)
    assert looks_labelled(text)


def test_names_that_are_numbers_are_names() -> None:
    assert read("1,2,label\n5,6,2\n7,8,1\n").labelled.labels.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n\n", "nothing in this table"),
        ("cat,dog,label\n\n", "no example"),
        ("cat,dog\n1,2\n", "No column has the true classes: .* “cat”, “dog”"),
        ("cat,dog,y,label\n1,2,0,0\n", "“y” and “label” could both"),
        ("label,cat\n0,1\n", "two or more classes"),
        ("cat,dog,label\n2,1,cat\n2,x,cat\n", "Line 3, column “dog”: “x” is not a number"),
        (
            "cat,dog,fox,label\nx,1,2,dog\n3,1,2,dog\n",
            "Line 3, column “cat”: “3” is a number where the first",
        ),
        ("cat,dog,fox,label\nn/a,1,2,dog\n3,1,2,dog\n", "Line 2, column “cat”: “n/a” is not a number"),
        ("cat,dog,label\n2,,cat\n", "Line 2, column “dog”: A number is missing"),
        ("cat,dog,label\n2,1,cat\n\n2,nan,cat\n", "Line 4, column “dog”: the logit is not a number"),
        ("cat,dog,label\ninf,1,cat\n", r"Line 2, column “cat”: the logit is \+∞"),
        ("cat,dog,label\n-inf,-inf,cat\n", "row 1 is masked"),
        ("cat,dog,label\n2,1\n", "Line 2 has 2 cells where the first line has 3"),
        ("cat,dog,label\n2,1,bird\n", "Line 2: the label “bird” is neither"),
        ("cat,dog,label\n2,1,\n", "Line 2: the label an empty cell is neither"),
        ("cat,dog,label\n2,1,cat\n2,1,1\n", "Line 3: the label “1” is a number where others are names"),
        ("cat,dog,label\n2,1,1\n2,1,2\n", "row 2 is 2; labels are 0 to 1 here. If they count from 1"),
        ("cat,cat,label\n2,1,cat\n", "Two classes are named “cat”"),
        ('cat,dog,label\n2,1,"cat\n', "quotation mark does not close"),
        (b"cat,dog,label\n2,1,c\x81\n", "not text in UTF-8"),
        (b"cat,dog,label\n" + b"1" * (2**25 + 1), "Line 2 is longer than"),
    ],
)
def test_tables_that_cannot_be_calibrated(text: str, sentence: str) -> None:
    refused(text, sentence)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (table().decode(), True),
        ("cat\tdog\tlabel\n2\t1\t0\n", True),
        ("label,z\ncat,2\n", False),
        ("class,z,p\ncat,2,0.7\n", False),
        ("label,cat,dog\nbird,1,2\n", False),
        ("label,cat,dog\n0,x,2\n", False),
        ("cat,dog,label\n", False),
        ("cat,2\ndog,1\n", False),
        ("", False),
    ],
)
def test_a_table_of_examples_is_told_from_one_of_classes(head: str, *, expected: bool) -> None:
    assert looks_labelled(head) is expected


# Samples of lm-evaluation-harness


def test_questions_with_different_numbers_of_choices() -> None:
    found = read(samples(sample([-1.5, -2], "0"), sample([-3, -2, -1], 2)))
    np.testing.assert_array_equal(found.labelled.logits, [[-1.5, -2, -INF], [-3, -2, -1]])
    assert found.labelled.labels.tolist() == [0, 2]
    assert found.classes == ("choice 1", "choice 2", "choice 3")
    assert "2 to 3 choices" in found.notes[0]


def test_choices_are_named_by_their_texts_and_their_lengths_are_said() -> None:
    found = read(
        samples(sample([-1, -2], "Paris", (" Rome", " Paris")), sample([-1, -2], 0, (" Oslo", " Bonn")))
    )
    assert found.labelled.labels.tolist() == [1, 0]
    assert (found.names_of(0), found.names_of(1)) == (("Rome", "Paris"), ("Oslo", "Bonn"))
    assert "In 1 of 2 questions the choices differ in length (4 to 5 characters)" in found.notes[0]
    same = read(samples(sample([-1, -2], 0, ("A", "B")), sample([-1, -2], 1, ("A", "B"))))
    assert (same.classes, same.choices, same.notes) == (("A", "B"), (), ())


def test_choices_without_the_question_are_not_counted() -> None:
    texts = ("yes", "no", "yes", "no")
    entry = sample([-1, -2, -3, -4], 1, texts)
    for place in (2, 3):
        entry["arguments"][f"gen_args_{place}"]["arg_0"] = ""
    assert read(samples(entry)).labelled.logits.tolist() == [[-1, -2]]
    assert read(samples(sample([-1, -2, -3, -4], 1, texts))).labelled.classes == 4


def test_of_several_filters_the_first_counts() -> None:
    found = read(samples(sample([-1, -2], 0), sample([-3, -4], 1, filter="other"), sample([-5, -6], 1)))
    assert found.labelled.logits[:, 0].tolist() == [-1, -5]


def test_older_files_have_requests_as_lists_and_numbers_as_numbers() -> None:
    entry = sample([], 1) | {
        "resps": [[[-1, False]], [[-2.5, True]]],
        "arguments": [["?", " a"], ["?", " b"]],
    }
    found = read(samples(entry))
    assert found.labelled.logits.tolist() == [[-1, -2.5]]
    assert found.classes == ("a", "b")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (samples({"a": 1}), "Line 1: there are no responses"),
        (samples([1]) + b"{", "No column"),
        (samples(sample([-1, -2], 0)) + b'{"resps": [', "Line 2: this is no JSON"),
        (samples(sample([-1, -2], 0)) + b"7\n", "Line 2: there are no responses"),
        (b'{"a":' + b"[" * 200_000, "Line 1: its brackets are nested too deeply"),
        (samples(sample([-1, "nan"], 0)), "Line 1: the log-probability of choice 2 is “nan”"),
        (samples(sample(["inf", -1], 0)), "Line 1: the log-probability of choice 1 is “inf”"),
        (samples(sample([-1, -2], 0), sample(["-inf", "-inf"], 0)), "row 2 is masked"),
        (samples(sample([-1], 0)), "two choices at least; here is 1"),
        (samples(sample([], 0)), "two choices at least; here is none"),
        (samples(sample([-1, -2], 2)), "“target”. is 2; choices are 0 to 1"),
        (samples(sample([-1, -2], -1)), "“target”. is -1"),
        (samples(sample([-1, -2], "Rome")), "“target”. is “Rome”, which is not one"),
        (samples(sample([-1, -2], [0, 1])), "several right choices"),
        (samples(sample([-1, -2], None)), "“target”. is “None”"),
        (
            samples({"resps": [["Paris"], ["Rome"]], "target": 0}),
            "response 1 has no log-probability: only multiple",
        ),
        (samples({"resps": [7, {}], "target": 0}), "response 1 has no log-probability"),
        (samples(sample([-1] * 1001, 0)), "1,001 choices"),
    ],
)
def test_samples_that_cannot_be_calibrated(data: bytes, sentence: str) -> None:
    refused(data, sentence)


# All of them


WIDE = ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
"""Encodings that spreadsheets and shells write; without a mark many bytes that are NUL tell them."""


@pytest.mark.parametrize("encoding", WIDE)
def test_texts_in_the_encodings_of_spreadsheets_and_shells_are_read(encoding: str) -> None:
    for content in (table(), table("\t", ","), samples(*(sample([-1.5, -0.5], 1) for _ in range(3)))):
        text = content.decode().replace("cat", "café")
        found, plain = (read_labelled(io.BytesIO(text.encode(name))) for name in (encoding, "utf-8"))
        assert (found.fingerprint, found.notes) == (plain.fingerprint, plain.notes)


def test_a_table_in_windows_1252_is_read_with_a_word() -> None:
    found = read_labelled(io.BytesIO(table().decode().replace("cat", "café").encode("cp1252")))
    assert found.classes[0] == "café"
    assert found.notes[0].endswith("read as Windows-1252, which is a guess.")


def test_equal_numbers_are_the_same_set_in_whatever_file() -> None:
    one = read(npz(logits=LOGITS, labels=LABELS, classes=np.array(NAMES)))
    assert one == read(table())
    assert hash(one) == hash(read(table()))
    assert one != read(npz(logits=LOGITS, labels=LABELS))
    assert one != read(table().replace(b"1.5", b"1.6"))


def check_read_or_refused(data: bytes) -> None:
    sentence, examples = "", 0
    try:
        examples = len(read(data))
    except InputError as refusal:
        sentence = str(refusal)
    assert examples or sentence.endswith(".")
    assert "\n" not in sentence


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    check_read_or_refused(data)


WHOLE = (
    npz(logits=LOGITS, labels=LABELS),
    npz(logits=LOGITS, labels=LABELS, compressed=True),
    table(),
    samples(sample([-1.5, -2], "0", ("a", "b")), sample([-3, -2, -1], 2)),
)


@given(st.sampled_from(WHOLE), st.floats(0, 1, exclude_max=True), st.binary(max_size=4), st.integers(0, 8))
def test_damaged_files_are_read_or_refused_in_words(
    whole: bytes, share: float, other: bytes, lost: int
) -> None:
    place = int(share * len(whole))
    check_read_or_refused(whole[:place] + other + whole[place + lost :])
