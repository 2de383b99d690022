from __future__ import annotations

import itertools
import math
import re

import mpmath  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.chain import Chain, SamplingRequest
from tauscope.core.chain.engines import ENGINES
from tauscope.core.chain.knobs import KNOBS
from tauscope.core.chain.reordering import never_matters, same
from tauscope.core.logits import Logits
from tauscope.core.search import beam, exhaustive, greedy, ranked
from tauscope.document.library.articles import Article, Examples, articles
from tauscope.resources import resource
from tauscope.sources.running.searching import search_space
from tauscope.sources.tree.reader import read_tree
from tauscope.sources.tree.source import TreeSource

every_article = pytest.mark.parametrize("article", articles().values(), ids=list(articles()))

WITH_EXAMPLES = {article.id: article.examples for article in articles().values() if article.examples}
every_example = pytest.mark.parametrize("name", WITH_EXAMPLES)

finite = st.lists(st.floats(-8, 8), min_size=2, max_size=8)


def by_hand(logits: tuple[float, ...], chain: str) -> list[float]:
    """Temperature and top-p, as a textbook has them, in 40 digits."""
    with mpmath.workdps(40):
        p = normalised([mpmath.e**value for value in logits])
        for step in filter(None, chain.split(",")):
            name, value = step.split("=")
            if name == "temperature":
                p = heated(p, float(value))
            else:
                assert name == "top-p"
                p = nucleus(p, mpmath.mpf(value))
        return [float(one) for one in p]


def normalised(weights: list[mpmath.mpf]) -> list[mpmath.mpf]:
    return [weight / mpmath.fsum(weights) for weight in weights]


def heated(p: list[mpmath.mpf], temperature: float) -> list[mpmath.mpf]:
    if temperature == 0:
        return normalised([mpmath.mpf(one == max(p)) for one in p])
    return normalised([one ** (1 / mpmath.mpf(temperature)) if one else one for one in p])


def nucleus(p: list[mpmath.mpf], mass: mpmath.mpf) -> list[mpmath.mpf]:
    order = sorted(range(len(p)), key=lambda row: -p[row])
    sums = list(itertools.accumulate(p[row] for row in order))
    kept = order[: next(place for place, total in enumerate(sums) if total >= mass) + 1]
    return normalised([one if row in kept else mpmath.mpf(0) for row, one in enumerate(p)])


def entropy(p: list[float]) -> float:
    return -math.fsum(one * math.log(one) for one in p if one)


@every_example
def test_examples_are_what_a_textbook_computes(name: str) -> None:
    examples = WITH_EXAMPLES[name]
    for (_, chain), left in zip(examples.rows, examples.distributions, strict=True):
        assert left.probabilities_of_rows.tolist() == pytest.approx(
            by_hand(examples.logits, chain), abs=1e-12
        )


def known_numbers(examples: Examples) -> set[str]:
    """Every probability of the examples, and every sum from the first class on, as it is written."""
    rows = [by_hand(examples.logits, chain) for _, chain in examples.rows]
    sums = [total for row in rows for total in itertools.accumulate(row)]
    return {f"{100 * p:.1f}%" for p in itertools.chain(*rows, sums)}


@every_example
def test_percentages_in_the_text_are_those_of_the_examples(name: str) -> None:
    found = set(re.findall(r"\d+(?:\.\d+)?\s?%", articles()[name].text))
    assert found <= known_numbers(WITH_EXAMPLES[name])


@every_example
def test_text_names_the_logits_of_its_examples(name: str) -> None:
    *most, last = (f"{logit:g}" for logit in WITH_EXAMPLES[name].logits)
    assert f"ogits {', '.join(most)} and {last}" in articles()[name].text


@every_article
def test_article_is_about_knobs_that_there_are(article: Article) -> None:
    assert set(article.about) <= set(KNOBS)
    assert article.summary.endswith(".")


@every_article
def test_scene_names_all_that_its_article_speaks_of(article: Article) -> None:
    assert set(article.scene.entry) >= {"source", "chain", "plots"}
    source = article.scene.entry["source"]
    if "labels" in source:
        assert article.scene.document.logits.labels == tuple(source["labels"])
    if article.examples is not None:
        assert article.scene.document.logits.labels == article.examples.labels
    assert str(article.scene.document.chain) == article.scene.entry["chain"]


# What the articles claim


@given(finite, st.floats(0.05, 20))
def test_temperature_gives_no_class_nothing_and_changes_ratios_by_the_formula(
    logits: list[float], temperature: float
) -> None:
    left = Chain.parse(f"temperature={temperature}").candidates(Logits.unnamed(logits))
    assert len(left) == len(logits)
    log_p = left.log_probabilities_of_rows
    for one, other in itertools.pairwise(range(len(logits))):
        expected = (logits[one] - logits[other]) / temperature
        assert log_p[one] - log_p[other] == pytest.approx(expected, abs=1e-9)


@given(finite, st.floats(0.01, 0.99))
def test_top_p_changes_no_ratio_of_what_it_keeps(logits: list[float], mass: float) -> None:
    left = Chain.parse(f"top-p={mass}").candidates(Logits.unnamed(logits))
    log_p, rows = left.log_probabilities_of_rows, left.rows.tolist()
    for one, other in itertools.pairwise(rows):
        assert log_p[one] - log_p[other] == pytest.approx(logits[one] - logits[other], abs=1e-9)


def test_in_the_scene_of_top_p_all_that_is_left_grows_by_one_factor() -> None:
    scene = articles()["temperature-is-top-p"].scene
    heat, cut = scene.document.chain.stages(scene.document.logits)
    assert (len(heat.after), len(cut.after)) == (4, 3)
    before, after = cut.before.probabilities[:3], cut.after.probabilities
    assert (after / before).tolist() == pytest.approx([after[0] / before[0]] * 3)


@given(st.lists(st.floats(-6, 6), min_size=2, max_size=6))
def test_entropy_rises_with_the_temperature(logits: list[float]) -> None:
    known = Logits.unnamed(logits)
    entropies = [Chain.parse(f"temperature={t}").candidates(known).entropy for t in (0, 0.3, 1, 4, math.inf)]
    assert all(one <= other + 1e-9 for one, other in itertools.pairwise(entropies))
    assert entropies[-1] == pytest.approx(math.log(len(logits)))


@pytest.mark.parametrize("pair", ["top-k,temperature", "top-n-sigma,temperature", "top-k,min-p"])
def test_pairs_of_which_the_order_never_matters(pair: str) -> None:
    one, other = (KNOBS[name]() for name in pair.split(","))
    assert never_matters(one, other)


@given(finite)
def test_min_p_after_temperature_is_another_one_before_it(logits: list[float]) -> None:
    known = Logits.unnamed(logits)
    after = Chain.parse("temperature=0.5,min-p=0.04").candidates(known)
    before = Chain.parse("min-p=0.2,temperature=0.5").candidates(known)
    assert same(after, before)


def test_engines_differ_in_the_scene_as_the_examples_say() -> None:
    article = articles()["engines"]
    request, logits = article.scene.document.request, article.scene.document.logits
    assert request == SamplingRequest(temperature=0.7, top_p=0.8)
    kept = [len(ENGINES[name].chain_of(request).candidates(logits)) for name in ("huggingface", "llama.cpp")]
    assert kept == [len(left) for left in WITH_EXAMPLES[article.id].distributions] == [2, 3]


def test_the_tree_of_greedy_is_the_one_that_ships() -> None:
    source = articles()["greedy-is-most-likely"].scene.document.source
    assert isinstance(source, TreeSource)
    shipped = read_tree(resource("trees", "nice-dog.toml").read_text("utf-8"))
    assert source.tree.nodes == shipped.nodes
    space = search_space(source.cursor(source.initial()))
    every = exhaustive(space, 9)
    found = [greedy(space, 9), beam(space, 2, 9, length_penalty=0.0)[0]]
    numbers = [(source.text(one.state.state), round(math.exp(one.log_probability), 9)) for one in found]
    assert numbers == [("nice woman", 0.2), ("dog has", 0.36)]
    assert [one.rank for one in ranked(found, every)] == [2, 1]
    assert len(every) == 9
