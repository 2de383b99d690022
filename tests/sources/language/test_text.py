import json
import math
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.chain import Chain, chain
from tauscope.core.chain.knob import Knob
from tauscope.core.draws.chosen import Chosen, choice_settings
from tauscope.core.draws.sequences import Growing
from tauscope.core.errors import InputError
from tauscope.sources.language import choice_settings_json
from tauscope.sources.language.bias import bias_to_json
from tauscope.sources.language.text import LONGEST, Text

CLASSES = 50
BIASES = st.dictionaries(st.integers(0, CLASSES - 1), st.sampled_from([-math.inf, 2.5]), max_size=2)
SETTINGS = st.builds(
    lambda chain, added, seed, by_hand: choice_settings(chain, added, seed, by_hand=by_hand),
    st.sampled_from([Chain(), Chain.parse("temperature=0.2,top-k=5:off"), Chain(())]),
    BIASES.map(lambda bias: tuple(sorted(bias.items()))),
    st.none() | st.integers(0, 2),
    st.booleans(),
)
CHOICES = st.builds(
    Chosen,
    st.integers(0, CLASSES - 1),
    st.floats(0, 1),
    st.floats(0, math.log(CLASSES)),
    st.none() | SETTINGS,
)
TEXTS = st.builds(
    lambda choices, share: rewound(written(choices), share), st.lists(CHOICES, max_size=9), st.floats(0, 1)
)


def written(choices: list[Chosen]) -> Text:
    text = Text()
    for choice in choices:
        text = text.after(choice)
    return text


def rewound(text: Text, share: float) -> Text:
    return text.rewound(int(share * len(text.written)))


@given(TEXTS)
def test_a_text_comes_back_from_json(text: Text) -> None:
    entry = text.to_json()
    again = Text.from_json(None if entry is None else json.loads(json.dumps(entry)), CLASSES)
    assert again == text
    assert hash(again) == hash(text)
    assert again.ids == text.ids


@given(TEXTS, CHOICES)
def test_what_was_written_after_the_moment_goes_when_something_is_written_there(
    text: Text, choice: Chosen
) -> None:
    after = text.after(choice)
    assert after.written == (*text.written[: text.at], choice)
    assert after.at == text.at + 1 == len(after.written)
    assert after.ids == tuple(token.key for token in after.written) == Text(after.written, after.at).ids
    assert after.rewound(text.at).ids == text.ids
    assert after.rewound(text.at).written == after.written


def test_texts_differ_by_what_was_written_and_by_the_moment() -> None:
    text = written([Chosen(1, 0.5, 1.0), Chosen(2, 0.25, 1.5)])
    others = [
        text.rewound(1),
        written([Chosen(1, 0.5, 1.0)]),
        written([Chosen(1, 0.5, 1), Chosen(3, 0.2, 1)]),
    ]
    assert len({text, *others}) == 4
    assert text not in others


@pytest.mark.parametrize("at", [-1, 1])
def test_there_is_no_moment_outside(at: int) -> None:
    with pytest.raises(InputError, match="has no moment"):
        Text(Growing(), at)


GOOD = {"at": 1, "ids": [1, 2], "probabilities": [0.5, 1], "entropies": [1.0, 0]}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ids": [1]}, "an id, a probability and an entropy for each"),
        ({"ids": "12"}, "an id, a probability and an entropy for each"),
        ({"ids": [], "probabilities": [], "entropies": []}, "for each"),
        ({name: [0] * (LONGEST + 1) for name in ("ids", "probabilities", "entropies")}, "for each"),
        ({"entropies": None}, "an id, a probability and an entropy for each"),
        ({"ids": [1, CLASSES]}, "id “50”"),
        ({"ids": [1, -1]}, "id “-1”"),
        ({"ids": [1, 2.0]}, "id “2.0”"),
        ({"ids": [1, True]}, "id “True”"),
        ({"ids": [1, "2"]}, "id “2”"),
        ({"probabilities": [0.5, 1.1]}, "probability “1.1”"),
        ({"probabilities": [-0.1, 1]}, "probability “-0.1”"),
        ({"probabilities": [math.nan, 1]}, "probability “nan”"),
        ({"probabilities": [None, 1]}, "probability “None”"),
        ({"entropies": [1.0, math.inf]}, "entropy “inf”"),
        ({"entropies": [1.0, 10**309]}, "entropy “1000"),
        ({"entropies": [1.0, 3.92]}, "entropy “3.92”"),
        ({"settings": {}}, "settings of the text are not a list"),
        ({"settings": [3]}, "settings of the text are not a list"),
        ({"settings": [{"chain": "temperature=1"}]}, "settings of the text are not a list"),
        ({"settings": [{"from": 2, "chain": "temperature=1"}]}, "settings of the text are not a list"),
        ({"settings": [{"from": True, "chain": "temperature=1"}]}, "settings of the text are not a list"),
        ({"settings": [{"from": 1}, {"from": 1}]}, "settings of the text are not a list"),
        ({"settings": [{"from": 0, "chain": 3}]}, "settings of the text are not a list"),
        ({"settings": [{"from": 0, "chain": "volume=11"}]}, "No knob is called “volume”"),
        ({"settings": [{"from": 0, "chain": "", "seed": -1}]}, "seed goes from 0"),
        ({"settings": [{"from": 0, "chain": "", "by_hand": 1}]}, "settings of the text are not a list"),
        ({"settings": [{"from": 0, "chain": "", "bias": [{"id": 50, "added": 1}]}]}, "none is number 50"),
        ({"at": 3}, "moment “3”"),
        ({"at": None}, "moment “None”"),
    ],
)
def test_what_no_text_can_be_is_refused(changes: dict[str, Any], message: str) -> None:
    assert Text.from_json(GOOD, CLASSES).ids == (1,)
    with pytest.raises(InputError, match=message):
        Text.from_json(GOOD | changes, CLASSES)


@pytest.mark.parametrize("entry", [[], "text", 3, {}])
def test_what_is_no_object_of_columns_is_refused(entry: Any) -> None:
    with pytest.raises(InputError, match="probabilit"):
        Text.from_json(entry, CLASSES)


def test_a_session_of_before_has_no_settings() -> None:
    text = Text.from_json(GOOD, CLASSES)
    assert [token.settings for token in text.written] == [None, None]
    assert "settings" not in (text.to_json() or {})


def test_only_changes_of_settings_are_written() -> None:
    warm, cold = (
        choice_settings(Chain(), ((7, 2.0),), 1),
        choice_settings(Chain.parse("temperature=0.2"), ((7, 2.0),), 1),
    )
    hand = choice_settings(Chain.parse("temperature=0.2"), by_hand=True)
    tokens = [Chosen(1, 0.5, 1.0, settings) for settings in (*[warm] * 400, *[cold] * 400, hand, None)]
    entry = Text(Growing(tuple(tokens)), 3).to_json()
    assert entry is not None
    assert entry["settings"] == [
        {"from": 0, "chain": "temperature=1", "seed": 1, "by_hand": False, "bias": [{"id": 7, "added": 2.0}]},
        {"from": 400, "chain": "temperature=0.2"},
        {"from": 800, "seed": None, "by_hand": True, "bias": []},
        {"from": 801, "chain": None},
    ]
    again = Text.from_json(json.loads(json.dumps(entry)), CLASSES)
    assert again.written == tuple(tokens)
    assert len({id(token.settings) for token in again.written}) == 4


def test_what_stays_the_same_is_neither_spelled_out_nor_parsed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spelled, parsed, parse = list[dict[int, float]](), list[str](), chain._parse_knob

    def spell(bias: dict[int, float]) -> list[dict[str, Any]]:
        spelled.append(bias)
        return bias_to_json(bias)

    def noted_parse(word: str) -> Knob:
        parsed.append(word)
        return parse(word)

    monkeypatch.setattr(choice_settings_json, "bias_to_json", spell)
    warm, cold = Chain(), Chain.parse("temperature=0.2,top-k=2")
    monkeypatch.setattr(chain, "_parse_knob", noted_parse)
    added = ((3, 0.5), (4, -1.0))
    text = written(
        [Chosen(1, 0.5, 1.0, choice_settings((warm, cold)[seed % 2], added, seed=seed)) for seed in range(20)]
    )
    assert Text.from_json(json.loads(json.dumps(text.to_json())), CLASSES) == text
    assert spelled == [dict(added)]
    assert parsed == ["temperature=1", "temperature=0.2", "top-k=2"]


def test_a_text_may_have_only_so_many_different_knobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "MOST_DIFFERENT", 3)
    chains = ["top-k=1", "top-k=2,min-p=0.1", "top-k=1,min-p=0.1"]
    settings = [choice_settings(Chain.parse(each)) for each in chains]
    entry = written([Chosen(1, 0.5, 1.0, each) for each in settings]).to_json()
    assert [token.settings for token in Text.from_json(entry, CLASSES).written] == settings
    assert entry is not None
    entry["settings"][0]["chain"] = "top-k=3,top-k=4"
    with pytest.raises(InputError, match="more than 3 different knobs, the most that are read"):
        Text.from_json(entry, CLASSES)


def test_settings_stay_one_object_in_another_process() -> None:
    settings = choice_settings(Chain(), ((7, 2.0),), 1)
    assert pickle.loads(pickle.dumps(Chosen(1, 0.5, 1.0, settings))).settings is settings


@given(st.lists(CHOICES, max_size=9))
def test_choices_may_come_together(choices: list[Chosen]) -> None:
    together = Text().after(*choices)
    assert together == written(choices)
    assert together.ids == written(choices).ids
