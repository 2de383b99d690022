"""Articles: what is often misunderstood, with numbers, and a bench on which it is seen.

A new one is one TOML file in `resources/words`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

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
    """Distributions over the same logits, to be computed and shown in a table.

    Attributes
    ----------
    labels : tuple of str
    logits : tuple of float
    rows : tuple of (str, str)
        What a row is called, and its chain.
    last : str
        What stands in the last column: "ratio" of the first two classes, "entropy", or classes "kept".
    """

    labels: tuple[str, ...]
    logits: tuple[float, ...]
    rows: tuple[tuple[str, str], ...]
    last: str

    @property
    def distributions(self) -> tuple[Candidates, ...]:
        """What the chain of each row leaves."""
        logits = Logits.of(self.labels, self.logits)
        return tuple(Chain.parse(chain).candidates(logits) for _, chain in self.rows)


@dataclass(frozen=True)
class Article:
    """A short text in Markdown.

    Attributes
    ----------
    id : str
        The name of its file, and of its page.
    order : int
        Its place in the list.
    title, summary : str
        The summary is a sentence that is true by itself.
    about : tuple of str
        Names of knobs whose pages name this one.
    text : str
        "{examples}" stands for the table of examples, "{engines}" for what each engine does.
    examples : Examples
    scene : Scene
    """

    id: str
    order: int
    title: str
    summary: str
    about: tuple[str, ...]
    text: str
    examples: Examples
    scene: Scene


@cache
def articles() -> dict[str, Article]:
    """Every article that ships, by its id, in the order of the list."""
    read = sorted(map(read_article, resource("words").glob("*.toml")), key=lambda article: article.order)
    return {article.id: article for article in read}


def read_article(path: Path) -> Article:
    """Read one file.

    Raises
    ------
    KeyError, tomllib.TOMLDecodeError
        If it is not as it should be; the tests read every file that ships.
    """
    entry = tomllib.loads(path.read_text(encoding="utf-8"))
    table = entry["examples"]
    rows = tuple((name, chain) for name, chain in table["rows"])
    return Article(
        id=path.stem,
        order=entry["order"],
        title=entry["title"],
        summary=with_formulas(entry["summary"]),
        about=tuple(entry["about"]),
        text=with_formulas(entry["text"].strip()),
        examples=Examples(tuple(table["labels"]), tuple(table["logits"]), rows, table["last"]),
        scene=Scene(entry["scene"]),
    )
