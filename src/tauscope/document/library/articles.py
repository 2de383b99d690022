"""Articles on common misunderstandings, each with computed examples and a scene that shows the matter.

A new article is one TOML file in `resources/words`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.document.formulas import with_formulas
from tauscope.document.library.scene import Scene
from tauscope.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

    from tauscope.core.chain.candidates import Candidates


@dataclass(frozen=True)
class Examples:
    """Distributions over the same logits, for a table in an article.

    Attributes
    ----------
    labels : tuple of str
    logits : tuple of float
    rows : tuple of (str, str)
        Name and chain of each row.
    last : str
        Quantity in the last column: "ratio" of the first two classes, "entropy", or number of classes "kept".
    """

    labels: tuple[str, ...]
    logits: tuple[float, ...]
    rows: tuple[tuple[str, str], ...]
    last: str

    @property
    def distributions(self) -> tuple[Candidates, ...]:
        """Candidates that the chain of each row leaves."""
        logits = Logits.of(self.labels, self.logits)
        return tuple(Chain.parse(chain).candidates(logits) for _, chain in self.rows)


@dataclass(frozen=True)
class Article:
    """A short text in Markdown.

    Attributes
    ----------
    id : str
        Name of the article's file, without its ending, and of its page.
    order : int
        Sort key in the list of articles.
    title, summary : str
        Title, and a summary that can be read without the article.
    about : tuple of str
        Names of the knobs on whose pages the article is listed.
    text : str
        Markdown; "{examples}" stands for the table of examples, and "{engines}" for the engines' rules.
    examples : Examples or None
        None for an article whose numbers are measured.
    scene : Scene
    """

    id: str
    order: int
    title: str
    summary: str
    about: tuple[str, ...]
    text: str
    examples: Examples | None
    scene: Scene


@cache
def articles() -> dict[str, Article]:
    """Return every article that ships, by its id, in the order of the list."""
    read = sorted(map(read_article, resource("words").glob("*.toml")), key=lambda article: article.order)
    return {article.id: article for article in read}


def read_article(path: Path) -> Article:
    """Read the TOML file of an article.

    Raises
    ------
    KeyError, tomllib.TOMLDecodeError
        If the file is malformed; the tests read every file that ships.
    """
    entry = tomllib.loads(path.read_text(encoding="utf-8"))
    return Article(
        id=path.stem,
        order=entry["order"],
        title=entry["title"],
        summary=with_formulas(entry["summary"]),
        about=tuple(entry["about"]),
        text=with_formulas(entry["text"].strip()),
        examples=_examples(entry["examples"]) if "examples" in entry else None,
        scene=Scene(entry["scene"]),
    )


def _examples(table: dict[str, Any]) -> Examples:
    rows = tuple((name, chain) for name, chain in table["rows"])
    return Examples(tuple(table["labels"]), tuple(table["logits"]), rows, table["last"])
