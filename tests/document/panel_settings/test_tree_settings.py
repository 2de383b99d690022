"""Settings of decoding trees: what is written is read again, and what cannot be is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.search.growth import Growth
from tauscope.document.document import Document
from tauscope.document.files.codec import decode, encode
from tauscope.document.panel_settings.tree import COLOUR, HEAT, METHOD, MOST_BY_HAND, TreeSettings

KEYS = st.lists(st.integers(0, 300_000), max_size=4).map(tuple)
NODES = st.frozensets(KEYS, max_size=4)
SETTINGS = st.builds(
    TreeSettings,
    st.sampled_from(list(METHOD.meanings)),
    st.integers(1, 50),
    st.booleans(),
    st.none() | st.floats(-10, 10),
    st.integers(1, 10_000),
    st.builds(Growth, st.floats(1e-9, 1), st.integers(1, 200), st.integers(1, 1000), NODES, NODES),
    KEYS,
    st.sampled_from(list(COLOUR.meanings)),
    st.sampled_from(list(HEAT.meanings)),
    KEYS,
)


@given(SETTINGS)
def test_a_session_keeps_the_settings(settings: TreeSettings) -> None:
    document = Document().with_settings(settings)
    decoded = decode(encode(document))
    assert decoded.document == document
    assert decoded.warnings == ()


def test_all_settings_are_written() -> None:
    changed = TreeSettings(beams=3, growth=Growth(mass=0.5, opened=frozenset({(2, 1), (1,)})), start=(7,))
    written = changed.to_json()
    assert (written["beams"], written["start"], written["growth"]["opened"]) == (3, [7], [[1], [2, 1]])
    assert set(written) == set(TreeSettings().to_json())
    assert TreeSettings.from_json(written) == changed


@pytest.mark.parametrize(
    "entry",
    [
        {"method": "best"},
        {"beams": 0},
        {"beams": 2.5},
        {"drawn_beams": 1},
        {"length_penalty": 11},
        {"length_penalty": "1"},
        {"draws": 1_000_000},
        {"growth": []},
        {"growth": {"mass": 0}},
        {"growth": {"nodes": 1_000_000}},
        {"growth": {"opened": [1]}},
        {"growth": {"closed": {"1": 2}}},
        {"growth": {"opened": [[place] for place in range(MOST_BY_HAND + 1)]}},
        {"start": [-1]},
        {"start": [True]},
        {"colour": "red"},
        {"heat": "both"},
        {"zoom": "1"},
    ],
)
def test_what_cannot_be_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        TreeSettings.from_json(entry)


def test_settings_are_values() -> None:
    assert hash(TreeSettings(beams=3)) == hash(replace(TreeSettings(), beams=3))
