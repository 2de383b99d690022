"""The notation of formulas within texts, and its parser.

A formula is written once, on one line, as in "e^(zᵢ/τ)", and marked as a formula. Screens and figures set
formulas with fractions and raised and lowered letters (`tauscope.ui.formulas`); terminals and screen readers
get them as they are written. Only marked text is a formula, because a label may look like one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

BEGIN, END = "\x0e", "\x0f"
"""Marks around a formula within a text: the control characters "shift out" and "shift in"."""

NAME = "\x1a"
"""Mark around a label within a formula, which is not parsed."""

NO_BREAK = "\u00a0"
"""A blank at which no line breaks."""

DIVIDED = "∕"
"""Sign of division on one line, which unlike the solidus has no other use."""

MARKED = re.compile(f"{BEGIN}([^{END}]*){END}")
"""Matches a formula within a text."""

_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₙ", "0123456789+−=()ijkn", strict=True))
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+−=()ni", strict=True))
_SIGNS = {
    1: {small: sign for sign, small in _RAISED.items()},
    -1: {small: s for s, small in _LOWERED.items()},
}
_WORD = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*|[Α-Ωα-ω∞]")
_SCRIPT = re.compile(r"[A-Za-z]+|\d+|[α-ω∞]")
_SLASH = re.compile(r" ?/ ?")
_FUNCTIONS = frozenset(("ln", "log", "max", "min"))
"""Functions whose argument follows after a blank, as in "ln 3"."""

_VARIABLES = frozenset(("kT", "dU"))
"""Words that are set in italics although they have two letters."""


class Run(NamedTuple):
    """Part of a formula in one style.

    Attributes
    ----------
    text : str
    italic : bool
        True for a variable with a Latin letter. Greek letters are upright, as τ is in the text of the window.
    scripts : tuple of int
        1 for raised and −1 for lowered, from the outermost level inward; empty on the base line.
    """

    text: str
    italic: bool = False
    scripts: tuple[int, ...] = ()


class Quotient(NamedTuple):
    """A fraction in a formula.

    Attributes
    ----------
    upper, lower : tuple of Part
        Numerator and denominator, without the brackets that they need on one line.
    brackets : (bool, bool)
        Whether numerator and denominator have brackets on one line.
    """

    upper: tuple[Part, ...]
    lower: tuple[Part, ...]
    brackets: tuple[bool, bool]


Part = Run | Quotient


def formula(text: str) -> str:
    """Mark a text as a formula.

    Notation: `^` raises and `_` lowers the next letter, word or bracket. `/` divides the product before it by
    the product after it. Signs of Unicode (², ᵢ, ⟨, √, −, ·) stand for themselves.
    """
    return f"{BEGIN}{text}{END}"


ENTROPY = formula("S")


def with_formulas(text: str) -> str:
    """Mark the formulas of a text that are written between dollar signs, as in "the perplexity $e^S$"."""
    return "".join(formula(part) if place % 2 else part for place, part in enumerate(text.split("$")))


def name(label: str) -> str:
    """Return a label as a part of a formula that is not parsed."""
    return f"{NAME}{plain(label)}{NAME}"


def plain(text: str) -> str:
    """Return a text without marks, for terminals and screen readers.

    Examples
    --------
    >>> plain(with_formulas("the perplexity $e^S$"))
    'the perplexity e^S'
    """
    # Faster than `translate`, which looks at each letter: each turn of the dial describes all plots.
    for mark in (BEGIN, END, NAME):
        text = text.replace(mark, "")
    return text


def is_marked(text: str) -> bool:
    """True if a text has a formula."""
    return BEGIN in text


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, each with True for a formula or False for other text.

    Examples
    --------
    >>> list(pieces(with_formulas("curves of $softmax(z/τ)$")))
    [('curves of ', False), ('softmax(z/τ)', True)]
    """
    for place, part in enumerate(MARKED.split(text)):
        if part:
            yield part, bool(place % 2)


def words(text: str) -> list[str]:
    """Split a text at the blanks outside its formulas.

    Examples
    --------
    >>> words("a b") == ["a", "b"], len(words(f"is {formula('E = −z')} here"))
    (True, 3)
    """
    return re.split(f" (?![^{BEGIN}]*{END})", text)


def one_line(text: str) -> str:
    """Return a text whose formulas are written with Unicode's signs, for menus, which cannot raise letters.

    Examples
    --------
    >>> one_line(with_formulas("curves of $softmax(z/τ)$, $e^(−H)$ and $e^2$"))
    'curves of softmax(z∕τ), exp(−H) and e²'
    """
    found = []
    for part, is_formula in pieces(text):
        plain_exponents = re.sub(r"\be\^(?=\()", "exp", part) if is_formula else part
        found.append("".join(map(_in_signs, line(parts(plain_exponents)))) if is_formula else part)
    return "".join(found)


def _in_signs(run: Run) -> str:
    """Return a run in Unicode's raised or lowered signs, or in brackets where these lack a letter."""
    for shift in run.scripts[:1]:
        signs = _SIGNS[shift]
        if all(letter in signs for letter in run.text):
            return "".join(signs[letter] for letter in run.text)
        return f"({run.text})"
    return run.text


def with_small_signs(run: Run) -> Run:
    """Return a run with one level of raising or lowering; an inner level is written in Unicode's signs.

    Examples
    --------
    >>> with_small_signs(Run("i", True, (1, -1)))
    Run(text='ᵢ', italic=False, scripts=(1,))
    """
    if len(run.scripts) <= 1:
        return run
    signs = _SIGNS[run.scripts[1]]
    text = "".join(signs.get(letter, letter) for letter in run.text)
    return Run(text, italic=run.italic and text == run.text, scripts=run.scripts[:1])


def line(of: Iterable[Part]) -> tuple[Run, ...]:
    """Return the parts of a formula on one line, with a slash in each fraction.

    Examples
    --------
    >>> [run.text for run in line(parts("(z₁ − z₂)/τ"))]
    ['(', 'z', '1', ' − ', 'z', '2', ')∕τ']
    """
    runs: list[Run] = []
    for part in of:
        for run in _slashed(part) if isinstance(part, Quotient) else (part,):
            if runs and runs[-1][1:] == run[1:]:
                runs[-1] = run._replace(text=runs[-1].text + run.text)
            else:
                runs.append(run)
    return tuple(runs)


def _slashed(quotient: Quotient) -> Iterator[Run]:
    """Yield the runs of a fraction on one line."""
    for part, bracketed in zip((quotient.upper, quotient.lower), quotient.brackets, strict=True):
        yield from () if part is quotient.upper else (Run(DIVIDED),)
        yield from (Run("("),) if bracketed else ()
        yield from line(part)
        yield from (Run(")"),) if bracketed else ()


@lru_cache(maxsize=512)
def parts(text: str) -> tuple[Part, ...]:
    """Parse a formula.

    Examples
    --------
    >>> parts("e^S")
    (Run(text='e', italic=False, scripts=()), Run(text='S', italic=True, scripts=(1,)))
    >>> [type(part).__name__ for part in parts("Var(E)/τ² = C")]
    ['Quotient', 'Run', 'Run', 'Run', 'Run']
    """
    return tuple(_Reader(text).parts())


class _Reader:
    """Recursive-descent parser of a formula; characters outside the notation stay as they are written."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def parts(self, closing: str = "") -> list[Part]:
        """Read up to a closing bracket, or to the end."""
        found: list[Part] = []
        while self._at < len(self._text) and self._text[self._at] != closing:
            upper = self._product()
            if upper and (slash := _SLASH.match(self._text, self._at)):
                self._at = slash.end()
                if lower := self._product():
                    found.append(_quotient(upper, lower))
                    continue
                self._at = slash.start()
            if not upper:
                self._at += 1
                upper = [Run(self._text[self._at - 1])]
            found += upper
        return found

    def _product(self) -> list[Part]:
        """Read factors that follow one another without a blank or a sign between."""
        found: list[Part] = []
        while factor := self._factor():
            found += factor
        return found

    def _factor(self) -> list[Part]:
        """Read a letter, word, number or bracket with its scripts, or a function with its argument."""
        start = self._at
        found = self._bracket() or self._label() or self._word()
        while found and (script := self._script()):
            found += script
        if self._text[start : self._at].rstrip("₀₁₂₃₄₅₆₇₈₉") in _FUNCTIONS and self._next() == " ":
            self._at += 1
            found += [Run(" "), *self._product()]
        return found

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _bracket(self) -> list[Part]:
        if self._next() != "(":
            return []
        self._at += 1
        inner = line(self.parts(")"))  # a high fraction between low brackets is hard to read
        closing = [Run(self._next())] if self._next() else []
        self._at += 1
        return [Run("("), *inner, *closing]

    def _script_bracket(self) -> list[Part]:
        """Read a bracket that is raised or lowered, which is not shown unless it is never closed."""
        bracket = self._bracket()
        return bracket if self._at > len(self._text) else bracket[1:-1]

    def _label(self) -> list[Part]:
        end = self._text.find(NAME, self._at + 1)
        if self._next() != NAME or end < 0:
            return []
        text, self._at = self._text[self._at + 1 : end], end + 1
        return [Run(text)]

    def _word(self, pattern: re.Pattern[str] = _WORD) -> list[Part]:
        root = self._next() == "√"
        match = pattern.match(self._text, self._at + root)
        if match is None:
            return []
        self._at = match.end()
        word = match[0]
        italic = (word.isascii() and word.isalpha() and len(word) == 1 and word != "e") or word in _VARIABLES
        return [*([Run("√")] if root else []), Run(word, italic)]

    def _script(self) -> list[Part]:
        """Read what is raised or lowered at this position; return no runs if nothing is."""
        mark = self._next()
        for shift, signs in ((1, _RAISED), (-1, _LOWERED)):
            if mark in signs:
                small = itertools.takewhile(signs.__contains__, self._text[self._at :])
                text = "".join(signs[sign] for sign in small)
                self._at += len(text)
                return [run._replace(scripts=(shift,)) for run in line(parts(text))]
        if mark not in ("^", "_"):
            return []
        start, self._at = self._at, self._at + 1
        inner = self._script_bracket() or self._label() or self._word(_SCRIPT)
        if not inner:  # the mark stands for itself, and so does an empty bracket after it
            self._at = start
        shift = 1 if mark == "^" else -1
        return [run._replace(scripts=(shift, *run.scripts)) for run in line(inner)]


def _quotient(upper: list[Part], lower: list[Part]) -> Quotient:
    brackets = _is_one_bracket(upper), _is_one_bracket(lower)
    bare = [tuple(side[1:-1] if its else side) for side, its in zip((upper, lower), brackets, strict=True)]
    return Quotient(bare[0], bare[1], brackets)


def _is_one_bracket(side: list[Part]) -> bool:
    """True if all of one side of a slash is in one pair of brackets."""
    return side[0] == Run("(") and side[-1] == Run(")") and side.count(Run("(")) == 1
