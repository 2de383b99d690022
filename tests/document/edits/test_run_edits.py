from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.stepping import Stepping

from tauscope.core.chain import ENGINES, Chain
from tauscope.core.chain.engines import SamplingRequest
from tauscope.core.errors import InputError
from tauscope.document.document import MOST_RUNS, Document, Run
from tauscope.document.edits import bench_edits, run_edits, source_edits, table_edits
from tauscope.document.files import codec
from tauscope.sources import SOURCES

OWN = Chain.parse("top-p=0.9,temperature=1.5")


def beside() -> Document:
    """Three columns that have moved."""
    document = source_edits.use_source(Document(), Stepping())
    return source_edits.move_on(run_edits.set_runs(document, (0.2, 0.8, 1.5)), [(0,), (1,), (2,)])


def test_a_column_at_a_temperature_has_the_benchs_chain() -> None:
    document = table_edits.set_chain(beside(), Chain.parse("top-k=2,temperature=0.5"))
    chains = [str(column.chain_on(document.chain)) for column in document.runs]
    assert chains == [f"top-k=2,temperature={heat}" for heat in ("0.2", "0.8", "1.5")]


def test_a_column_with_a_chain_keeps_it_whatever_becomes_of_the_bench() -> None:
    document = run_edits.use_chain(beside(), 1, OWN)
    assert document.runs[1] == Run(1.5, (), OWN)
    assert [column.state for column in document.runs] == [(0,), (), (2,)]
    turned = table_edits.set_temperature(document, 0.1)
    assert turned.runs[1].chain_on(turned.chain) == OWN
    assert run_edits.use_chain(turned, 1, OWN) == turned


@pytest.mark.parametrize("name", ENGINES)
def test_a_column_can_have_an_engine(name: str) -> None:
    document = table_edits.set_temperature(bench_edits.put_request(beside(), SamplingRequest(top_p=0.8)), 0.7)
    column = run_edits.use_engine(document, 0, name).runs[0]
    assert column.chain == ENGINES[name].chain(temperature=0.7, top_p=0.8)
    assert (column.engine, column.temperature, column.state) == (name, 0.7, ())
    assert run_edits.run_name(column) == ENGINES[name].title


def test_an_engine_that_refuses_the_request_says_so() -> None:
    with pytest.raises(InputError, match="Hugging Face: a temperature must be larger than 0"):
        run_edits.use_engine(table_edits.set_temperature(beside(), 0.0), 0, "huggingface")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("0,7", Run(0.7, ())),
        ("∞", Run(float("inf"), ())),
        ("top-p=0.9,temperature=1.5", Run(1.5, (), OWN)),
        ("Ollama < 0.30", Run(1.0, (), ENGINES["ollama-before-0.30"].chain(1.0), "ollama-before-0.30")),
        ("LLAMA.CPP", Run(1.0, (), ENGINES["llama.cpp"].chain(1.0), "llama.cpp")),
    ],
)
def test_what_can_be_typed(text: str, column: Run) -> None:
    assert run_edits.set_typed(beside(), 1, text).runs[1] == column


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("gpt", "“gpt” is no temperature, chain or engine: write 0.7, or temperature"),
        ("-1", "Temperature goes from 0"),
        ("top-p=2", "[Tt]op-p goes from 0 to 1"),
        ("heat=1", "No knob is called “heat”"),
    ],
)
def test_what_cannot_be_typed_is_said(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        run_edits.set_typed(beside(), 1, text)


def test_columns_are_added_and_removed() -> None:
    document = table_edits.set_chain(beside(), OWN)
    more = run_edits.add_run(document)
    assert more.runs == (*document.runs, Run(1.5, (), OWN))
    with pytest.raises(InputError, match=f"At most {MOST_RUNS} columns"):
        run_edits.add_run(more)
    assert run_edits.remove_run(more, 3) == document
    assert [one.state for one in run_edits.remove_run(document, 0).runs] == [(1,), (2,)]
    alone = replace(document, runs=document.runs[:1])
    assert run_edits.remove_run(alone, 0).runs == ()


def test_columns_that_draw_alike_keep_their_own_texts() -> None:
    document = run_edits.use_chain(run_edits.use_chain(beside(), 0, OWN), 1, OWN)
    moved = source_edits.move_on(document, [(0,), (1,), (2,)])
    changed = run_edits.heat_run(moved, 2, 0.5)
    assert [column.state for column in changed.runs] == [(0,), (1,), ()]


def test_what_stood_side_by_side_comes_back_from_its_start() -> None:
    document = run_edits.use_engine(beside(), 0, "llama.cpp")
    again = run_edits.put_runs(run_edits.put_runs(document, ()), document.runs)
    assert [replace(one, state=()) for one in document.runs] == list(again.runs)


def test_a_session_keeps_chains_and_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SOURCES, Stepping.kind, "tests.stepping.Stepping")
    document = run_edits.use_engine(run_edits.use_chain(beside(), 1, OWN), 2, "ollama")
    decoded = codec.decode(codec.encode(document))
    assert (decoded.document, decoded.warnings) == (document, ())


def test_a_session_of_before_opens_and_means_what_it_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SOURCES, Stepping.kind, "tests.stepping.Stepping")
    entry = json.loads(codec.encode(beside()))
    assert [set(column) for column in entry["columns"]] == [{"temperature", "state"}] * 3
    assert codec.decode(json.dumps(entry)).document == beside()
    # The chain of Ollama as it was before 0.30, taken when there was one Ollama.
    entry["chain"] = "top-k=40:exact,temperature=0.8,top-p=0.9:passed,min-p=0:off"
    chain = codec.decode(json.dumps(entry)).document.chain
    assert chain == ENGINES["ollama-before-0.30"].chain()


def test_an_engine_that_a_later_version_knows_leaves_its_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SOURCES, Stepping.kind, "tests.stepping.Stepping")
    entry = json.loads(codec.encode(run_edits.use_engine(beside(), 2, "ollama")))
    entry["columns"][2]["engine"] = "engine of 2030"
    decoded = codec.decode(json.dumps(entry))
    assert decoded.document.runs[2] == Run.of_chain(ENGINES["ollama"].chain(1.0), ())
