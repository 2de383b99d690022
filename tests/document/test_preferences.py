import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.document.library.vocabularies import vocabularies
from tauscope.document.preferences import (
    LARGEST_FILE,
    MOST_RECENT,
    THEMES,
    Preferences,
    ReadPreferences,
    from_ini,
    from_json,
    to_json,
)

PREFERENCES = st.builds(
    Preferences,
    theme=st.sampled_from(THEMES),
    vocabulary=st.sampled_from([vocabulary.id for vocabulary in vocabularies()]),
    recent=st.lists(st.text(st.characters(), min_size=1), max_size=MOST_RECENT, unique=True).map(tuple),
    geometry=st.binary(),
    scale=st.floats(0.5, 4),
    reduce_motion=st.booleans(),
)


@given(PREFERENCES)
def test_what_is_stored_is_read_back(preferences: Preferences) -> None:
    assert from_json(to_json(preferences)) == ReadPreferences(preferences)


@pytest.mark.parametrize("key", ["theme", "vocabulary", "recent", "geometry", "scale"])
@pytest.mark.parametrize(
    "value",
    ["?", "nan", {}, [1, None], "\ud800", None, 3.5j, True, ["a", "b", 3], float("nan"), float("inf"), b""],
)
def test_nonsense_falls_back_to_the_default_and_is_named(key: str, value: object) -> None:
    assert Preferences.from_entries({key: value}) == (Preferences(), (key,))


@pytest.mark.parametrize("value", ["yes", 1, None, [True]])
def test_only_a_truth_reduces_motion(value: object) -> None:
    assert Preferences.from_entries({"reduce_motion": value}) == (Preferences(), ("reduce_motion",))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "line 1, column 1 is not JSON"),
        (b"\0\0\0", "line 1, column 1 is not JSON"),
        (b'{\n"theme": "dark",', "line 2, column"),
        (b"\xff\xfe{}", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"scale": 1' + b"0" * 5000 + b"}", "not JSON"),
        (b"[]", "no names with values"),
        (b" " * (LARGEST_FILE + 1), "larger than"),
    ],
)
def test_a_damaged_file_gives_the_defaults_and_a_sentence(data: bytes, said: str) -> None:
    read = from_json(data)
    assert read.preferences == Preferences()
    assert said in read.problem


def test_what_makes_sense_in_a_file_is_taken_and_the_rest_is_named() -> None:
    read = from_json(b'{"theme": "mauve", "scale": 2, "recent": "x", "colour": 3}')
    assert read.preferences == Preferences(scale=2)
    assert read.problem == (
        "Some settings could not be read and start at their defaults: the theme, the recent files."
    )


def test_unknown_keys_are_ignored() -> None:
    assert Preferences.from_entries({"colour": "mauve"}) == (Preferences(), ())


@pytest.mark.parametrize(("scale", "used"), [(100, 4), (10**400, 4), (-3, 0.5)])
def test_a_scale_out_of_bounds_is_brought_back(scale: object, used: float) -> None:
    assert Preferences.from_entries({"scale": scale})[0].scale == used


def test_recent_files_are_few_and_different() -> None:
    preferences = Preferences()
    for name in [*"abcdefghijklm", "d"]:
        preferences = preferences.with_recent(name)
    assert preferences.recent == ("d", "m", "l", "k", "j", "i", "h", "g", "f", "e")
    assert preferences.without_recent("m").recent[:2] == ("d", "l")


def test_an_object_in_the_earlier_file_is_left_alone_and_named() -> None:
    read = from_ini("[preferences]\ntheme=@Variant(\\0\\0\\0\\x7f)\nscale=1.5\n[other]\nvocabulary=bar\n")
    assert read.preferences == Preferences(scale=1.5)
    assert "the theme" in read.problem


@pytest.mark.parametrize("recent", ["5, 6", "[", "[" * 100_000, json.dumps({"a": 1})])
def test_rubbish_in_the_earlier_file_does_no_harm(recent: str) -> None:
    read = from_ini(f"[preferences]\nrecent={recent}\n=\n[preferences\n")
    assert read.preferences == Preferences()
    assert "the recent files" in read.problem
