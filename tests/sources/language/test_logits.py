"""What a model says: against the same computation in numpy, whatever the cache holds."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto
from tests.sources.language.tiny import HEADS, POSITIONS, Tiny, save

from tauscope.core.errors import InputError
from tauscope.core.values import Floats
from tauscope.sources.language import LanguageModel, network, open_model
from tauscope.sources.language.model import window_start
from tauscope.sources.language.network import Past

EXPORTS = {
    "a cache": Tiny(),
    "no cache": Tiny(cached=False),
    "no positions": Tiny(positions=False),
    "no mask": Tiny(mask=False),
    "int32": Tiny(ids=TensorProto.INT32),
    "half precision": Tiny(cache=TensorProto.FLOAT16),
    "inputs in another order": Tiny(flip=True),
    "two branches": Tiny(branch=True),
    "the last logits alone": Tiny(keep=True),
    "positions for time, height and width": Tiny(rank=3),
    "positions without a batch": Tiny(rank=1),
    "a cache with heads and texts in one axis": Tiny(fused=True),
    "a cache named past_0_key": Tiny(past="past_{}_{}", present="present_{}_{}"),
    "a cache named past_key_values_0_key": Tiny(
        past="past_key_values_{}_{}", present="present_key_values_{}_{}"
    ),
    "no cache, positions or mask": Tiny(cached=False, positions=False, mask=False),
}
STORY = [0, 84, 72, 69, 0, 257, 258, 259, 33, 1, 256, 12, 12, 12, 99, 100, 259, 84]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    return open_model(save(tmp_path_factory.mktemp("models") / "tiny", Tiny()))


def said(tiny: Tiny, ids: list[int]) -> Floats:
    """The logits after `ids`, of which the window alone is seen."""
    last: Floats = tiny.logits(ids[window_start(len(ids), POSITIONS) :])[-1]
    return last


@pytest.mark.parametrize("tiny", EXPORTS.values(), ids=EXPORTS)
def test_every_prefix_whatever_was_asked_before(tiny: Tiny, tmp_path: Path) -> None:
    model = open_model(save(tmp_path / "tiny", tiny, num_attention_heads=HEADS))
    near = 0.02 if tiny.cache == TensorProto.FLOAT16 else 1e-4
    wanted = tiny.logits(STORY)
    forth = [1, 2, 3, 9, 10, 18]
    for count in [*forth, *reversed(forth), *forth]:
        np.testing.assert_allclose(model.logits(STORY[:count]), wanted[count - 1], atol=near)
    branch = [*STORY[:7], 5, 6, 7]
    np.testing.assert_allclose(model.logits(branch), tiny.logits(branch)[-1], atol=near)
    np.testing.assert_allclose(model.logits(STORY), wanted[-1], atol=near)


@pytest.mark.parametrize("affordable", [1, 602, 10**9])
def test_a_prompt_is_read_in_as_many_parts_as_memory_asks_for(
    model: LanguageModel, affordable: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "MOST_LOGITS", affordable)
    prompt = [affordable % 7, 1, *STORY]  # nothing of it was fed before
    np.testing.assert_allclose(model.logits(prompt), Tiny().logits(prompt)[-1], atol=1e-4)


def test_weights_in_a_file_beside_the_graph(tmp_path: Path) -> None:
    model = open_model(save(tmp_path / "tiny", Tiny(), external="model.onnx_data"))
    assert (tmp_path / "tiny" / "model.onnx_data").stat().st_size > 10_000
    np.testing.assert_allclose(model.logits(STORY), Tiny().logits(STORY)[-1], atol=1e-4)


def test_a_graph_in_a_folder_of_its_own(tmp_path: Path) -> None:
    folder = save(tmp_path / "tiny", Tiny(), external="model.onnx_data")
    (folder / "onnx").mkdir()
    for file in folder.glob("model.*"):
        file.rename(folder / "onnx" / file.name)
    np.testing.assert_allclose(open_model(folder).logits(STORY), Tiny().logits(STORY)[-1], atol=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=3 * POSITIONS), min_size=1, max_size=8))
def test_any_texts_in_any_order(model: LanguageModel, texts: list[list[int]]) -> None:
    for ids in texts:
        np.testing.assert_allclose(model.logits(ids), said(Tiny(), ids), atol=1e-4)


@pytest.mark.parametrize("cached", [True, False])
def test_beyond_the_context_the_oldest_leaves(tmp_path: Path, *, cached: bool) -> None:
    tiny = Tiny(cached=cached)
    model = open_model(save(tmp_path / "tiny", tiny))
    ids = [STORY[n % 17] for n in range(100)]
    for count in range(25, 101):
        np.testing.assert_allclose(model.logits(ids[:count]), said(tiny, ids[:count]), atol=1e-4)


@given(st.integers(1, 10_000), st.integers(1, 500))
def test_the_window_is_at_least_five_eighths_full_and_moves_in_blocks(count: int, context: int) -> None:
    start = window_start(count, context)
    assert 0 <= start < count
    assert count - start <= context
    if start:
        assert count - start > 5 * context // 8
    block = context - 5 * context // 8
    assert start % block == 0
    assert len({window_start(more, context) for more in range(count, count + block)}) <= 2


def test_a_window_that_moves_is_fed_once_a_block(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    fed: list[int] = []
    run = model._network._run

    def counted(fetched: list[str], past: Past, before: int, ids: Sequence[int]) -> list[Any]:
        fed.append(len(ids))
        return run(fetched, past, before, ids)

    monkeypatch.setattr(model._network, "_run", counted)
    ids = [201, *(STORY[n % 17] for n in range(POSITIONS + 12))]
    for count in range(20, len(ids) + 1):
        model.logits(ids[:count])
    refilled = [count for count in fed if count > 1]
    assert refilled == [19, 20, 20]  # the prompt, and the newest 20 of 32 at 33 and 45 tokens


def test_going_back_and_writing_on_gives_the_same_bits(model: LanguageModel) -> None:
    first = [model.logits(STORY[:count]) for count in range(6, 18)]
    model.logits(STORY[:9])
    again = [model.logits(STORY[:count]) for count in range(6, 18)]
    np.testing.assert_array_equal(first, again)


def test_three_texts_at_once(model: LanguageModel) -> None:
    def write(seed: int) -> list[int]:
        ids, random = [0, seed], np.random.default_rng(seed)
        for _ in range(60):
            values = model.logits(ids)
            np.testing.assert_allclose(values, said(Tiny(), ids), atol=1e-4)
            ids.append(int(np.argmax(values + random.gumbel(size=values.size))))
        return ids

    with ThreadPoolExecutor(3) as pool:
        assert len({tuple(ids) for ids in pool.map(write, range(3))}) == 3


def test_side_by_side_each_step_feeds_one_token(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [[7, 8, 9, seed] for seed in range(3)]
    for ids in texts:
        model.logits(ids)
    monkeypatch.setattr(
        model._network, "absorb", lambda past, _before, ids: pytest.fail("fed anew") if ids else past
    )
    for token in range(10):
        for ids in texts:
            ids.append(token)
            np.testing.assert_allclose(model.logits(ids), said(Tiny(), ids), atol=1e-4)


def test_logits_are_the_callers_own(model: LanguageModel) -> None:
    values = model.logits(STORY)
    assert values.dtype == np.float64
    assert values.shape == (len(model.labels),) == (260,)
    values[:] = 0
    np.testing.assert_allclose(model.logits(STORY), Tiny().logits(STORY)[-1], atol=1e-4)


@pytest.mark.parametrize("ids", [[260], [0, -1], [0, 10**30, 0], [-(10**30)]])
@pytest.mark.parametrize("cached", [True, False])
def test_tokens_that_the_model_does_not_have(tmp_path: Path, ids: list[int], *, cached: bool) -> None:
    model = open_model(save(tmp_path / "tiny", Tiny(cached=cached)))
    with pytest.raises(InputError, match=r"^“tiny”: This text has tokens that the model does not have\.$"):
        model.logits(ids)


def test_no_tokens(model: LanguageModel) -> None:
    with pytest.raises(InputError, match=r"^“tiny” needs a token to go on from\.$"):
        model.logits([])


def test_a_masked_class_stays_masked(tmp_path: Path) -> None:
    tiny = Tiny(masked=3)
    values = open_model(save(tmp_path / "tiny", tiny)).logits(STORY)
    assert np.flatnonzero(np.isneginf(values)).tolist() == [3]


def test_a_model_is_known_by_its_folder(model: LanguageModel, tmp_path: Path) -> None:
    (tmp_path / "other name").symlink_to(model.folder)
    same, other = open_model(tmp_path / "other name"), open_model(save(tmp_path / "tiny", Tiny()))
    assert (same, hash(same), same.name, repr(same)) == (model, hash(model), "tiny", repr(model))
    assert other != model
    assert model != "tiny"


def test_a_long_context_is_cut_for_a_graph_without_a_cache(tmp_path: Path) -> None:
    def context(*, cached: bool, positions: int) -> int:
        tiny = Tiny(size=40_000, cached=cached)
        return open_model(save(tmp_path / "tiny", tiny, max_position_embeddings=positions)).context

    assert context(cached=True, positions=5_000) == 5_000
    assert context(cached=True, positions=131_072) == 8_192
    assert context(cached=False, positions=1_000) == 1_000
    assert context(cached=False, positions=5_000) == 2**27 // 40_000
