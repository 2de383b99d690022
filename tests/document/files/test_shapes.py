import json

import pytest
from tests.suited import plots_for, suited

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits.table_edits import replace_classes
from tauscope.document.files.codec import encode
from tauscope.document.files.opening import decode_content
from tauscope.document.files.shapes import Shape, shape_of
from tauscope.document.reports.plot_data import written_numbers

ROWS = [
    "<s>,2",
    "<svg>\t1",
    "</s>;0",
    "[CLS],2",
    "[1],2",
    "[\t2",
    "{\t2",
    '{"\t2',
    '{"a":1}\t2',
    "[],5",
    "{,2",
    "<!-- a,1",
]


@pytest.mark.parametrize("row", ROWS)
def test_a_label_may_begin_with_anything(row: str) -> None:
    labels = decode_content(f"{row}\nother{row[-2]}1\n".encode()).document.logits.labels
    assert labels[0].startswith(row[:1])
    assert labels[1] == "other"


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("<svg xmlns='a'>", Shape.SVG),
        ('<?xml version="1.0"?><svg/>', Shape.SVG),
        ("<!-- a --><svg/>", Shape.SVG),
        ("<svg:svg/>", Shape.SVG),
        ('{\n "format": "tauscope"', Shape.JSON),
        ("{", Shape.JSON),
        ('{"a": [1,2', Shape.JSON),
        ('{"format": "tauscope", "version": 1', Shape.JSON),
        ('{"a":1}\t2', Shape.TABLE),
        ('{"form', Shape.JSON),
        ("{}", Shape.JSON),
        ('[{"label": "a", "logit": 1}]', Shape.JSON),
        ('[\n{"label": "a", "logit": 1},\n', Shape.TABLE),
        ("[2, 1]", Shape.LIST),
        ("tensor([1., 2.,\n 3])", Shape.LIST),
        ("cat,2", Shape.TABLE),
        ("", Shape.TABLE),
    ],
)
def test_shapes(text: str, shape: Shape) -> None:
    assert shape_of(text, text) is shape


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_a_session_is_one_however_it_is_laid_out(indent: int | None) -> None:
    text = json.dumps(json.loads(encode(Document())), indent=indent)
    assert decode_content(text.encode()).document == Document()


def test_a_long_line_of_json_is_no_row_wherever_its_beginning_is_cut() -> None:
    numbers = ", ".join(["12"] * 2000)
    session = json.dumps(json.loads(encode(Document())))
    for blanks in range(8):
        text = f'{{"ids":{" " * blanks}[{numbers}], {session[1:]}'
        assert decode_content(text.encode()).document == Document()


@pytest.mark.parametrize("plot", ["distribution", "working", "bench"])
@pytest.mark.parametrize("ending", [".csv", ".tsv", ".json"])
def test_exported_numbers_open_again(plot: str, ending: str) -> None:
    document = replace_classes(
        Document(), ["=1+1", "␣the", "'tis", "-2", "", "[UNK]"], [2, 1, 0, -1, -float("inf"), 5]
    )
    assert decode_content(written_numbers(document, plot, ending)).document == document


@pytest.mark.parametrize(
    "plot", sorted({*plots_for(Document()), "schedule", "reward"} - {"distribution", "levels", "working"})
)
def test_numbers_without_logits_say_so(plot: str) -> None:
    with pytest.raises(InputError, match="holds no logits"):
        decode_content(written_numbers(suited(plot, Document()), plot, ".json"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[{"label": "a", "logit": "x"}]', "Line 1, cell 2: “x” is not a number"),
        ('[{"label": "a", "logit": 1}, {"label": "b"}]', "Line 2, cell 2: A number is missing"),
        ('{"engines": [], "request": {}}', "holds no logits"),
        ('{"chain": [], "classes": 1}', "not a Tauscope session"),
        (
            '{"chain": [{"knob": "volume"}], "classes": [{"label": "a", "logit": 1}]}',
            "No knob is called “volume”",
        ),
        ('{"chain": [{"knob": "top-k"}], "classes": [{"label": "a", "logit": 1}]}', "has no “value”"),
        ('{"chain": 1, "classes": [{"label": "a", "logit": 1}]}', "chain of this JSON"),
        ('{"chain": [], "classes": []}', "not a Tauscope session"),
        ('{"chain": [], "classes": [{"label": "a", "logit": 1}], "draws": {"seed": "x"}}', "whole number"),
    ],
)
def test_json_that_is_not_right_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        decode_content(text.encode())
