"""Tables of steps × classes: told from tables of classes, and read with or without names."""

import math
from typing import Any

import numpy as np
import pytest

from tauscope.core.errors import InputError
from tauscope.document.files.tables import matrices
from tauscope.document.files.tables.matrices import parse_matrix
from tauscope.document.files.tables.text_lines import Lines

INF = math.inf


def parsed(text: str) -> Any:
    return parse_matrix(Lines.of(text))


READ: dict[str, tuple[str, tuple[str, ...] | None, list[list[float]]]] = {
    "names": ("cat,dog,fox\n1,2,3\n4,5,6\n", ("cat", "dog", "fox"), [[1, 2, 3], [4, 5, 6]]),
    "one step": ("cat,dog,fox\n1,2,3", ("cat", "dog", "fox"), [[1, 2, 3]]),
    "steps are numbered": ("step,cat,dog\n0,1.5,2\n1,3,4", ("cat", "dog"), [[1.5, 2], [3, 4]]),
    "as pandas writes": (",0,1,2\n0,.5,1,2\n1,3,4,5", ("0", "1", "2"), [[0.5, 1, 2], [3, 4, 5]]),
    "classes are counted": ("0\t1\t2\n.5\t1\t2\n3\t4\t5", ("0", "1", "2"), [[0.5, 1, 2], [3, 4, 5]]),
    "tabs, decimal commas": ("cat\tdog\tfox\n1,5\t2\t−3", ("cat", "dog", "fox"), [[1.5, 2, -3]]),
    "semicolons, no names": ("1,5;2;3\n4;5;6,5", None, [[1.5, 2, 3], [4, 5, 6.5]]),
    "points, no names": ("1.5,2,3\n4,5,-inf", None, [[1.5, 2, 3], [4, 5, -INF]]),
    "tokens": ("token,cat,dog\n the,1,2\nend,3,4", ("cat", "dog"), [[1, 2], [3, 4]]),
    "a class that is called z": ("x,y,z,w\n1,2,3,4", ("x", "y", "z", "w"), [[1, 2, 3, 4]]),
    "logarithms": ("a,b,c\n-0.5,-2,-3\n-9,-1,-0.7", ("a", "b", "c"), [[-0.5, -2, -3], [-9, -1, -0.7]]),
    "zeros and ones": ("a,b,c\n0,1,0\n1,0,0", ("a", "b", "c"), [[0, 1, 0], [1, 0, 0]]),
}


@pytest.mark.parametrize("name", READ)
def test_tables_of_steps_are_read(name: str) -> None:
    text, labels, values = READ[name]
    matrix = parsed(text)
    assert matrix.labels == labels
    assert matrix.values.tolist() == values
    assert not matrix.are_probabilities


@pytest.mark.parametrize("text", ["a,b,c\n0.5,0.25,0.25\n1,0,0", "a,b,c\n50 %,25 %,25 %\n100 %,0 %,0 %"])
def test_rows_of_probabilities_are_recognised(text: str) -> None:
    matrix = parsed(text)
    assert matrix.are_probabilities
    np.testing.assert_allclose(matrix.values, [[0.5, 0.25, 0.25], [1.0, 0.0, 0.0]])


def test_a_column_of_tokens_is_kept() -> None:
    assert parsed("token,cat,dog\n the,1,2\nend,3,4").tokens == (" the", "end")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cat",
        "1,2,3",
        "cat,1\ndog,2",
        "class\tz\tp\tE\ncat\t2\t0.57\t-2\ndog\t1\t0.21\t-1",
        "z\tp\n2\t0.57\n1\t0.21",
        "z\tp\tkept\n2\t0.57\t1\n1\t0.21\t1",
        "cat\t1\t2\ndog\t3\t4",
        "cat,2,5\ndog,1,5",
        "2,5,1,5\n1,5,0,5",
        "0,1,2\n3,4,5",
        "a,,c\n1,2,3",
        "a,b,c\n1,2",
        "a,b,c\n1,2,3,4",
        '"a,b,c',
    ],
)
def test_other_tables_are_left_to_their_reader(text: str) -> None:
    assert parsed(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b,c\n1,2,3\n1,x,3", "Line 3, cell 2: “x” is not a number"),
        ("a,b,c\n1,2,3\n1,,3", "Line 3, cell 2: A number is missing"),
        ("a,b,c\n1,2,3\n1,2", "Line 3, cell 3: A number is missing"),
        ("a,b,c\n1,2,3\n1,2,3,4", "Line 3 has 4 cells where others have 3"),
        ("step,a,b\n0,1,2\n1,nan,2", "Line 3, cell 2: “nan” is not a number"),
        ("a,b,c\n1,2,3\n\n1,inf,3", r"Line 4: a row of logits cannot have \+∞"),
        ("a,b,c\n1,2,3\n-inf,-inf,-inf", "Line 3: a row of logits cannot have −∞ alone"),
    ],
)
def test_wrong_cells_are_named(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parsed(text)


def test_more_numbers_than_are_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrices, "MOST_NUMBERS", 8)
    with pytest.raises(InputError, match="more than 8 numbers"):
        parsed("a,b,c\n" + "1,2,3\n" * 3)
