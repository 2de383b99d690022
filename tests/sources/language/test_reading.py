from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.sources.language.tiny import POSITIONS, Tiny, save
from tests.stepping import step

from tauscope.core.chain import Chain
from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.sources.language import open_model
from tauscope.sources.language.network import Network
from tauscope.sources.language.text import LONGEST, Text
from tauscope.sources.language.writer import Writer
from tauscope.sources.language.writer_cursor import WriterCursor
from tauscope.sources.running.stepping import onward

WARM = Chain.parse("temperature=2")
LONG = 3 * POSITIONS
ENDLESS: dict[str, Any] = {"eos_token_id": None}


def opened(folder: Path, *, cached: bool = True, **bias: float) -> Writer:
    model = open_model(save(folder / "tiny", Tiny(cached=cached), **ENDLESS))
    return Writer(model, "ab", {int(token[1:]): added for token, added in bias.items()})


def follow(source: Writer, start: Text, count: int, look: Callable[[int], bool]) -> WriterCursor:
    cursor = source.cursor(start)
    for number in range(count):
        after = onward(cursor, WARM, 1)
        assert isinstance(after, WriterCursor)
        cursor = after
        if look(number):
            assert cursor.state.at == cursor.position
    return cursor


@pytest.mark.parametrize("every", [1, 3, 1000])
@pytest.mark.parametrize("cached", [True, False])
def test_on_and_on_is_written_what_single_steps_write(tmp_path: Path, every: int, *, cached: bool) -> None:
    source = opened(tmp_path, cached=cached, t5=3.0, t7=-np.inf)
    cursor = follow(source, source.initial(), LONG, lambda number: number % every == 0)
    alone, text = replace(source, memory=type(source.memory)()), source.initial()
    for _ in range(LONG):
        text = step(alone, text, WARM, 1)
    assert cursor.state == text
    assert 7 not in text.ids
    np.testing.assert_allclose(cursor.logits.values, alone.logits(text).values, rtol=1e-4, atol=1e-4)


def test_the_model_is_asked_for_one_token_at_a_time_until_the_context_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, fed = opened(tmp_path), list[int]()
    run = Network._run

    def counted(self: Network, fetched: Any, past: Any, before: int, ids: Any) -> Any:
        fed.append(len(ids))
        return run(self, fetched, past, before, ids)

    monkeypatch.setattr(Network, "_run", counted)
    prompt = len(source.model.encode("ab"))
    cursor = follow(source, source.initial(), POSITIONS - prompt, lambda _: False)
    assert cursor.logits
    assert fed == [prompt - 1] + [1] * (POSITIONS - prompt + 1)
    for _ in range(3):
        cursor = cursor.after(Chosen(4, 1.0, 0.0))
        assert cursor.logits
    assert fed[POSITIONS - prompt + 2 :] == [5 * POSITIONS // 8, 1, 1, 1]


def test_what_was_read_is_remembered_where_somebody_looked(tmp_path: Path) -> None:
    source = opened(tmp_path)
    cursor = follow(source, source.initial(), 9, lambda _: False)
    logits = cursor.logits
    assert not source.ready(source.advance(source.initial(), *[Chosen(1, 1.0, 0.0)] * 9))
    assert source.ready(cursor.state)
    assert source.logits(cursor.state) is logits
    assert not source.ready(cursor.state.rewound(7))
    further = onward(cursor, WARM, 1)
    assert further.state.written[:9] == cursor.state.written


def test_a_place_knows_how_it_was_reached_and_whether_the_text_ends(tmp_path: Path) -> None:
    source = Writer(open_model(save(tmp_path / "tiny", Tiny(), eos_token_id=9)), "ab")
    start = source.cursor(source.initial())
    assert (start.choice, start.position, start.ended) == (None, 0, False)
    went_on, ended = start.after(Chosen(8, 0.5, 1.0)), start.after(Chosen(9, 0.5, 1.0))
    assert (went_on.choice, went_on.position, went_on.ended) == (Chosen(8, 0.5, 1.0), 1, False)
    assert ended.ended
    assert source.cursor(ended.state).ended
    assert source.ends(LONGEST, None)


def test_places_are_values(tmp_path: Path) -> None:
    source = opened(tmp_path)
    cursor = follow(source, source.initial(), 4, lambda _: False)
    one, other = cursor.after(Chosen(3, 1.0, 0.0)), cursor.after(Chosen(4, 1.0, 0.0))
    assert (one.state.ids[-1], other.state.ids[-1]) == (3, 4)
    assert cursor.state.at == 4
    again = replace(source, memory=type(source.memory)())
    for found in (one, other):
        np.testing.assert_array_equal(found.logits.values, again.logits(found.state).values)


def test_a_token_that_the_model_does_not_have_is_refused(tmp_path: Path) -> None:
    source = opened(tmp_path)
    cursor = follow(source, source.initial(), 2, lambda _: False)
    with pytest.raises(InputError, match="“tiny”: This text has tokens that the model does not have"):
        assert cursor.after(Chosen(260, 1.0, 0.0)).logits
