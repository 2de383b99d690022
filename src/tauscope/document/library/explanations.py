"""Pages of the help in Markdown: an index, the articles, and a page for each knob.

The page of a knob is made of the attributes of its class and of the engines that have it, so that every
registered knob has a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tauscope.core.chain.engines import ENGINES, LEFT_OUT
from tauscope.core.chain.knobs import KNOBS, Temperature
from tauscope.core.chain.reordering import never_matters
from tauscope.core.domain import Choice
from tauscope.core.numbers import screen_number, screen_percentage, screen_ratio
from tauscope.document.formulas import formula
from tauscope.document.library.articles import articles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.chain.engines import Engine
    from tauscope.core.chain.knob import Knob
    from tauscope.document.library.articles import Article, Examples

INDEX = "words"
"""Name of the page that leads to all others."""

BEGINNING = (
    "A model gives logits z. Temperature reshapes them, the other knobs cut, and what is left is divided by"
    " its sum. Only then is a class drawn."
)

LAST_COLUMN: dict[str, tuple[str, Callable[[Candidates], str]]] = {
    "ratio": (formula("{0}/{1}"), lambda left: screen_ratio(_ratio(left))),
    "entropy": (formula("S"), lambda left: screen_number(left.entropy, 3)),
    "kept": ("kept", lambda left: str(len(left))),
}
"""Heading and value of the last column of a table of examples, by its name in `Examples.last`."""


def pages() -> dict[str, Callable[[], str]]:
    """Return a function that writes each page, by the name of the page; a knob's page has the knob's name."""
    return {
        INDEX: index_page,
        **{article.id: partial(article_page, article) for article in articles().values()},
        **{name: partial(knob_page, kind) for name, kind in KNOBS.items()},
    }


def link(title: str, page: str) -> str:
    """Return a Markdown link to a page."""
    return f"[{title}]({page}.md)"


def index_page() -> str:
    """Write the index: the summaries of all articles, and a list of all knobs."""
    knobs = (f"- {link(kind.title, kind.name)} {kind.explanation}" for kind in KNOBS.values())
    return "\n\n".join(
        ["# What the knobs do", BEGINNING, *_summaries(articles().values()), "## Knobs", "\n".join(knobs)]
    )


def _summaries(which: Iterable[Article]) -> list[str]:
    """Return title and summary of each article."""
    return [f"**{link(article.title, article.id)}**\n{article.summary}" for article in which]


def knob_page(kind: type[Knob]) -> str:
    """Write the page of a knob: effect, formula, settings, place in the chain, engines, and source."""
    parts = [
        f"# {kind.title}",
        f"{_sentence(kind.explanation)}",
        f"> {formula(kind.formula)}",
        *_summaries(article for article in articles().values() if kind.name in article.about),
        "## Settings",
        "\n".join(_settings(kind)),
        "## Its place in the chain",
        _place(kind),
        "## Engines",
        _engines_with(kind),
        f"Source: {_linked(kind.source)}",
        link("All knobs", INDEX),
    ]
    return "\n\n".join(parts)


def _sentence(clause: str) -> str:
    """Make a sentence of a clause."""
    return f"{clause[0].upper()}{clause[1:]}."


def _settings(kind: type[Knob]) -> list[str]:
    """Return a Markdown list of the knob's parameters."""
    lines = []
    for name, domain in kind.parameters.items():
        value = domain.write(getattr(kind, name))
        lines.append(f"- **{domain.name}** {domain}, at first {value}")
        if isinstance(domain, Choice):
            lines += [f"    - *{word}* {meaning}" for word, meaning in domain.meanings.items()]
    return lines


def _place(kind: type[Knob]) -> str:
    """Say with which knobs the order never matters, and whether a temperature changes what the knob cuts."""
    others = [other for other in KNOBS.values() if other is not kind and never_matters(kind(), other())]
    if others:
        names = ", ".join(link(other.name, other.name) for other in others)
        text = f"Nothing changes, for any logits, when it is swapped with {names}. With others it may."
    else:
        text = "Swapped with any other knob, it may keep other classes."
    if kind.by_shape and kind is not Temperature:
        text += " No temperature changes what it keeps."
    return f"{text} See {link('why the order matters', 'order-matters')}."


def _engines_with(kind: type[Knob]) -> str:
    """Say which engines have the knob in their chains, on or off by default."""
    known = [(engine, knob) for engine in ENGINES.values() for knob in engine.knobs if type(knob) is kind]
    on = [f"{engine.title} ({_value(knob)})" for engine, knob in known if knob.on]
    off = [engine.title for engine, knob in known if not knob.on]
    parts = [
        f"On unless a request says otherwise: {', '.join(on)}." if on else "",
        f"Off unless asked for: {', '.join(off)}." if off else "",
    ]
    return " ".join(filter(None, parts)) or "None of the engines that are compared here has it in its chain."


def _linked(source: str) -> str:
    """Return a source with a link for each arXiv number in it."""
    return re.sub(r"arXiv:(\d{4}\.\d{4,5})", r"[arXiv:\1](https://arxiv.org/abs/\1)", source)


def article_page(article: Article) -> str:
    """Write the page of an article, with its table of examples."""
    table = "" if article.examples is None else examples_table(article.examples)
    text = article.text.replace("{examples}", table).replace("{engines}", engine_sections())
    return f"# {article.title}\n\n{text}\n\n{link('All explanations', INDEX)}"


def examples_table(examples: Examples) -> str:
    """Write a table with the probabilities of each row in per cent."""
    heading, last = LAST_COLUMN[examples.last]
    headings = ["%", *examples.labels, heading.format(*examples.labels)]
    rows = [
        [_whole(name), *map(_per_cent, left.probabilities_of_rows.tolist()), last(left)]
        for (name, _), left in zip(examples.rows, examples.distributions, strict=True)
    ]
    ruler = [":--", *["--:"] * (len(headings) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (headings, ruler, *rows))


def _whole(name: str) -> str:
    """Return a name that wraps only at its commas."""
    return name.replace(" ", "\u00a0").replace(",\u00a0", ", ")


def _per_cent(p: float) -> str:
    return screen_percentage(p).removesuffix("%")


def _ratio(left: Candidates) -> float:
    """Ratio of the probabilities of the first two rows; inf if the second is 0."""
    p = left.probabilities_of_rows
    return float(p[0] / p[1]) if p[1] else float("inf")


def engine_sections() -> str:
    """Write a section on the rules of each engine, and one on what is left out here."""
    return "\n\n".join([*map(_engine_section, ENGINES.values()), LEFT_OUT])


def _engine_section(engine: Engine) -> str:
    """Write the section on one engine: chain, temperatures 0 and out of range, and source."""
    chain = " → ".join(f"**{knob.name} {_value(knob)}**" if knob.on else knob.name for knob in engine.knobs)
    limits = [f"above {engine.highest:g} it is refused"] if engine.highest < float("inf") else []
    limits += [f"between 0 and {engine.lowest:g} it is raised to {engine.lowest:g}"] if engine.lowest else []
    more = f" A temperature {', '.join(limits)}." if limits else ""
    parts = (
        f"## {engine.title}",
        chain,
        f"Temperature 0: {engine.at_zero}{more}",
        engine.note,
        engine.read_in,
    )
    return "\n\n".join(filter(None, parts))


def _value(knob: Knob) -> str:
    return knob.parameters[knob.main()].write(knob.value)
