import csv
import io
import json
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.document.tables import parse_table
from tauscope.document.writers import latex_text, to_csv, to_json, to_latex, to_tsv

LABELS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]))
ROWS = st.lists(st.tuples(LABELS, st.floats(allow_nan=False, max_value=1.7e308), st.floats()), min_size=1)


@given(ROWS, st.sampled_from([to_tsv, to_csv]))
def test_our_own_tables_read_back(
    rows: list[tuple[str, float, float]], write: Callable[[list[str], list[tuple[str, float, float]]], str]
) -> None:
    table = parse_table(write(["class", "z", "p"], rows))
    assert table.labels == tuple(label for label, _, _ in rows)
    np.testing.assert_array_equal(table.values, [logit for _, logit, _ in rows])


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.floats()), min_size=1))
def test_json_holds_the_very_numbers(rows: list[tuple[str, float]]) -> None:
    entries = json.loads(to_json(["class", 'the "z"'], rows), parse_constant=pytest.fail)
    for (label, value), entry in zip(rows, entries, strict=True):
        assert entry["class"] == label
        read = entry['the "z"']
        assert read is None if math.isnan(value) else float(read) == value


def test_no_rows() -> None:
    assert to_json(["z"], []) == "[]\n"
    assert to_tsv(["z"], []) == "z\n"
    assert r"\begin{tabular}{l}" in to_latex(["z"], [])


def test_csv_is_what_others_read() -> None:
    text = to_csv(["class", "p"], [['the "dog", old', 1e-300], ["two\nlines", 3]])
    assert list(csv.reader(io.StringIO(text))) == [
        ["class", "p"],
        ['the "dog", old', "1e-300"],
        ["two\nlines", "3"],
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-math.inf, r"$-\infty$"),
        (math.inf, r"$\infty$"),
        (math.nan, "--"),
        (-1.5, "$-1.5$"),
        (2, "$2$"),
        (1e-300, r"$1 \times 10^{-300}$"),
        (1 / 3, "$0.333333$"),
    ],
)
def test_latex_numbers(value: float, text: str) -> None:
    assert to_latex(["z"], [[value]]).splitlines()[4] == text + r" \\"


@given(st.text())
def test_latex_text_leaves_nothing_that_tex_acts_on(text: str) -> None:
    escaped = latex_text(text)
    assert "\n" not in escaped
    for known in (
        r"\textbackslash{}",
        r"\textasciicircum{}",
        r"\textasciitilde{}",
        r"\textless{}",
        r"\textgreater{}",
    ):
        escaped = escaped.replace(known, "")
    for known in (
        r"\textbar{}",
        r"{\char34}",
        r"{\char96}",
        r"$\infty$",
        r"$\tau$",
        "$-$",
        "{[}",
        "{]}",
        "{*}",
    ):
        escaped = escaped.replace(known, "")
    for known in (r"\{", r"\}", r"\$", r"\&", r"\#", r"\%", r"\_", "{}"):
        escaped = escaped.replace(known, "")
    assert not set(escaped) & set('\\{}$&#^_%~"<>|`[]*')


def test_a_row_cannot_open_an_argument_of_the_line_break() -> None:
    assert to_latex(["z"], [["[1cm]"], ["*"]]).splitlines()[4:6] == [r"{[}1cm{]} \\", r"{*} \\"]
