"""The sampling settings that a model recommends, in words and as a chain on the bench."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tauscope.core.numbers import plain_number

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.sources.recommended import SamplingDefaults


class Recommendation(NamedTuple):
    """What a model recommends.

    Attributes
    ----------
    sentence : str
        Empty where it recommends nothing.
    button : str
        Text of a button that uses `chain`; empty where there is no chain.
    chain : Chain or None
    """

    sentence: str = ""
    button: str = ""
    chain: Chain | None = None


def recommendation(defaults: SamplingDefaults, present: Chain) -> Recommendation:
    """Say what a model recommends, unless the present chain is that already.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> from tauscope.sources.recommended import SamplingDefaults
    >>> print(recommendation(SamplingDefaults(temperature=0.6, top_p=0.9, do_sample=True), Chain()).sentence)
    It recommends temperature 0.6 and top-p 0.9.
    """
    without = left_out(defaults)
    chain = defaults.chain()
    if chain is None or chain == present:
        return Recommendation(without and f"{without[0].upper()}{without[1:]}.")
    also = without and f"; {without}"
    if defaults.greedy:
        return Recommendation(
            f"It recommends the likeliest token each time, which is τ = 0{also}.", "Set τ = 0", chain
        )
    settings = [f"{name.replace('_', '-')} {plain_number(value)}" for name, value in defaults.given.items()]
    sentence = f"It recommends {_listed(settings)}{also}."
    if defaults.do_sample is None:
        sentence += " (Hugging Face takes the likeliest token all the same: do_sample is not set.)"
    return Recommendation(sentence, "Use these settings", chain)


def left_out(defaults: SamplingDefaults) -> str:
    """Say which settings that a model recommends no chain can have; empty where there is none.

    Examples
    --------
    >>> from tauscope.sources.recommended import SamplingDefaults
    >>> left_out(SamplingDefaults(left_out=("repetition_penalty",)))
    'there is no knob for its repetition_penalty'
    """
    wrong = [name for name in defaults.left_out if hasattr(defaults, name)]
    unknown = [name for name in defaults.left_out if name not in wrong]
    parts = []
    if unknown:
        parts.append(f"there is no knob for its {_listed(unknown)}")
    if wrong:
        parts.append(f"its {_listed(wrong)} {'is' if len(wrong) == 1 else 'are'} not legal")
    return ", and ".join(parts)


def _listed(words: list[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
