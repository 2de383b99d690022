import csv
import io
import json
import math
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.document.files.tables.reader import parse_table
from tauscope.document.reports.tables.latex_marks import COMMANDS, UNICODE_CHARACTER, is_printed
from tauscope.document.reports.tables.table_formats import latex_text, to_csv, to_json, to_latex, to_tsv

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


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_is_a_formula_however_a_spreadsheet_separates(delimiter: str) -> None:
    labels = ["a;=1+1", "b\t=1+1", "c,=1+1", "=1+1", "＝1+1", "＠x", '";=1+1', "'=1"]
    text = to_csv(["class", "p"], [[label, 1] for label in labels])
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "＝", "＠"))]


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
    escaped = re.sub(r"\\unicodechar\{[0-9A-F]{4,6}\}\{.\}", "", latex_text(text), flags=re.DOTALL)
    assert "\n" not in escaped
    for known in sorted(COMMANDS.values(), key=len, reverse=True):
        escaped = escaped.replace(known, "")
    assert not set(escaped) & set('\\{}$&#^_%~"<>|`[]*')


@given(st.text())
def test_latex_text_is_what_pdflatex_prints(text: str) -> None:
    """Outside of what is printed only where it is known, there is nothing but what OT1 has."""
    rest = re.sub(r"\\unicodechar\{[0-9A-F]{4,6}\}\{.\}", "", latex_text(text), flags=re.DOTALL)
    assert all(is_printed(mark) for mark in rest)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("top-nσ", r"top-{}n$\sigma$"),
        ("ε", r"$\varepsilon$"),
        ("the↵", r"the$\hookleftarrow$"),
        ("⇥", r"$\rightarrow\mkern-2mu\vert$"),
        ("␣the", r"\textvisiblespace{}the"),
        ("größe", "größe"),
        ("e\u0301", "é"),
        ("中", r"\unicodechar{4E2D}{中}"),
        ("😀", r"\unicodechar{1F600}{😀}"),
        ("a\u200bb", "aU+200Bb"),
        ("ž", "ž"),
    ],
)
def test_latex_letters(text: str, escaped: str) -> None:
    assert latex_text(text) == escaped


def test_command_for_unknown_letters_is_defined_where_it_is_used() -> None:
    assert to_latex(["z"], [["中"]]).splitlines()[0] == UNICODE_CHARACTER
    assert r"\unicodechar" not in to_latex(["z"], [["σ"]])


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no TeX here")
def test_a_table_compiles(tmp_path: Path) -> None:
    marks = "".join(COMMANDS) + "".join(map(chr, range(0x20, 0x180))) + "中😀ю\u200b\ufe0f"
    table = to_latex(["class", "z"], [[mark, 1.0] for mark in marks])
    head = "\\documentclass{article}\n\\usepackage{booktabs,longtable}\n\\begin{document}\n"
    page = f"{head}{table}\\end{{document}}\n"
    tmp_path.joinpath("page.tex").write_text(page, "utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_a_row_cannot_open_an_argument_of_the_line_break() -> None:
    assert to_latex(["z"], [["[1cm]"], ["*"]]).splitlines()[4:6] == [r"{[}1cm{]} \\", r"{*} \\"]
