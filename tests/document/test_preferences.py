import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.document.preferences import MOST_RECENT, THEMES, Preferences
from tauscope.document.vocabularies import vocabularies

PREFERENCES = st.builds(
    Preferences,
    theme=st.sampled_from(THEMES),
    vocabulary=st.sampled_from([vocabulary.id for vocabulary in vocabularies()]),
    recent=st.lists(st.text(min_size=1), max_size=MOST_RECENT, unique=True).map(tuple),
    geometry=st.binary(),
    scale=st.floats(0.5, 4),
)


@given(PREFERENCES)
def test_what_is_stored_is_read_back(preferences: Preferences) -> None:
    stored = preferences.to_strings()
    assert all(value.isascii() for value in stored.values())
    assert Preferences.from_strings(stored) == preferences


@pytest.mark.parametrize("key", ["theme", "vocabulary", "recent", "geometry", "scale"])
@pytest.mark.parametrize(
    "value", ["", "?", "nan", "inf", "{}", "[1, null]", "\ud800", None, 3, ["a", "b"], "[" * 10_000]
)
def test_nonsense_falls_back_to_the_default(key: str, value: object) -> None:
    assert Preferences.from_strings({key: value}) == Preferences()


def test_unknown_keys_are_ignored() -> None:
    assert Preferences.from_strings({"colour": "mauve"}) == Preferences()


def test_a_scale_out_of_bounds_is_brought_back() -> None:
    assert Preferences.from_strings({"scale": "100"}).scale == 4


def test_recent_files_are_few_and_different() -> None:
    preferences = Preferences()
    for name in [*"abcdefghijklm", "d"]:
        preferences = preferences.with_recent(name)
    assert preferences.recent == ("d", "m", "l", "k", "j", "i", "h", "g", "f", "e")
    assert preferences.without_recent("m").recent[:2] == ("d", "l")
