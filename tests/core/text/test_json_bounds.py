import json
import sys
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.text import json_bounds
from tauscope.core.text.json_bounds import check_bounds, check_memory
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


@pytest.mark.parametrize(
    "text",
    [
        "[" + "[]," * 9_000 + "0]",
        "[" + "{}," * 9_000 + "0]",
        "[" + '"é",' * 9_000 + "0]",
        "[" + '{"a":[1.5]},' * 5_000 + "0]",
        '[{"a":' * 90 + "0" + "}]" * 90,
        json.dumps([n + 0.5 for n in range(9_000)]),
        json.dumps([n % 256 for n in range(9_000)]),
        json.dumps([f"😀{n}" for n in range(9_000)], ensure_ascii=False),
        *(json.dumps({str(n): n + 1000 for n in range(count)}) for count in (172, 5462, 21846)),
        *(json.dumps([{str(n): n + 1000 for n in range(count)}] * 900) for count in (5, 6, 11)),
        json.dumps({str(n): f"{n}," for n in range(10_924)}),
    ],
)
def test_no_text_takes_more_memory_than_is_allowed(text: str) -> None:
    """What Python allocates for the values and the text is no more than the bound that lets it through."""
    tracemalloc.start()
    value = json.JSONDecoder(object_pairs_hook=dict).decode(text)
    peak = tracemalloc.get_traced_memory()[1] + sys.getsizeof(text)
    tracemalloc.stop()
    assert value
    with pytest.raises(InputError, match=r"This text takes more than \d+ MiB of memory"):
        check_memory(text, "text", peak - 1)
    check_memory(text, "text", 10 * peak + 100_000)


def test_marks_in_strings_take_no_memory_of_their_own() -> None:
    text = json.dumps(["[{,:" * 5_000])
    check_memory(text, "text", 3 * len(text))


def test_deep_nesting_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "loads", pytest.fail)
    for text in ("[" * 10_000, '{"a":' * 10_000):
        with pytest.raises(InputError, match="nested too deeply"):
            parse(text)


def test_marks_inside_texts_do_not_count() -> None:
    text = json.dumps({"a": '[{,:\\"' * 1000, "b": "\\"})
    assert parse(text) == json.loads(text)
