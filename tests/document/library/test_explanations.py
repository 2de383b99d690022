from __future__ import annotations

import re

import pytest
from tests.new_knob import First

from tauscope.core.chain.engines import ENGINES, LEFT_OUT, Engine
from tauscope.core.chain.knob import Knob
from tauscope.core.chain.knobs import KNOBS, TopK
from tauscope.core.domain import Choice
from tauscope.document.formulas import formula, plain
from tauscope.document.library.articles import articles
from tauscope.document.library.explanations import (
    INDEX,
    engine_sections,
    examples_table,
    index_page,
    knob_page,
    pages,
)


@pytest.mark.parametrize("kind", KNOBS.values(), ids=list(KNOBS))
def test_a_knob_says_what_it_is_and_who_says_so(kind: type[Knob]) -> None:
    page = pages()[kind.name]()
    assert page.startswith(f"# {kind.title}\n")
    assert kind.explanation[1:] in page
    assert f"> {formula(kind.formula)}" in page
    assert kind.source in re.sub(r"\[(.*?)\]\(http.*?\)", r"\1", page)
    for domain in kind.parameters.values():
        assert f"**{domain.name}** {domain}" in page
        for meaning in domain.meanings.values() if isinstance(domain, Choice) else ():
            assert meaning in page


def test_a_paper_can_be_read_and_an_old_one_is_named() -> None:
    assert "[arXiv:1805.04833](https://arxiv.org/abs/1805.04833)" in knob_page(TopK)
    assert "Source: Ackley, Hinton & Sejnowski 1985" in pages()["temperature"]()


def test_misconceptions_are_on_the_pages_of_what_they_are_about() -> None:
    for article in articles().values():
        for name in article.about:
            assert article.summary in pages()[name]()


def test_a_knob_says_where_its_place_never_matters() -> None:
    page = knob_page(TopK)
    assert "[temperature](temperature.md), [min-p](min-p.md). With others it may." in page
    assert "No temperature changes what it keeps." in page
    assert "Swapped with any other knob, it may" in pages()["top-p"]()


def test_a_knob_says_which_engines_have_it() -> None:
    assert (
        "On unless a request says otherwise: Hugging Face (50), llama.cpp (40), Ollama ≥ 0.30 (40),"
        " Ollama MLX (40), Ollama < 0.30 (40). Off unless asked for: vLLM, mlx-lm." in knob_page(TopK)
    )
    assert "Off unless asked for: llama.cpp, mlx-lm, Ollama ≥ 0.30." in pages()["xtc"]()
    assert "None of the engines" in pages()["dynamic-temperature"]()


def test_what_is_left_out_of_the_engines_is_said() -> None:
    sections = engine_sections()
    assert sections.endswith(LEFT_OUT)
    for name in ("adaptive-p", "mirostat", "SGLang"):
        assert name in sections


def test_the_article_tells_of_the_upgrade_that_moved_the_temperature() -> None:
    article = articles()["engines"]
    assert article.examples is not None
    first, last = article.examples.rows
    request = article.scene.document.request
    chains = {name: ENGINES[name].chain_of(request).active for name in ("ollama-before-0.30", "ollama")}
    assert [knob.name for knob in chains["ollama-before-0.30"]] == ["top-k", "temperature", "top-p"]
    assert [knob.name for knob in chains["ollama"]] == ["top-k", "top-p", "temperature"]
    assert (first[1], last[1]) == ("temperature=0.7,top-p=0.8", "top-p=0.8,temperature=0.7")
    assert "Since 0.30 (June 2026)" in article.text
    assert "Ollama 0.30" in articles()["order-matters"].text


@pytest.mark.parametrize("engine", ENGINES.values(), ids=list(ENGINES))
def test_an_engine_says_its_order_its_defaults_and_its_zero(engine: Engine) -> None:
    (section,) = (part for part in engine_sections().split("## ") if part.startswith(f"{engine.title}\n"))
    chain = re.split(" → ", section.split("\n\n")[1].replace("**", ""))
    assert [words.split()[0] for words in chain] == [knob.name for knob in engine.knobs]
    assert [len(words.split()) > 1 for words in chain] == [knob.on for knob in engine.knobs]
    assert engine.at_zero in section
    assert engine.read_in in section
    assert engine.note in section
    for limit in (engine.lowest, engine.highest):
        assert limit in (0.0, float("inf")) or f"{limit:g}" in section


def test_the_index_leads_everywhere() -> None:
    linked = set(re.findall(r"\]\(([^)]*)\.md\)", index_page()))
    assert linked == set(pages()) - {INDEX}


@pytest.mark.parametrize("name", list(pages()))
def test_no_link_leads_nowhere(name: str) -> None:
    page = pages()[name]()
    for target in re.findall(r"\]\(([^)]*)\)", page):
        assert target.startswith("https://") or target.removesuffix(".md") in pages(), target
    assert "{" not in page


def test_names_of_pages_are_all_different() -> None:
    assert len(pages()) == 1 + len(KNOBS) + len(articles())


def table_in(article: str) -> list[str]:
    """Lines of the table of examples in an article."""
    examples = articles()[article].examples
    assert examples is not None
    return examples_table(examples).split("\n")


def test_a_table_has_a_row_for_each_chain_and_the_ratio_last() -> None:
    lines = table_in("temperature-is-top-p")
    assert plain(lines[0]) == "| % | cat | dog | fox | owl | cat/dog |"
    assert lines[3] == "| τ\u00a0=\u00a00.5 | 82.8 | 11.2 | 4.1 | 1.9 | 7.39 |"
    assert lines[6] == "| top-p\u00a00.7 | 73.1 | 26.9 | 0 | 0 | 2.72 |"
    entropy = table_in("temperature-adds-randomness")
    assert [line.split(" | ")[-1] for line in entropy[2:]] == [
        "0.000 |",
        "0.607 |",
        "1.121 |",
        "1.318 |",
        "1.386 |",
    ]


def test_a_new_knob_appears_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KNOBS, "first", First)
    assert "[First](first.md) keeps the first few" in index_page()
    assert f"> {formula('i ≤ n')}" in pages()["first"]()
