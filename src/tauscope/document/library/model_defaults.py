"""The sampling settings that a model recommends, as a sentence and as a chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tauscope.core.numbers import plain_number

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.sources.recommended import SamplingDefaults


class Recommendation(NamedTuple):
    """The recommendation of a model, for a notice in the window.

    Attributes
    ----------
    sentence : str
        Sentence on the settings; empty if the model recommends none.
    button : str
        Text of a button that sets `chain`; empty if there is none.
    chain : Chain or None
        Chain of the recommended settings.
    """

    sentence: str = ""
    button: str = ""
    chain: Chain | None = None


def recommendation(defaults: SamplingDefaults, present: Chain) -> Recommendation:
    """Return the recommendation of a model, without a chain if that is the present one already.

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
    """Say which recommended settings have no knob or an illegal value; empty if there are none.

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
