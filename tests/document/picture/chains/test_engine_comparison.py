from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.partial_source import weather

from tauscope.core.bounds import Bounds
from tauscope.core.chain.engines import ENGINES, SamplingRequest
from tauscope.core.measures import entropy
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.library.presets import presets
from tauscope.document.picture.chains.engine_comparison import Answer, EngineComparison, asked
from tauscope.document.picture.picture import Picture
from tauscope.document.reports.plot_data import plot_numbers


def side(document: Document) -> EngineComparison:
    return Picture.of(document).engines


def table(*values: float, temperature: float = 1.0, request: SamplingRequest | None = None) -> Document:
    names = [f"class {place}" for place in range(len(values))]
    document = table_edits.set_temperature(
        table_edits.replace_classes(Document(), names, values), temperature
    )
    return bench_edits.put_request(document, request or SamplingRequest())


def of(document: Document, name: str) -> Answer:
    return next(answer for answer in side(document).answers if answer.engine.name == name)


def test_without_a_temperature_every_engine_follows_the_dial() -> None:
    document = table(3, 2, 1, temperature=0.25, request=SamplingRequest(top_p=0.8))
    assert Picture.of(document).request == SamplingRequest(0.25, None, 0.8)
    for answer in side(document).answers:
        assert answer.outcome.chain is not None
        assert answer.outcome.chain.temperature == 0.25


def test_with_one_they_do_not() -> None:
    document = table(3, 2, 1, temperature=0.25, request=SamplingRequest(temperature=2.0))
    assert Picture.of(document).request == SamplingRequest(2.0)


def test_the_same_settings_keep_other_classes() -> None:
    document = table(3, 2, 1, temperature=0.5, request=SamplingRequest(top_p=0.8))
    together = side(document)
    hot, cut = together.answers[0], together.answers[2]
    assert hot.p == (1, 0, 0)
    assert hot.cut == pytest.approx([0, *softmax([3, 2, 1], 0.5)[1:]])
    assert cut.p == pytest.approx([*softmax([3, 2], 0.5), 0])
    assert cut.cut == pytest.approx([0, 0, softmax([3, 2, 1], 0.5)[2]])
    assert cut.differs == (False, True, False)
    assert (cut.survivors, cut.verdict) == (2, "2 kept, not 1")
    assert cut.entropy == pytest.approx(entropy(softmax([3, 2], 0.5)))
    assert [together.versus(one) for one in (hot, cut)] == ["", "≠ Hugging Face: 2 kept, not 1"]
    assert not together.alike


def test_where_nothing_is_cut_all_are_alike() -> None:
    together = side(table(2, 1, request=SamplingRequest(1.0, 0, 1.0, 0.0)))
    assert together.alike
    assert {together.versus(answer) for answer in together.answers} == {"", "= Hugging Face"}
    assert not any(any(answer.differs) or any(answer.cut) for answer in together.answers)


def test_a_refusal_is_said_and_the_next_engine_is_the_first() -> None:
    document = table(2, 2, 0, temperature=0.0)
    together = side(document)
    refusing = of(document, "huggingface")
    assert together.first is together.answers[1]
    assert refusing.refusal.startswith("Hugging Face: a temperature")
    assert refusing.reason.startswith("a temperature must be larger than 0")
    assert (refusing.p, together.versus(refusing)) == ((), "")
    assert of(document, "openai").verdict == "2 kept, not 1"
    assert of(document, "vllm").cut == (0, 0.5, 0)
    assert not together.alike


def test_each_engine_refuses_by_its_own_rules() -> None:
    cold = side(table(1, 0, request=SamplingRequest(temperature=-1.0, top_k=-1)))
    assert [one.engine.name for one in cold.answers if not one.refusal] == [
        "llama.cpp",
        "ollama",
        "ollama-before-0.30",
    ]
    assert cold.first is cold.answers[2]
    hot = side(table(1, 0, request=SamplingRequest(temperature=math.inf, top_p=0.0)))
    assert [one.engine.name for one in hot.answers if one.refusal] == ["vllm", "openai"]


def test_the_same_classes_with_other_probabilities_are_said() -> None:
    document = table(0.01, 0, request=SamplingRequest(temperature=0.005))
    assert of(document, "vllm").verdict == "same kept, other p"
    assert of(document, "vllm").differs == (False, False)


def test_others_that_an_engine_cut_are_told_apart() -> None:
    values = np.random.default_rng(1).normal(0, 2, 5000)
    document = table(*values.tolist(), request=SamplingRequest(top_k=40, top_p=1.0, min_p=0.0))
    trained = np.sort(softmax(values))[::-1]
    for name in ("huggingface", "llama.cpp"):
        answer = of(document, name)
        assert answer.cut[-1] == pytest.approx(trained[40:].sum())
        assert answer.p[-1] == pytest.approx(trained[24:40].sum() / trained[:40].sum())
        assert not answer.differs[-1]
    free = of(document, "openai")
    assert (free.cut[-1], free.differs[-1], free.outcome.ignored) == (0, True, ("top_k", "min_p"))


@given(
    values=st.lists(
        st.sampled_from([1e308, -1e308, 0.0, 1.0, -1.0, 5e-324, -math.inf]), min_size=1, max_size=6
    ).filter(lambda values: max(values) > -math.inf),
    temperature=st.sampled_from([0.0, 1e-300, 0.7, 1.0, 2.0, 1e300, math.inf]),
    top_k=st.sampled_from([None, -1, 0, 1, 3]),
    top_p=st.sampled_from([None, 0.0, 0.5, 1.0]),
    min_p=st.sampled_from([None, 0.0, 1.0]),
)
def test_extremes(
    values: list[float], temperature: float, top_k: int | None, top_p: float | None, min_p: float | None
) -> None:
    document = table(*values, temperature=temperature, request=SamplingRequest(None, top_k, top_p, min_p))
    together = side(document)
    assert [answer.engine for answer in together.answers] == list(ENGINES.values())
    assert together.sentence.endswith(".")
    for answer in together.answers:
        if answer.refusal:
            assert (answer.p, answer.cut, answer.survivors) == ((), (), 0)
            continue
        assert sum(answer.p) == pytest.approx(1)
        assert len(answer.p) == len(answer.cut) == len(answer.differs) == len(values)
        assert isinstance(answer.survivors, int)
        assert 1 <= answer.survivors <= sum(value > -math.inf for value in values)
        assert not any(p and cut for p, cut in zip(answer.p, answer.cut, strict=True))
        assert all(0 <= cut <= 1 for cut in answer.cut)
        assert isinstance(answer.entropy, float)
        assert 0 <= answer.entropy <= math.log(answer.survivors) + 1e-9


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        (SamplingRequest(), ""),
        (SamplingRequest(top_p=0.8), "asked: top_p 0.8"),
        (SamplingRequest(0.25, 0, 1.0, 0.05), "asked: τ = 0.25, top_k 0, top_p 1, min_p 0.05"),
    ],
)
def test_a_request_in_a_line(request_: SamplingRequest, line: str) -> None:
    assert asked(request_) == line


def test_numbers_are_those_of_each_engine_and_nan_where_it_refuses() -> None:
    numbers = plot_numbers("engines", Picture.of(table(2, 2, 0, temperature=0.0)))
    assert list(numbers.headers) == ["label", *(f"p in {engine.title}" for engine in ENGINES.values())]
    rows = [row[1:] for row in numbers.rows]
    assert [row[1:] for row in rows] == [(1,) * 6 + (0.5,), (0,) * 6 + (0.5,), (0,) * 7]
    assert all(math.isnan(float(row[0])) for row in rows)


EXAMPLES = {preset.id: preset for preset in presets() if preset.asks_engines}


@pytest.mark.parametrize(
    ("name", "kept", "sentence"),
    [
        (
            "engine-order",
            [1, 1, 2, 2, 2, 1, 1, 1],
            "Hugging Face applies temperature before top-p, llama.cpp after it",
        ),
        (
            "engine-upgrade",
            [4, 4, 3, 3, 3, 4, 4, 4],
            "Hugging Face applies temperature before top-p, llama.cpp after it",
        ),
        ("engine-ties", [4, 4, 2, 2, 2, 2, 2, 5], "Top-k: Hugging Face keeps all that tie at the last rank"),
        ("engine-stop", [2, 2, 2, 2, 2, 2, 3, 2], "Top-p: Hugging Face stops when the sum reaches p (≥)"),
        ("engine-zero", [0, 1, 1, 1, 1, 1, 1, 2], "Hugging Face: a temperature must be larger than 0"),
    ],
)
def test_examples_show_what_their_notes_say(name: str, kept: list[int], sentence: str) -> None:
    document = EXAMPLES[name].put_on(table_edits.set_temperature(Document(), 7.0))
    together = side(document)
    assert [answer.survivors for answer in together.answers] == kept
    assert together.sentence.startswith(sentence)
    assert document.plots == ("engines", "curves", "levels")


@pytest.mark.parametrize("temperature", [0.01, 0.5, 2.0])
def test_above_zero_the_engines_of_the_last_example_agree(temperature: float) -> None:
    document = table_edits.set_temperature(EXAMPLES["engine-zero"].put_on(Document()), temperature)
    assert side(document).alike


def of_list(**settings: float) -> EngineComparison:
    """Engines on twenty tokens of 128,256, listed at τ = 1 with 87.4% of the probability."""
    return side(bench_edits.put_request(Document(source=weather()), SamplingRequest(**settings)))  # type: ignore[arg-type]


def engine(found: EngineComparison, name: str) -> Answer:
    return next(answer for answer in found.answers if answer.engine.name == name)


def test_what_a_list_decides_is_told_as_of_any_table() -> None:
    found = of_list(temperature=1.2, top_p=0.7, top_k=10**6, min_p=0.0)
    llama, hugging = engine(found, "llama.cpp"), engine(found, "huggingface")
    p = np.exp(weather().table.values[:6])
    # llama.cpp cuts at τ = 1, where the first six have 0.7 of all.
    assert (llama.survivors, llama.decided) == (Bounds(6, 6), True)
    assert [one.low for one in llama.bounds[:7]] == pytest.approx([*softmax(np.log(p), 1.2), 0.0])
    assert [one.high for one in llama.bounds[:7]] == [one.low for one in llama.bounds[:7]]
    assert llama.entropy == pytest.approx([entropy(softmax(np.log(p), 1.2))] * 2)
    assert not hugging.decided
    assert (llama.compared, llama.verdict) == (False, "6 kept, not 10–128,256")
    assert llama.differs.index(True) == 6
    assert llama.cut[5] == 0
    assert llama.cut[6] > 0
    assert found.sentence == (
        "Hugging Face applies temperature before top-p, llama.cpp after it: the second sees what the first"
        " has left."
    )


def test_what_a_list_does_not_decide_is_said_to_be_so() -> None:
    found = of_list(temperature=1.2, top_p=0.95, top_k=10**6, min_p=0.0)
    first, vllm, mlx = (engine(found, name) for name in ("huggingface", "vllm", "llama.cpp"))
    assert (first.decided, first.survivors) == (False, Bounds(20, 128_256))
    assert first.number(0) == first.bounds[0]
    assert 0.0 < first.bounds[0].low < first.bounds[0].high
    assert first.bounds[-1].low == 0.0  # perhaps none of the others is left
    assert not any(first.cut)
    # The same chain is the same whatever it leaves; another order may be.
    assert (vllm.compared, vllm.verdict, vllm.decided) == (True, "", False)
    assert mlx.compared is None
    assert not any(mlx.differs)
    assert found.versus(mlx) == "= or ≠ Hugging Face: not decidable from these 20"
    assert found.kept(mlx) == "20–128,256 of 128,256"
    groups = [{found.answers[place].engine.name for place in group} for group in found.groups]
    assert any({"huggingface", "vllm"} <= group for group in groups)
    assert not any({"huggingface", "llama.cpp"} <= group for group in groups)
    assert (
        found.sentence == "Whether llama.cpp keeps the same as Hugging Face is not decidable from these 20."
    )


def test_of_a_list_at_its_own_temperature_equal_chains_agree() -> None:
    found = of_list(temperature=1.0, top_p=0.5, top_k=10**6, min_p=0.0)
    assert found.sentence == "All 8 engines keep the same classes with the same probabilities here."
    assert found.alike


def test_numbers_of_engines_are_pairs_where_a_list_leaves_them_open() -> None:
    document = bench_edits.put_request(
        Document(source=weather()), SamplingRequest(temperature=1.2, top_p=0.7)
    )
    rows = plot_numbers("engines", Picture.of(document)).rows
    assert rows[0][1].low < rows[0][1].high
