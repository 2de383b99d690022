"""What an article says of methods of decoding is what the model that ships gives."""

from __future__ import annotations

import re

import pytest

from tauscope.document.library.articles import articles

pytest.importorskip("onnxruntime", reason="language models need the extra “models”")
pytest.importorskip("tokenizers", reason="language models need the extra “models”")

from storyteller import measure_decoding
from storyteller.measure_decoding import METHODS, measured

TEXT = articles()["greedy-is-most-likely"].text


def said(name: str) -> list[float]:
    """Means and deviations in the article's line of a method."""
    (line,) = [line for line in TEXT.splitlines() if line.startswith(f"| {name} |")]
    return [
        float(number.replace("−", "-"))
        for number in re.findall(r"−?\d+\.\d+", line.partition("|")[2].partition("|")[2])
    ]


def test_the_article_has_a_line_of_each_method() -> None:
    for name in METHODS:
        assert len(said(name)) == 6
    assert f"{measure_decoding.TOKENS} tokens" in TEXT
    assert f"{len(measure_decoding.PROMPTS)} beginnings" in TEXT


def test_greedy_is_measured_as_the_article_says() -> None:
    found = [number for one in measured("greedy") for number in one]
    assert found == pytest.approx(said("greedy"), abs=0.02)


def test_what_the_article_concludes_is_in_its_table() -> None:
    ln_p, repeated = ({name: said(name)[column] for name in METHODS} for column in (0, 2))
    assert ln_p["4 beams"] > ln_p["greedy"] > ln_p["sampling, τ = 1"]
    assert repeated["4 beams"] > repeated["greedy"]
    drawn, plain = repeated["4 drawn beams, τ = 1"], repeated["sampling, τ = 1"]
    assert repeated["4 beams"] > drawn > plain
