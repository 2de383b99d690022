import math
import re
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.numbers import plain_number
from tauscope.core.text.labels import clean_label
from tauscope.document.files.tables import grid, reader, text_lines
from tauscope.document.files.tables.reader import parse_label_row, parse_labels, parse_table, parse_value_row
from tauscope.document.files.tables.text_lines import Lines
from tauscope.document.reports.tables.table_formats import to_csv, to_tsv

NAPKIN = (("cat", "dog", "fox", "owl"), [2.0, 1.0, 0.5, 0.1])
INF = math.inf

READ: dict[str, tuple[str, tuple[str, ...] | None, list[float]]] = {
    "TSV": ("cat\t2\ndog\t1\nfox\t0.5\nowl\t.1", *NAPKIN),
    "TSV, decimal commas": ("cat\t2,0\ndog\t1,0\nfox\t0,5\nowl\t0,1", *NAPKIN),
    "TSV, header": ("class\tz\ncat\t2\ndog\t1\nfox\t0,5\nowl\t0,1", *NAPKIN),
    "TSV, header in German": ("Tier\tPunkte\ncat\t2\ndog\t1\nfox\t0,5\nowl\t0,1", *NAPKIN),
    "our own copy": ("class\tz\tp\tE\ncat\t2\t0.57\t-2\ndog\t1\t0.21\t-1", ("cat", "dog"), [2, 1]),
    "our own copy, some columns": ("z\tp\n2\t0.57\n1\t0.21", None, [2, 1]),
    "our own copy, one column": ("z\n2\n1", None, [2, 1]),
    "energies": ("class\tE\ncat\t-2\ndog\tinf", ("cat", "dog"), [2, -INF]),
    "energies, as the table heads them": ("class\tE = −z\ncat\t−2,5\ndog\t0", ("cat", "dog"), [2.5, 0]),
    "logit before label": ("logit,label\n1.5,cat\n0.5,dog", ("cat", "dog"), [1.5, 0.5]),
    "value before label, no header": ("1.5\tcat\n0.5\tdog", ("cat", "dog"), [1.5, 0.5]),
    "CSV": ("cat,2\ndog,1\nfox,0.5\nowl,0.1\n", *NAPKIN),
    "CSV, spaces": ("cat, 2\ndog, 1\nfox, 0.5\nowl, 0.1\n", *NAPKIN),
    "CSV, quotes": ('"cat, old",2\n"the ""dog""",1\n', ("cat, old", 'the "dog"'), [2, 1]),
    "CSV, quoted decimals": ('cat,"2,5"\ndog,"1,5"\n', ("cat", "dog"), [2.5, 1.5]),
    "CSV, semicolons": ("cat;2\ndog;1\nfox;0,5\nowl;0,1\n", *NAPKIN),
    "CSV, semicolons, points": ("cat;2\ndog;1\nfox;0.5\nowl;0.1\n", *NAPKIN),
    "one label and value": ("cat\t1,5", ("cat",), [1.5]),
    "column": ("2\n1\n0.5\n", None, [2, 1, 0.5]),
    "column, decimal commas": ("2\n1,5\n0,5\n", None, [2, 1.5, 0.5]),
    "column, all decimal commas": ("2,5\n1,5\n0,5", None, [2.5, 1.5, 0.5]),
    "column, header, decimal commas": ("z\n1,5\n2,5\n3,5", None, [1.5, 2.5, 3.5]),
    "column, masked": ("2\n-inf\n−∞\n-Infinity", None, [2, -INF, -INF, -INF]),
    "column, minus signs": ("−2\n-1\n+3\n1e-3", None, [-2, -1, 3, 0.001]),
    "one number": ("1.5", None, [1.5]),
    "one number, decimal comma": ("1,5\n", None, [1.5]),
    "row, commas": ("2,1,0.5,0.1", None, [2, 1, 0.5, 0.1]),
    "row, commas and spaces": ("2, 1, 0.5, 0.1", None, [2, 1, 0.5, 0.1]),
    "row, semicolons": ("2;1;0,5;0,1", None, [2, 1, 0.5, 0.1]),
    "row, spaces": ("2 1 0,5 0.1", None, [2, 1, 0.5, 0.1]),
    "row, tabs": ("2\t1\t0,5\t0,1\r\n", None, [2, 1, 0.5, 0.1]),
    "row, two": ("2.5,1.5", None, [2.5, 1.5]),
    "row, masked": ("0 -inf -1", None, [0, -INF, -1]),
    "whole numbers as labels": ("0\t-13.7\n1\t-10.2\n7\t3", ("0", "1", "7"), [-13.7, -10.2, 3]),
    "some labels are numbers": ("cat\t1.5\n7\t2.5\n1.5\t3.5", ("cat", "7", "1.5"), [1.5, 2.5, 3.5]),
    "a class called E": ("E\t1.5\nz\t2.5", ("E", "z"), [1.5, 2.5]),
    "BOM, CRLF, blank lines": ("\ufeff\r\ncat\t2\r\ndog\t1\r\n\r\n\t\r\n", ("cat", "dog"), [2, 1]),
    "other marks in labels": ("class,z\na;b,1\nc\td,2", ("a;b", "c\td"), [1, 2]),
    "commas in labels": ("a,b;1,5\nc;2", ("a,b", "c"), [1.5, 2]),
    "one label of several words": ("a 1 b,1.5", ("a 1 b",), [1.5]),
    "CR": ("cat\t2\rdog\t1\r", ("cat", "dog"), [2, 1]),
    "empty columns": ("cat\t2\t\t\ndog\t1\t\t", ("cat", "dog"), [2, 1]),
    "no label": ("\t2\ndog\t1", ("", "dog"), [2, 1]),
    "line break in a label": ('"cat\nand dog"\t2\nfox\t1', ("cat\nand dog", "fox"), [2, 1]),
    "blank lines inside": ("cat\t2\n\n  \ndog\t1\n\t\nfox\t0", ("cat", "dog", "fox"), [2, 1, 0]),
    "blank lines in a column": ("2\n\n1", None, [2, 1]),
    "leading blanks": (" the\t2\nthe\t1", (" the", "the"), [2, 1]),
    "leading blanks, CSV": (" the,2\nthe,1", (" the", "the"), [2, 1]),
    "layout": ("2, cat\n1, dog", ("cat", "dog"), [2, 1]),
    "some leading blanks": ("2, cat\n1,dog", (" cat", "dog"), [2, 1]),
    "quoted after a blank": ('cat, "2,5"\n"dog, old", 1\n', ("cat", "dog, old"), [2.5, 1]),
    "sep=;": ('sep=;\ncat;2,5\n"a;b";1', ("cat", "a;b"), [2.5, 1]),
    "sep=| in quotes": ('"sep=|"\r\ncat|2.5\r\na,b|1', ("cat", "a,b"), [2.5, 1]),
    "sep=, with a header": ("SEP=,\nclass,z\ncat,2", ("cat",), [2]),
    "tags": ("<s>,2\n</s>,1", ("<s>", "</s>"), [2, 1]),
    "brackets": ("[CLS]\t2\n{\t1\n[1]\t0", ("[CLS]", "{", "[1]"), [2, 1, 0]),
    "en dash": ("cat\t–2\ndog\t−1", ("cat", "dog"), [-2, -1]),
    "fractions and logarithms": ("cat\t1/4\ndog\tln 1", ("cat", "dog"), [0.25, 0]),
    "what a spreadsheet took for text": ("'=1+1\t2\n'tis\t1\n''-x\t0", ("=1+1", "'tis", "'-x"), [2, 1, 0]),
    "a list": ("[2, 1, 0.5, -inf]\n", None, [2, 1, 0.5, -INF]),
    "a list of one": ("[2]", None, [2]),
    "a list in lines": ("[\n 2,\n 1,\n]", None, [2, 1]),
    "a tensor": (
        "tensor([ 2.0000,  1.0000,\n        -inf], device='cuda:0', dtype=torch.float16)",
        None,
        [2, 1, -INF],
    ),
    "a tensor of one row": ("tensor([[ 2., 1.]], grad_fn=<AddmmBackward0>)", None, [2, 1]),
    "an array": ("array([2. , 1. , 0.5])", None, [2, 1, 0.5]),
    "an array that was printed": ("[2.  1.  0.5]", None, [2, 1, 0.5]),
    "numbers of numpy": ("[np.float32(2.0), np.float32(-1.5)]", None, [2, -1.5]),
    "a list with a name": ("logits = [2, 1]", None, [2, 1]),
    "quote inside": ('5" disk\t2\nfox\t1', ('5" disk', "fox"), [2, 1]),
}


@pytest.mark.parametrize("name", READ)
def test_tables_that_are_read(name: str) -> None:
    text, labels, values = READ[name]
    table = parse_table(text)
    assert table.labels == labels
    np.testing.assert_array_equal(table.values, values)
    assert len(table.names) == len(values)
    assert not np.signbit(table.values[table.values == 0]).any()


LN = math.log
PROBABILITIES: dict[str, tuple[str, list[float]]] = {
    "p": ("class,p\ncat,0.5\ndog,0.25\nfox,0.25", [LN(0.5), LN(0.25), LN(0.25)]),
    "p, masked": ("class,p\ncat,1\ndog,0", [0, -INF]),
    "p before z": ("class,p,z\ncat,0.7,3\ndog,0.3,1", [3, 1]),
    "signs of per cent": (
        "token;probability\ncat;62,5 %\ndog;37,5 %",
        [LN(0.625), LN(0.375)],
    ),
    "some in per cent": ("token,prob\ncat,50 %\ndog,0.5", [LN(0.5), LN(0.5)]),
    "%": ("class\t%\ncat\t75\ndog\t25", [LN(0.75), LN(0.25)]),
    "p (%)": ("class\tp (%)\ncat\t75,5\ndog\t24,5%", [LN(0.755), LN(0.245)]),
    "ln p": ("class\tln p\ncat\t-0,6931\ndog\t-0,6931", [-0.6931, -0.6931]),
    "logprob": ("token,logprob,rank\ncat,-0.69315,1\ndog,-0.69315,2", [-0.69315, -0.69315]),
    "ln p before p": ("class,p,ln p\ncat,0.5,-0.693147\ndog,0.5,-0.693147", [-0.693147, -0.693147]),
    "rounded": ("class,p\na,0.333\nb,0.333\nc,0.333", [LN(0.333)] * 3),
    "rounded to whole per cent": ("class,%\na,33\nb,33\nc,33", [LN(0.33)] * 3),
}


@pytest.mark.parametrize("name", PROBABILITIES)
def test_probabilities_become_logits(name: str) -> None:
    text, values = PROBABILITIES[name]
    table = parse_table(text)
    assert table.values.tolist() == pytest.approx(values, abs=1e-12)
    assert table.part is None
    assert not table.left_out


@pytest.mark.parametrize(
    ("text", "missing", "others"),
    [
        ("token,p\ncat,0.5\ndog,0.25", 0.25, None),
        ("token,ln p\ncat,-0.693147\ndog,-1.386294", 0.25, None),
        ("token\tp\ncat\t0.5\ndog\t0.25\n1,975 others\t0.25", 0.25, 1975),
    ],
)
def test_probabilities_that_are_missing_are_told(text: str, missing: float, others: int | None) -> None:
    table = parse_table(text)
    assert table.part is not None
    assert table.part.missing == pytest.approx(missing, abs=1e-6)
    assert table.part.others == others
    assert table.labels == ("cat", "dog")
    assert "have the sum 0.75" in table.left_out


REFUSED: dict[str, tuple[str, str]] = {
    "nothing": ("", "nothing in this table"),
    "blank lines": ("\n \n\t\n", "nothing in this table"),
    "headings alone": ("class,z\n", "Line 1 names the columns, but no rows follow."),
    "text": ("cat", "Line 1, cell 1: “cat” is not a number"),
    "text in a column": ("1\n2\nthree", "Line 3, cell 1: “three” is not a number"),
    "text in a row": ("2,1,x,0.1", "Line 1: Value 3: “x” is not a number"),
    "text among labels": ("cat\t1\ndog\tone", "Line 2, cell 2: “one” is not a number"),
    "mistyped first value": ("cat\t1o\ndog\t1", "Line 1, cell 2: “1o” is not a number"),
    "no value": ("cat\t1\ndog\t", "Line 2, cell 2: A number is missing"),
    "no second cell": ("cat,1\ndog\n", "Line 2, cell 2: A number is missing"),
    "no value in a row": ("2,,1", "Line 1: Value 2: A number is missing"),
    "no value, line by line": ("a\t2\n\nb\t", "Line 3, cell 2: A number is missing"),
    "a list in short": ("[2., 1., ..., 0.5]", "printed in short"),
    "a list of rows": ("[[2, 1], [0, 1]]", "several rows"),
    "a list with a word": ("[2, x]", "Value 2: “x” is not a number"),
    "NaN": ("2\nnan", "Line 2, cell 1: “nan” is not a number"),
    "NaN first": ("NaN\n2", "Line 1, cell 1: “NaN” is not a number"),
    "+inf": ("cat\t2\ndog\t∞", r"Line 2: a logit cannot be \+∞"),
    "+inf in a row": ("2;inf;3", r"Line 1: Value 2: a logit cannot be \+∞"),
    "−inf energy": ("E\n-inf\n2", r"Line 2: a logit cannot be \+∞"),
    "too large": ("2\n1e999", "Line 2, cell 1: “1e999” is too large"),
    "underscores": ("2\n1_000", "Line 2, cell 1: “1_000” is not a number"),
    "thousands": ("cat\t1.5\ndog\t1,234", "Line 2, cell 2: “1,234” has a comma where"),
    "an empty first value": ("cat\t\ndog\t2", "Line 1, cell 2: A number is missing"),
    "thousands and decimals": ("2\n1,234.5", "Line 2 has 2 cells where line 1 has 1"),
    "unquoted decimal comma": ("cat,1.5\ndog,1,5", "Line 2 has 3 cells where line 1 has 2"),
    "unquoted decimal commas": ("cat,2,5\ndog,1,5", "Line 1 has 3 cells: name the columns"),
    "labels that count, or decimals": ("0,5\n1,7\n2,3", "Line 1: “0,5” could be one number or a label"),
    "labels that count from 1": ("1,5\n2,7\n3,3", "Line 1: “1,5” could be one number or a label"),
    "two columns of numbers": ("0.5\t1.5\n2.5\t3", "Line 1: both cells are numbers: name the columns"),
    "three columns": ("cat\t1\t2\ndog\t3\t4", "Line 1 has 3 cells: name the columns"),
    "two columns of logits": ("z\tlogit\n1\t2", "2 columns are headed like logits"),
    "no values": ("class\tkept\ncat\t1", "Line 1: no column is headed z, p, ln p or E"),
    "two columns of probabilities": ("p\tprob\n1\t1", "2 columns are headed like probabilities"),
    "a sum above 1": ("class\tp\ncat\t0.9\ndog\t0.3", "have the sum 1.2, which is more than 1"),
    "a probability above 1": ("class\tp\ncat\t50\ndog\t50", "Line 2: a probability is from 0 to 1"),
    "a probability below 0": ("class\tp\ncat\t1\ndog\t-0.1", "Line 3: a probability is from 0 to 1"),
    "a positive logarithm": ("class\tlogprob\ncat\t-1\ndog\t2", "Line 3: the logarithm of a probability"),
    "no probability": ("class\tp\ncat\t0\ndog\t0", "Every probability in this table is 0"),
    "−inf alone": ("class\tln p\ncat\t-inf\ndog\t-inf", "Every probability in this table is 0"),
    "a probability of NaN": ("class\tp\ncat\tnan\ndog\t1", "Line 2, cell 2: “nan” is not a number"),
    "open quote": ('cat\t1\n"dog\t2\n', "Line 2: a quotation mark is opened and never closed"),
    "runaway quote": (
        'cat\t1\n"\t2\nfox\t3\n"\t4\n',
        "Line 4: a quotation mark is closed here that was opened",
    ),
    "after a quote": ('"cat"s\t1', "Line 1: after a closing quotation mark"),
    "space-separated columns": ("cat 1\ndog 2", "Line 1, cell 1: “cat 1” is not a number"),
    "endless cell": ("x" * 200_000 + "\t1", "Line 1: a cell is too long"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_tables_that_are_refused(name: str) -> None:
    text, message = REFUSED[name]
    with pytest.raises(InputError, match=message) as refusal:
        parse_table(text)
    assert len(str(refusal.value)) < 200


def test_too_large_a_text_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_lines, "LARGEST", 10)
    with pytest.raises(InputError, match="larger than 64 MiB"):
        parse_table("1\n" * 20)


@pytest.mark.parametrize(
    ("text", "logits"),
    [
        ("-2,5\n∞\n0", [2.5, -INF, 0]),
        ("1 2 inf", [-1, -2, -INF]),
        ("1.5", [-1.5]),
        ("E\n1.5\n2", [-1.5, -2]),
        ("z\n1.5\n2", [1.5, 2]),
        ("cat\t1.5\ndog\t2", [1.5, 2]),
        ("class\tE\ncat\t1.5\ndog\t2", [-1.5, -2]),
    ],
)
def test_values_alone_may_be_energies(text: str, logits: list[float]) -> None:
    np.testing.assert_array_equal(parse_table(text, energies=True).values, logits)


VALUES = st.lists(st.floats(allow_nan=False, max_value=1.7e308), min_size=3)


@given(VALUES, st.booleans(), st.sampled_from("\t;"))
def test_every_number_is_read_back(values: list[float], comma: bool, delimiter: str) -> None:
    numbers = [plain_number(value) for value in values]
    written = [number.replace(".", ",") for number in numbers] if comma else numbers
    table = parse_table("\n".join(f"c{number}{delimiter}{text}" for number, text in enumerate(written)))
    np.testing.assert_array_equal(table.values, values)


@given(st.text(alphabet='0123456789.,;\t \n\r"-e∞zpEcat') | st.text())
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        table = parse_table(text)
    except InputError:
        return
    assert len(table.names) == len(table.values) > 0
    assert not (np.isnan(table.values) | (table.values == INF)).any()


@pytest.mark.parametrize("line", ["token {0}\t{1}", "{1}", '"token {0}",{1}'])
def test_long_tables_are_read_whole(line: str) -> None:
    values = np.random.default_rng(1).normal(size=10_000)
    table = parse_table("\n".join(line.format(row, value) for row, value in enumerate(values.tolist())))
    assert np.array_equal(table.values, values)


def test_names_are_one_column() -> None:
    assert parse_labels("cat\r\ndog\r\n\r\n") == ("cat", "dog")
    assert parse_labels("cat, old\n\nfox; new") == ("cat, old", "", "fox; new")
    assert parse_labels('"the ""dog"""\nfox') == ('the "dog"', "fox")
    assert parse_labels('"\nfox') == ('"', "fox")
    with pytest.raises(InputError, match="Line 2 has 2 cells; names are one column"):
        parse_labels("cat\ndog\t2")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2,1,0.5,0.1", [2, 1, 0.5, 0.1]),
        ("-1,2", [-1, 2]),
        ("1,5", [1, 5]),
        ("3", [3]),
        ("0,5;1,5", [0.5, 1.5]),
        ("0,5 1,5", [0.5, 1.5]),
        (" -inf , 2 ", [-INF, 2]),
        ("[2, 1, 0.5]", [2, 1, 0.5]),
        ("tensor([2., 1.])", [2, 1]),
        ("ln 1, 1/2", [0, 0.5]),
    ],
)
def test_rows_of_values(text: str, values: list[float]) -> None:
    assert parse_value_row(text).tolist() == values


@pytest.mark.parametrize("text", ["", ",", "1,", "nan", "1,inf", "1,,2", "a"])
def test_rows_of_values_that_are_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"Value|number"):
        parse_value_row(text)


def test_rows_of_labels() -> None:
    assert parse_label_row("cat, dog") == ("cat", "dog")
    assert parse_label_row("cat;dog") == ("cat", "dog")
    assert parse_label_row("cat,") == ("cat", "")
    assert parse_label_row(" the,the") == (" the", "the")
    assert parse_label_row('cat, "dog, old", fox') == ("cat", "dog, old", "fox")
    with pytest.raises(InputError, match="one line"):
        parse_label_row("cat\ndog")
    with pytest.raises(InputError, match="one line"):
        parse_label_row("")


def test_a_flood_of_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_CLASSES", 3)
    monkeypatch.setattr(grid, "MOST_CLASSES", 3)
    assert len(parse_table("z\n1\n2\n3").values) == 3
    for flood in ("1\n2\n3\n4", "z\n1\n2\n3\n4", "a\t1\nb\t2\nc\t3\nd\t4", "1,5\n2,5\n2,5\n2,5"):
        with pytest.raises(InputError, match="This table has more than 3 rows, the most that are read"):
            parse_table(flood)
    for flood in ("1,2,3,4", "1 2 3 4", "[1,2,3,4]", "1;2;3;4"):
        with pytest.raises(InputError, match="This row has 4 values; at most 3 are read"):
            parse_table(flood)


def test_no_more_rows_are_read_than_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MOST_CLASSES", 100)
    read = 0

    class Counted(Lines):
        def __iter__(self) -> Iterator[str]:
            nonlocal read
            for line in super().__iter__():
                read += 1
                yield line

    with pytest.raises(InputError, match="more than 100 rows"):
        parse_table(Counted(b"a\t1\n" * 100_000))
    assert read < 1500


def test_long_lines_and_rows_are_refused_unsplit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MOST_CELLS", 5)
    with pytest.raises(InputError, match="Line 2 has more than 5 cells"):
        parse_table("z,label\n1,a,,,,,,,\n")
    monkeypatch.setattr(text_lines, "LONGEST_LINE", 20)
    with pytest.raises(InputError, match="Line 2 is longer than 20 characters"):
        parse_table("cat,1\n" + "x" * 30)
    monkeypatch.setattr(text_lines, "MOST_LINES", 3)
    with pytest.raises(InputError, match="more than 3 lines"):
        parse_table("cat,1\n\n\n\n\n")


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(["'=a", "''@", "'tis", "-1", "−x", " the", "a;=1", "＝1"])
)
def test_labels_survive_spreadsheets(text: str) -> None:
    label = clean_label(text)
    for write in (to_csv, to_tsv):
        written = write(["label", "logit"], [[label, 1.5], ["other", -2.0]])
        table = parse_table(written)
        assert table.labels == (label, "other")
        assert not re.search(r"(^|[\t,\n])\"?[=+\-−@]", written.replace(",-2", "").replace("\t-2", ""))


def test_blank_lines_between_rows_are_left_out_and_those_in_quotation_marks_are_kept() -> None:
    lines = Lines(b'a,1\n\n , ,\n"b\n\n\nc",2\n,,,,,\n \nd,x\n')
    rows = list(grid.read_rows(lines, grid.Dialect(",")))
    assert rows == [(1, ["a", "1"]), (7, ["b\n\n\nc", "2"]), (10, ["d", "x"])]
    every = list(grid.split_rows(lines, grid.Dialect(",")))
    assert [row.line for row in every] == [1, 2, 3, 7, 8, 9, 10]
    with pytest.raises(InputError, match="Line 10, cell 2"):
        parse_table(lines)
