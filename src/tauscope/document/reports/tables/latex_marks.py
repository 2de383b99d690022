r"""Characters for LaTeX: those that pdfLaTeX prints as they are, by a command, or not at all.

LaTeX reads UTF-8, but prints only characters that its font encodings have: by default Latin letters with
accents and some punctuation.
"""

from __future__ import annotations

import unicodedata

UNICODE_CHARACTER = (
    r"\providecommand{\unicodechar}[2]{\ifdefined\Umathchar#2\else"
    r"\ifcsname u8:\detokenize{#2}\endcsname#2\else U+#1\fi\fi}"
)
r"""Definition of \unicodechar{number}{character}: prints the character if LaTeX knows it, else its number.

XeLaTeX and LuaLaTeX know all characters, and are recognised by \Umathchar. pdfLaTeX knows those of the
encodings that the user's document loads, for which it has a macro "u8:…" each.
"""

_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "varepsilon",
    "ϵ": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "ϑ": "vartheta",
    "ι": "iota",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "µ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "ς": "varsigma",
    "τ": "tau",
    "υ": "upsilon",
    "φ": "varphi",
    "ϕ": "phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
    "Γ": "Gamma",
    "Δ": "Delta",
    "Θ": "Theta",
    "Λ": "Lambda",
    "Ξ": "Xi",
    "Π": "Pi",
    "Σ": "Sigma",
    "Υ": "Upsilon",
    "Φ": "Phi",
    "Ψ": "Psi",
    "Ω": "Omega",
}
_SIGNS = {
    "−": "-",
    "∞": r"\infty",
    "×": r"\times",
    "÷": r"\div",
    "±": r"\pm",
    "·": r"\cdot",
    "•": r"\bullet",
    "°": r"{}^\circ",
    "¬": r"\neg",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "≈": r"\approx",
    "≡": r"\equiv",
    "∝": r"\propto",
    "∈": r"\in",
    "∑": r"\sum",
    "∏": r"\prod",
    "∂": r"\partial",
    "∇": r"\nabla",
    "√": r"\surd",
    "‖": r"\|",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "«": r"\ll",
    "»": r"\gg",
    "←": r"\leftarrow",
    "→": r"\rightarrow",
    "↑": r"\uparrow",
    "↓": r"\downarrow",
    "↔": r"\leftrightarrow",
    "⇒": r"\Rightarrow",
    "⇐": r"\Leftarrow",
    "↵": r"\hookleftarrow",
    "↩": r"\hookleftarrow",
    "⏎": r"\hookleftarrow",
    "⇥": r"\rightarrow\mkern-2mu\vert",
    "⇤": r"\vert\mkern-2mu\leftarrow",
    "′": r"{}'",
    **{digit: f"{{}}^{place}" for place, digit in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{digit: f"{{}}_{place}" for place, digit in enumerate("₀₁₂₃₄₅₆₇₈₉")},
}
_WORDS = {
    "␣": r"\textvisiblespace{}",
    "…": r"\dots{}",
    "†": r"\dag{}",
    "‡": r"\ddag{}",
    "§": r"\S{}",
    "¶": r"\P{}",
    "©": r"\copyright{}",
    "£": r"\pounds{}",
    "„": ",{},{}",
    "‚": ",{}",
}
# Characters with a meaning to TeX, those that fonts join into ligatures such as -- or ,, and babel's ".
_ACTIVE = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"{\char34}",
    "`": r"{\char96}",
    "'": "'{}",
    "-": "-{}",
    ",": ",{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
}
COMMANDS = (
    _ACTIVE
    | _WORDS
    | {sign: f"${command}$" for sign, command in _SIGNS.items()}
    | {letter: rf"$\{name}$" for letter, name in _GREEK.items()}
)
"""Command that prints each of these characters."""

PRINTED = "ßæœøåÆŒØÅłŁı¡¿‘’“”–—"
"""Characters of LaTeX's default encoding, OT1, beside ASCII and accented letters."""

ACCENTS = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327"
"""Combining marks that OT1 can put on a letter."""

_NOT_SHOWN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def is_printed(mark: str) -> bool:
    """True if pdfLaTeX prints a character as it is with its default fonts.

    Examples
    --------
    >>> [is_printed(mark) for mark in "aé–ą中"]
    [True, True, True, False, False]
    """
    if mark in PRINTED or (mark.isascii() and mark.isprintable()):
        return True
    parts = unicodedata.normalize("NFD", mark)
    return len(parts) == 2 and parts[0].isascii() and parts[0].isalpha() and parts[1] in ACCENTS


def latex_mark(mark: str) -> str:
    """Return LaTeX that prints one character of a text, or its number if it cannot be printed."""
    if mark in COMMANDS:
        return COMMANDS[mark]
    if is_printed(mark):
        return mark
    number = f"{ord(mark):04X}"
    return (
        f"U+{number}" if unicodedata.category(mark) in _NOT_SHOWN else rf"\unicodechar{{{number}}}{{{mark}}}"
    )
