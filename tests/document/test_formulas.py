from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tauscope.document import formulas
from tauscope.document.formulas import (
    Quotient,
    Run,
    formula,
    line,
    name,
    one_line,
    parts,
    plain,
    with_formulas,
)

LETTERS = st.text(alphabet="abzτστ012 ^_/()²ᵢ√−·+=,|⟨⟩" + formulas.NAME, max_size=25)


def test_indices_of_exponents_are_small_twice() -> None:
    assert line(parts("e^(zᵢ/τ)")) == (
        Run("e"),
        Run("z", italic=True, scripts=(1,)),
        Run("i", italic=True, scripts=(1, -1)),
        Run("∕τ", scripts=(1,)),
    )


@pytest.mark.parametrize(
    ("text", "upper", "lower"),
    [
        ("Var(E)/τ²", "Var(E)", "τ2"),
        ("(z₁ − z₂)/τ", "z1 − z2", "τ"),
        ("H/ln n", "H", "ln n"),
        ("e^(−E/kT)/Z", "e−E∕kT", "Z"),
        ("dU/dτ", "dU", "dτ"),
        ("z / τ₁τ₂", "z", "τ1τ2"),
    ],
)
def test_what_stands_side_by_side_is_divided(text: str, upper: str, lower: str) -> None:
    (quotient,) = parts(text)
    assert isinstance(quotient, Quotient)
    assert ["".join(run.text for run in line(side)) for side in quotient[:2]] == [upper, lower]


@pytest.mark.parametrize("text", ["softmax(z/τ)", "Σ p ln(p/q)", "e^(1/τ)"])
def test_within_brackets_and_exponents_a_quotient_stays_on_the_line(text: str) -> None:
    assert all(isinstance(part, Run) for part in parts(text))
    assert "∕" in "".join(run.text for run in line(parts(text)))


@pytest.mark.parametrize("label", ["a/b", "x^2", "p_k", "(", "e", "", "²"])
def test_a_label_is_a_name_whatever_it_looks_like(label: str) -> None:
    (quotient,) = parts(f"p_{name(label)}/p_{name('dog')}")
    assert isinstance(quotient, Quotient)
    assert quotient.upper == (Run("p", italic=True), Run(label, scripts=(-1,)))


@pytest.mark.parametrize("text", ["e^(z/τ)", "x^2", "a/b", "p_max"])
def test_without_a_mark_nothing_is_a_formula(text: str) -> None:
    assert not formulas.is_marked(text)
    assert list(formulas.pieces(text)) == [(text, False)]
    assert one_line(text) == plain(text) == text


@given(LETTERS)
@example("0^(0")
@example("x^()")
@example("a_((b)")
def test_whatever_is_written_can_be_read_and_no_letter_is_lost(text: str) -> None:
    small = str.maketrans("²ᵢ", "2i")
    shown = "".join(run.text for run in line(parts(text))).translate(small)
    assert [mark for mark in shown if mark.isalnum()] == [
        mark for mark in text.translate(small) if mark.isalnum()
    ]


@given(LETTERS, LETTERS)
def test_a_text_falls_into_its_formulas_and_the_rest(prose: str, written: str) -> None:
    prose = plain(prose)
    text = f"{prose}{formula(written)}{prose}"
    kept = [(prose, False), (written, True), (prose, False)]
    assert list(formulas.pieces(text)) == [piece for piece in kept if piece[0]]
    assert plain(text) == f"{prose}{plain(written)}{prose}"


def test_lines_are_broken_beside_formulas_alone() -> None:
    text = with_formulas("it is $E = −z$ here")
    assert [plain(word) for word in formulas.words(text)] == ["it", "is", "E = −z", "here"]
    assert " ".join(formulas.words(text)) == text
