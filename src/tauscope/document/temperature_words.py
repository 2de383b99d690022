"""Names of the temperatures of a chain with several: the dial turns the first, and all multiply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.numbers import screen_temperature
from tauscope.document.formulas import formula

if TYPE_CHECKING:
    from tauscope.core.chain import Chain

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_WRITTEN_OUT = 3

SOFTMAX = formula("softmax(z/τ)")
"""Formula of the distribution of a chain with one temperature."""


def dial_symbol(chain: Chain) -> str:
    """Return the symbol of the temperature that the dial turns.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> dial_symbol(Chain.parse("temperature=0.5,top-p=0.9,temperature=2")), dial_symbol(Chain())
    ('τ₁', 'τ')
    """
    return "τ₁" if len(chain.temperatures) > 1 else "τ"


def product_symbol(chain: Chain) -> str:
    """Return the symbol of the product of all temperatures of a chain.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> product_symbol(Chain.parse("temperature=0.5,temperature=2"))
    'τ₁τ₂'
    """
    count = len(chain.temperatures)
    if count <= 1:
        return "τ"
    names = [f"τ{place}".translate(_SUBSCRIPTS) for place in range(1, count + 1)]
    return "".join(names) if count <= _WRITTEN_OUT else f"{names[0]}…{names[-1]}"


def product_words(chain: Chain) -> str:
    """Return symbol and value of the product of several temperatures; empty if there is one or none.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> product_words(Chain.parse("temperature=0.5,top-p=0.9,temperature=2"))
    'τ₁τ₂ = 1.00'
    """
    if len(chain.temperatures) <= 1:
        return ""
    return f"{product_symbol(chain)} = {screen_temperature(chain.product)}"


def softmax_words(chain: Chain) -> str:
    """Name the distribution to which F, U and C belong: that at the dial's temperature without other knobs.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> from tauscope.document.formulas import plain
    >>> plain(softmax_words(Chain.parse("temperature=0.5,temperature=2")))
    'of softmax(z/τ₁), τ₁ = 0.50'
    """
    if len(chain.temperatures) <= 1:
        return f"of {SOFTMAX}"
    return f"of {formula(f'softmax(z/τ₁), τ₁ = {screen_temperature(chain.temperature)}')}"


def softmax_note(chain: Chain, *, short: bool = False) -> str:
    """Return a short form of `softmax_words` for a note beside F, U or C, or with `short` a shorter one.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> from tauscope.document.formulas import plain
    >>> several = Chain.parse("temperature=0.5,temperature=2")
    >>> plain(softmax_note(several)), plain(softmax_note(several, short=True))
    ('at τ₁ = 0.50 alone', 'at τ₁ = 0.50')
    >>> plain(softmax_note(Chain())), plain(softmax_note(Chain(), short=True))
    ('of softmax(z/τ)', 'softmax(z/τ)')
    """
    if len(chain.temperatures) <= 1:
        return SOFTMAX if short else softmax_words(chain)
    return formula(f"at τ₁ = {screen_temperature(chain.temperature)}") + ("" if short else " alone")


def formula_of_bars(chain: Chain, symbol: str = "z") -> str:
    """Return the formula of the bars of a chain whose knobs are all temperatures.

    `symbol` stands for the source's values, as in its `abilities`.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> from tauscope.document.formulas import plain
    >>> plain(formula_of_bars(Chain.parse("temperature=0.5,temperature=2")))
    'softmax(z/τ₁τ₂), τ₁τ₂ = 1.00'
    """
    several = product_words(chain)
    at = f"{product_symbol(chain)}), {several}" if several else "τ)"
    return formula(f"softmax({symbol}/{at}")
