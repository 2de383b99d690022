"""What to call the temperatures of a chain with several: the dial turns the first, and all multiply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.numbers import screen_temperature

if TYPE_CHECKING:
    from tauscope.core.chain import Chain

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_WRITTEN_OUT = 3


def dial_symbol(chain: Chain) -> str:
    """Symbol of the temperature that the dial turns.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> dial_symbol(Chain.parse("temperature=0.5,top-p=0.9,temperature=2")), dial_symbol(Chain())
    ('τ₁', 'τ')
    """
    return "τ₁" if len(chain.temperatures) > 1 else "τ"


def product_symbol(chain: Chain) -> str:
    """Symbol of all temperatures of a chain together.

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


def together(chain: Chain) -> str:
    """Say what several temperatures come to; empty where there are not several.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> together(Chain.parse("temperature=0.5,top-p=0.9,temperature=2"))
    'τ₁τ₂ = 1.00'
    """
    if len(chain.temperatures) <= 1:
        return ""
    return f"{product_symbol(chain)} = {screen_temperature(chain.product)}"


def of_softmax(chain: Chain) -> str:
    """Say of which distribution F, U and C are: that at the dial's temperature, before any other knob.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> of_softmax(Chain.parse("temperature=0.5,temperature=2"))
    'of softmax(z/τ₁), τ₁ = 0.50'
    """
    if len(chain.temperatures) <= 1:
        return "of softmax(z/τ)"
    return f"of softmax(z/τ₁), τ₁ = {screen_temperature(chain.temperature)}"


def beside_number(chain: Chain) -> str:
    """Say the same in few words, beside one of these numbers.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> beside_number(Chain.parse("temperature=0.5,temperature=2"))
    'at τ₁ = 0.50 alone'
    """
    if len(chain.temperatures) <= 1:
        return of_softmax(chain)
    return f"at τ₁ = {screen_temperature(chain.temperature)} alone"


def formula_of_bars(chain: Chain) -> str:
    """Say what the bars are where every knob that is on is a temperature.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> formula_of_bars(Chain.parse("temperature=0.5,temperature=2"))
    'softmax(z/τ₁τ₂), τ₁τ₂ = 1.00'
    """
    several = together(chain)
    return f"softmax(z/{product_symbol(chain)}), {several}" if several else "softmax(z/τ)"
