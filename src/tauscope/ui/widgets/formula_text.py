"""Formulas in tool tips and pages: what stands raised or lowered, as runs of rich text."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple

_SUBSCRIPTS = str.maketrans("ᵢⱼₖ₀₁₂₃₄₅₆₇₈₉", "ijk0123456789")
_PARTS = re.compile(
    r"\^\((?P<group>(?:[^()]|\([^()]*\))*)\)"  # e^(z/τ), with one pair of brackets inside
    r"|\^(?P<power>[\wτ]+)"  # s^a
    r"|(?<=\bp)_(?P<word>\w+)"  # p_max
    r"|(?P<small>[ᵢⱼₖ₀₁₂₃₄₅₆₇₈₉]+)"
    r"|(?<=\bT)(?P<limit>min|max)\b"  # Tmin
)


class Run(NamedTuple):
    """Some letters, and where they stand: 1 raised, −1 lowered, 0 on the line."""

    text: str
    shift: int = 0


def runs(formula: str) -> list[Run]:
    """Split a formula written on one line into runs.

    Examples
    --------
    >>> runs("pᵢ ∝ e^(zᵢ/τ)")
    [Run(text='p', shift=0), Run(text='i', shift=-1), Run(text=' ∝ e', shift=0), Run(text='zᵢ/τ', shift=1)]
    """
    found, end = list[Run](), 0
    for match in _PARTS.finditer(formula):
        found.append(Run(formula[end : match.start()]))
        raised = match["group"] or match["power"]
        lowered = match["word"] or match["small"] or match["limit"] or ""
        found.append(Run(raised, 1) if raised else Run(lowered.translate(_SUBSCRIPTS), -1))
        end = match.end()
    return [run for run in (*found, Run(formula[end:])) if run.text]


def rich(text: str) -> str:
    r"""Text with formulas in it, as rich text for a tool tip; everything else in it stays plain.

    Examples
    --------
    >>> rich("p < e^(z/τ)\nnext")
    '<p>p &lt; e<sup>z/τ</sup><br>next</p>'
    """
    tags = {1: "sup", -1: "sub"}
    parts = (
        f"<{tags[run.shift]}>{escape(run.text)}</{tags[run.shift]}>" if run.shift else escape(run.text)
        for run in runs(text)
    )
    return f"<p>{''.join(parts)}</p>".replace("\n", "<br>")
