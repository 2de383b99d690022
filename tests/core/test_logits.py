import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.logits import Logits

VALUES = st.lists(st.floats(allow_nan=False, max_value=1.7e308), min_size=1).filter(
    lambda values: max(values) > -np.inf
)


def unnamed(values: list[float]) -> Logits:
    return Logits.of(map(str, range(len(values))), values)


@given(VALUES)
def test_the_order_falls_and_keeps_ties_in_row_order(values: list[float]) -> None:
    logits = unnamed(values)
    expected = sorted(range(len(values)), key=lambda row: -values[row])
    assert logits.order.tolist() == expected
    assert logits.ranks[logits.order].tolist() == list(range(len(values)))


def test_a_value_that_nobody_can_change() -> None:
    source = np.array([2.0, 1.0])
    logits = Logits.of(["a", "b"], source)
    source[0] = 9
    assert logits.values.tolist() == [2, 1]
    for array in (logits.values, logits.keys):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_equality_is_by_value() -> None:
    logits = unnamed([1, -np.inf])
    assert logits == unnamed([1, -np.inf])
    assert logits != unnamed([1, 2])
    assert logits != Logits.of(["x", "1"], [1, -np.inf])
    assert logits != Logits.of(["0", "1"], [1, -np.inf], [1, 0])
    assert logits != "logits"
    with pytest.raises(TypeError):
        hash(logits)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "at least one class"),
        ([1, float("nan")], "row 2 is not a number"),
        ([float("inf")], r"row 1 is \+∞"),
        ([-float("inf")] * 2, "Every class is masked"),
        ([[1.0, 2.0]], "2 dimensions"),
    ],
)
def test_what_is_no_distribution_is_refused(values: list[float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        unnamed(values)


def test_energy_is_minus_the_logit() -> None:
    energies = unnamed([0, 2, -0.5, -np.inf]).energies
    assert energies.tolist() == [0, -2, 0.5, np.inf]
    assert not np.signbit(energies[0])


def test_labels_and_keys_must_fit() -> None:
    with pytest.raises(InputError, match="a label for each logit: 1 for 2"):
        Logits.of(["a"], [1, 2])
    with pytest.raises(InputError):
        Logits.of(["a", "b"], [1, 2], [0])


def test_no_changes_between_equal_logits_of_any_origin() -> None:
    assert len(unnamed([3])) == 1
    assert Logits.of(iter(["a", "b"]), (1, 2)).labels == ("a", "b")


def test_what_rests_holds_its_values_alone_and_computes_the_rest_again() -> None:
    logits = unnamed([1.0, 3.0, 2.0])
    assert (logits.order.tolist(), logits.ranks.tolist()) == ([1, 2, 0], [2, 0, 1])
    assert logits.density is logits.density
    assert logits.energies is logits.energies
    logits.release_caches()
    assert set(vars(logits)) == {"labels", "values", "keys"}
    assert logits.order.tolist() == [1, 2, 0]


def test_keys_that_nobody_can_change_are_shared() -> None:
    logits = unnamed([1.0, 2.0])
    assert Logits.of(logits.labels, [3.0, 4.0], logits.keys).keys is logits.keys
    mine = np.array([5, 6])
    assert Logits.of(logits.labels, [3.0, 4.0], mine).keys is not mine


@given(VALUES, st.data())
def test_ranks_of_some_rows_are_those_of_all(values: list[float], data: st.DataObject) -> None:
    rows = np.array(data.draw(st.lists(st.integers(0, len(values) - 1), max_size=200)), dtype=np.int64)
    logits = unnamed(values)
    found = logits.ranks_of(rows)
    assert found.dtype == np.int64
    assert found.tolist() == unnamed(values).ranks[rows].tolist()


def test_ranks_of_few_rows_need_no_array_of_all() -> None:
    logits = unnamed([1.0, 3.0, 2.0])
    assert logits.ranks_of(np.array([0, 1])).tolist() == [2, 0]
    assert "ranks" not in vars(logits)


@pytest.mark.parametrize("keys", [[0, 1, 2], [2, 1, 0], [7, -1, 0]])
def test_a_row_is_found_by_its_key(keys: list[int]) -> None:
    logits = Logits.of(["a", "b", "c"], [3.0, 1.0, 2.0], keys)
    found = {key: row for key in range(-3, 9) if (row := logits.row_of(key)) is not None}
    assert found == {key: row for row, key in enumerate(keys)}
