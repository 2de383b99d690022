import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.text import json_bounds
from tauscope.core.text.json_bounds import check_bounds
from tauscope.document.files.json_text import parse

VALUES = st.recursive(
    st.none() | st.integers() | st.text(st.sampled_from('ab"\\[]{},:😀é\n')),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.sampled_from('a"\\[,:')), inner),
)


def size(value: object) -> int:
    """Values and keys."""
    if isinstance(value, list):
        return 1 + sum(map(size, value))
    if isinstance(value, dict):
        return 1 + len(value) + sum(map(size, value.values()))
    return 1


def depth(value: object) -> int:
    inner = value if isinstance(value, list) else value.values() if isinstance(value, dict) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def accepts(text: str) -> bool:
    try:
        check_bounds(text)
    except InputError:
        return False
    return True


@given(VALUES, st.integers(1, 9), st.booleans())
def test_depth_is_found_without_reading(value: object, at_once: int, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_bounds, "_AT_ONCE", at_once)
        patch.setattr(json_bounds, "DEEPEST", depth(value))
        assert accepts(text)
        patch.setattr(json_bounds, "DEEPEST", depth(value) - 1)
        assert depth(value) == 0 or not accepts(text)


@given(VALUES, st.integers(1, 9))
def test_values_are_counted_without_reading(value: object, at_once: int) -> None:
    """Each container may count as one value more than it holds: an empty one is not looked into."""
    text = json.dumps(value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_bounds, "_AT_ONCE", at_once)
        patch.setattr(json_bounds, "VALUE_IN_MEMORY", 2**20)

        def room(values: int) -> None:
            patch.setattr(json_bounds, "MOST_MEMORY", values * 2**20 + sys.getsizeof(text))

        room(2 * size(value) + 1)
        assert accepts(text)
        room(size(value) // 2 - 1)
        assert size(value) < 6 or not accepts(text)


@pytest.mark.parametrize("unit", ["[],", "{},", "0,", '"",', '{"a":0},'])
def test_a_flood_of_values_is_not_made(monkeypatch: pytest.MonkeyPatch, unit: str) -> None:
    monkeypatch.setattr(json_bounds, "MOST_MEMORY", 2**20)
    monkeypatch.setattr(json, "loads", pytest.fail)
    with pytest.raises(InputError, match=r"holds more than [\d,]+ values, the most that are read"):
        parse('{"a":[' + unit * 20_000 + "0]}")


def test_deep_nesting_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "loads", pytest.fail)
    for text in ("[" * 10_000, '{"a":' * 10_000):
        with pytest.raises(InputError, match="nested too deeply"):
            parse(text)


def test_marks_inside_texts_do_not_count() -> None:
    text = json.dumps({"a": '[{,:\\"' * 1000, "b": "\\"})
    assert parse(text) == json.loads(text)
