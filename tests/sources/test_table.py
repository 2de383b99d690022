import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.sources import SOURCES, Source, TypedTable, source_class
from tauscope.sources.table import ONE_OBJECT_EACH

LOGITS = st.lists(st.floats(allow_nan=False, max_value=1.7e308), min_size=1).filter(
    lambda row: max(row) > -math.inf
)


@pytest.mark.parametrize("kind", SOURCES)
def test_a_source_is_registered_under_its_kind(kind: str) -> None:
    assert source_class(kind).kind == kind


@given(LOGITS, st.data())
def test_a_table_is_read_back(values: list[float], data: st.DataObject) -> None:
    keys = data.draw(st.permutations(range(len(values))))
    table = TypedTable(Logits.of([f"<{value}>" for value in values], values, keys))
    entry = json.loads(json.dumps(table.to_json(), allow_nan=False))
    assert TypedTable.from_json(entry) == table


@pytest.mark.parametrize("numbered", [True, False])
def test_a_long_table_is_written_as_a_list_for_each_column(numbered: bool) -> None:
    count = ONE_OBJECT_EACH + 1
    values = [-math.inf, *(0.5 * row for row in range(1, count))]
    keys = None if numbered else [*range(1, count), 0]
    table = TypedTable(Logits.of([f"class {row}" for row in range(count)], values, keys))
    entry = table.to_json()
    assert list(entry) == ["labels", "logits"] if numbered else ["labels", "logits", "keys"]
    assert entry["logits"][:2] == ["-inf", 0.5]
    assert TypedTable.from_json(json.loads(json.dumps(entry, allow_nan=False))) == table


def test_lists_that_do_not_belong_together_are_refused() -> None:
    for entry in ({"labels": ["a", "b"], "logits": [1]}, {"labels": ["a"], "logits": [1], "keys": [0, 1]}):
        with pytest.raises(InputError, match="differ in length"):
            TypedTable.from_json(entry)
    with pytest.raises(InputError, match="no list of logits"):
        TypedTable.from_json({"labels": ["a"]})


def test_a_table_does_not_move() -> None:
    source: Source = TypedTable.of(["a", "b"], [1, 0])
    start = source.initial()
    assert source.advance(start, Chosen(1, 0.3, 0.6)) is start
    assert source.ready(start)
    assert not source.abilities.steps
    assert not source.ended(start)
    assert source.logits(start) is source.logits(start)


def test_a_table_has_one_state() -> None:
    table: Source = TypedTable.of(["a", "b"], [1, 0])
    assert table.state_from_json(table.state_to_json(table.initial())) == table.initial()
    with pytest.raises(InputError, match="one state only"):
        table.state_from_json([1, 2])


def test_an_edited_table_is_another_table() -> None:
    logits = Logits.of(["c"], [3.0])
    source, state = TypedTable.of(["a", "b"], [1, 0]).edited(None, logits)
    assert source.logits(state) is logits


def test_keys_that_make_no_sense_are_numbered_afresh() -> None:
    for keys in ([0, 0], [None, 1], ["a", 1], [True, 2], [-1, 2], [2**70, 1], [0.5, 1]):
        entry = {"classes": [{"label": "a", "logit": 1, "key": key} for key in keys]}
        assert TypedTable.from_json(entry).table.keys.tolist() == [0, 1]


@pytest.mark.parametrize(
    "classes", [None, [], {}, "cat", [None], [{}], [{"label": "a"}], [{"label": "a", "logit": []}]]
)
def test_what_is_no_table_is_refused(classes: object) -> None:
    with pytest.raises(InputError):
        TypedTable.from_json({"classes": classes})


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"label": "cat", "logit": "NaN"}, "Class 2, “cat”: “NaN” is not a number"),
        ({"label": "cat", "logit": None}, "Class 2, “cat”: Its logit is not a number"),
        ({"label": "cat", "logit": True}, "Class 2, “cat”: Its logit is not a number"),
        ({"label": "cat", "logit": 10**309}, "Class 2, “cat”: Its logit is too large"),
        ({"label": "x" * 10_001, "logit": 1}, "Class 2, “xxx.*…”: A label has at most 10,000 characters"),
    ],
)
def test_a_refusal_names_the_class(entry: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        TypedTable.from_json({"classes": [{"label": "a", "logit": 0}, entry]})


def test_labels_of_a_file_are_as_clean_as_typed_ones() -> None:
    table = TypedTable.from_json({"classes": [{"label": "a\n\x1b[31m\x00b\ud800", "logit": 0}]})
    assert table.table.labels == ("a [31m b\ufffd",)
